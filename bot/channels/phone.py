"""Customers who called: an agent says to them what is to be said."""

from collections.abc import Sequence

from bot.services.sending import Accepted, Outcome, Parcel


class PhoneLine:
    """Takes everything at once. What an agent wrote counts as told, and the agent is reminded to tell it;
    our own texts are what the agent sees on the card anyway."""

    def bottleneck(self, parcels: Sequence[Parcel], *, patient: bool) -> str:  # noqa: ARG002
        return "phone"

    async def ready_in(self, parcels: Sequence[Parcel], *, patient: bool) -> None:  # noqa: ARG002
        return None

    async def deliver(self, parcels: Sequence[Parcel]) -> Outcome:  # noqa: ARG002
        return Accepted()
