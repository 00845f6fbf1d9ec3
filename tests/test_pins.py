"""What is installed is what is pinned: everything, exactly."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
OUTSIDE = {"pip", "setuptools", "wheel", "uv"}
"""What an environment may have of its own."""

GROUPS = ("constraint-dependencies", "build-constraint-dependencies")


def project() -> dict[str, Any]:
    return tomllib.loads(PROJECT.read_text(encoding="utf-8"))


def pins(group: str) -> dict[str, str]:
    """Name to version."""
    requirements = [Requirement(each) for each in project()["tool"]["uv"][group]]
    return {canonicalize_name(each.name): str(each.specifier).removeprefix("==") for each in requirements}


def installed() -> dict[str, str]:
    ours = canonicalize_name(project()["project"]["name"])
    found = {canonicalize_name(each.metadata["Name"]): each.version for each in distributions()}
    return {name: version for name, version in found.items() if name not in OUTSIDE | {ours}}


def named() -> list[Requirement]:
    """Every dependency that the project names, of every extra and group."""
    data = project()
    texts = [*data["project"]["dependencies"]]
    for more in (data["project"]["optional-dependencies"], data["dependency-groups"]):
        texts += [each for group in more.values() for each in group if isinstance(each, str)]
    return [Requirement(each) for each in texts]


@pytest.mark.parametrize("group", GROUPS)
def test_every_pin_is_one_exact_version(group: str) -> None:
    texts = project()["tool"]["uv"][group]

    for text in texts:
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", text), text
    assert len(pins(group)) == len(texts), "a package is pinned twice"
    assert [Requirement(each).name for each in texts] == [
        canonicalize_name(Requirement(each).name) for each in texts
    ]


def test_what_runs_and_what_builds_are_pinned_alike() -> None:
    runs, builds = (pins(group) for group in GROUPS)

    assert {name: runs[name] for name in runs.keys() & builds.keys()} == {
        name: builds[name] for name in runs.keys() & builds.keys()
    }


def test_everything_installed_is_pinned_at_exactly_its_version() -> None:
    pinned = pins("constraint-dependencies")
    there = installed()

    assert len(there) > 30
    assert {name: version for name, version in there.items() if pinned.get(name) != version} == {}


def test_every_dependency_that_the_project_names_is_pinned_within_its_bounds() -> None:
    pinned = pins("constraint-dependencies")

    for each in named():
        assert canonicalize_name(each.name) in pinned, each
        assert each.specifier.contains(Version(pinned[canonicalize_name(each.name)])), each


def test_everything_that_builds_the_project_is_pinned() -> None:
    for text in project()["build-system"]["requires"]:
        assert canonicalize_name(Requirement(text).name) in pins("build-constraint-dependencies")


def test_pins_are_in_alphabetical_order_so_that_two_changes_meet_in_one_place() -> None:
    for group in GROUPS:
        names = [Requirement(each).name for each in project()["tool"]["uv"][group]]
        assert sorted(names) == sorted(set(names))
