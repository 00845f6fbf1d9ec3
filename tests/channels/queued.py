"""What the use cases queue and refuse, read from their code: every text's code, and the data beside it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import bot
import handlers
from bot.domain.errors import Refusal
from bot.domain.lifecycle import TABLE, Effect
from bot.services.desk_ports import IntentKind

BUILDERS = {"words_to_customer": 1, "words_to_desk": 1, "words_to_chat": 1, "picture_to_chat": 1}
"""The functions that queue a text of ours, and the position of its code among their arguments."""

OF_ONE_CODE = {"greeting"}
"""Functions that queue one text each, called as they are."""

NOT_DATA = {"ticket_id", "draft_id", "reply_to", "slot", "album", "thread", "then", "messages", "instead_of"}
TOLD = {Effect.TELL_AGENTS, Effect.TELL_ASSIGNEE}
FORMATTED = {
    "desk_{}": {f"desk_{row.event}" for row in TABLE if TOLD & set(row.effects)},
    "expect_{}": {
        f"expect_{kind}" for kind in IntentKind if kind not in {IntentKind.ANSWER, IntentKind.CHECKSUM}
    },
}
"""Codes that are put together: what they can be."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Queued:
    """A text as one place of the code queues it."""

    place: str
    code: str
    keys: frozenset[str]
    more: bool
    """Other data is passed through."""

    def __str__(self) -> str:
        return f"{self.place}:{self.code}"


@cache
def queued_words() -> frozenset[Queued]:
    """Every text that services and handlers queue."""
    return frozenset(each for path, tree in _modules() for each in _Module(path, tree).queued())


@cache
def raised_refusals() -> frozenset[tuple[str, tuple[str, ...]]]:
    """Every refusal that the code raises by name, with the names of its data."""
    return frozenset(
        raised
        for _path, tree in _modules("domain", "services")
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and (raised := _raised(node.exc))
    )


def refusals(kind: type[Refusal] = Refusal) -> dict[str, type[Refusal]]:
    """Every kind of refusal, by its name."""
    found: dict[str, type[Refusal]] = {}
    for each in kind.__subclasses__():
        found |= {each.__name__: each} | refusals(each)
    return found


def _modules(*packages: str) -> Iterator[tuple[Path, ast.Module]]:
    (ours,), (theirs,) = bot.__path__, handlers.__path__
    folders = [Path(ours) / each for each in packages or ("services",)] + [Path(theirs)]
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def _raised(raised: ast.expr | None) -> tuple[str, tuple[str, ...]] | None:
    call = raised if isinstance(raised, ast.Call) else None
    name = _name(call.func if call else raised)
    if name not in refusals():
        return None
    return name, tuple(sorted(each.arg for each in call.keywords if each.arg)) if call else ()


def _name(node: ast.expr | None) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


class _Module:
    def __init__(self, path: Path, tree: ast.Module) -> None:
        self.path = path
        self.functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
        self.tree = tree

    def queued(self) -> Iterator[Queued]:
        for function in self.functions:
            for call in _own_calls(function):
                if _name(call.func) in OF_ONE_CODE:
                    keys = frozenset(each.arg for each in call.keywords if each.arg)
                    yield Queued(f"{self.path.stem}.{function.name}", _name(call.func), keys, more=False)
                elif _name(call.func) in BUILDERS:
                    yield from self._of(call, call.args[BUILDERS[_name(call.func)]], function)

    def _of(self, call: ast.Call, code: ast.expr, function: Function) -> Iterator[Queued]:
        """The call itself; or what the callers of its function pass, where its code is a parameter."""
        keys = frozenset(each.arg for each in call.keywords if each.arg) - NOT_DATA
        spread = [each.value for each in call.keywords if each.arg is None]
        forwarded = function.args.kwarg and function.args.kwarg.arg in map(_name, spread)
        more = len(spread) > bool(forwarded)
        outer = self._taking(code, function)
        if outer is None:
            for each in _codes(code, function):
                yield Queued(f"{self.path.stem}.{function.name}", each, keys, bool(spread))
            return
        for told in self._passed_to(outer, _parameters(outer).index(_name(code))):
            passed = told.keys if forwarded and outer is function else frozenset()
            yield Queued(told.place, told.code, keys | passed, more or bool(forwarded and told.more))

    def _taking(self, code: ast.expr, function: Function) -> Function | None:
        """The function that has the code from its callers: this one, or the one around it."""
        around = (each for each in (function, self._owner(function)) if each)
        return next((each for each in around if _name(code) in _parameters(each)), None)

    def _passed_to(self, helper: Function, position: int) -> Iterator[Queued]:
        calls = [
            (call, function)
            for function in self.functions
            for call in _own_calls(function)
            if _name(call.func) == helper.name
        ]
        assert calls, f"{self.path}: nobody calls {helper.name}"
        for call, function in calls:
            yield from self._of(call, call.args[position], function)

    def _owner(self, function: Function) -> Function | None:
        """The function that a nested one stands in."""
        return next((each for each in self.functions if each is not function and function in each.body), None)


def _parameters(function: Function) -> list[str]:
    return [each.arg for each in function.args.args if each.arg != "self"]


def _own_calls(function: Function) -> Iterator[ast.Call]:
    """Calls of the function's own body, without those of functions inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Function):
            continue
        if isinstance(node, ast.Call):
            yield node
        waiting.extend(ast.iter_child_nodes(node))


def _codes(code: ast.expr, function: Function) -> set[str]:
    """What the expression can be."""
    match code:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return _codes(one, function) | _codes(other, function)
        case ast.JoinedStr(values=parts):
            shape = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
            return FORMATTED[shape]
        case ast.Name(id=name):
            assigned = [
                node.value
                for node in ast.walk(function)
                if isinstance(node, ast.Assign) and name in {_name(target) for target in node.targets}
            ]
            return {each for value in assigned for each in _codes(value, function)}
        case _:
            raise AssertionError(f"{function.name}: cannot tell what {ast.unparse(code)} is")
