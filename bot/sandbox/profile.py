"""What a bot tells about itself: names, descriptions, commands, the webhook."""

from dataclasses import asdict, dataclass, field
from typing import Self

from bot.sandbox.model import JSON


@dataclass(slots=True)
class Profile:
    """Texts by language code ("" is for all); commands by scope, then language."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[str, dict[str, list[JSON]]] = field(default_factory=dict)
    menu_buttons: dict[str, JSON] = field(default_factory=dict)
    webhook: JSON = field(default_factory=dict)

    def document(self) -> JSON:
        return asdict(self)

    @classmethod
    def restore(cls, document: JSON) -> Self:
        return cls(**document)

    def commands_shown(self, scopes: tuple[str, ...], language: str) -> list[JSON]:
        """What a client with this language shows: the narrowest scope wins, its own language first."""
        for scope in scopes:
            given = self.commands.get(scope, {})
            for code in (language, ""):
                if given.get(code):
                    return given[code]
        return []

    def languages(self) -> list[str]:
        """Every language that has commands, and the two of the sandbox's people."""
        known = {code for given in self.commands.values() for code in given if code}
        return sorted(known | {"en", "ru"})
