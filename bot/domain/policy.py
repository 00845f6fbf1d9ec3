"""What a product's regulation sets for its tickets. A ticket keeps the policy it was registered under."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bot.domain.closing_rule import NOT_BY_ITSELF, ClosingRule
from bot.domain.entitlement import Enforcement
from bot.domain.targets import NO_TARGETS, Targets


class Disagreement(StrEnum):
    """What follows when the customer does not accept the resolution, and says why."""

    CONTINUE = "continue"
    NEW_REQUEST = "new_request"


@dataclass(frozen=True, slots=True)
class Policy:
    """How a resolution of this product's tickets is accepted, refused or reopened."""

    disagreement: Disagreement
    reopening: timedelta
    """From the closing on; zero: a closed ticket is not reopened."""
    closing: ClosingRule = NOT_BY_ITSELF
    targets: Targets = NO_TARGETS
    enforcement: Enforcement = Enforcement.SOFT
    """What becomes of a new ticket without a right to support."""

    def as_json(self) -> dict[str, Any]:
        return {
            "disagreement": self.disagreement.value,
            "reopening_seconds": self.reopening.total_seconds(),
            "closing": self.closing.as_json(),
            "targets": self.targets.as_json(),
            "enforcement": self.enforcement.value,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Policy":
        """Also of tickets that were registered before the policy said so much."""
        return cls(
            disagreement=Disagreement(data["disagreement"]),
            reopening=timedelta(seconds=data["reopening_seconds"]),
            closing=ClosingRule.from_json(data.get("closing")),
            targets=Targets.from_json(data.get("targets", {})),
            enforcement=Enforcement(data.get("enforcement", Enforcement.SOFT)),
        )
