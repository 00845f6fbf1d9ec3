"""A channel whose sends are counted."""

from collections.abc import Callable, Sequence

from bot.services.meter import Meter
from bot.services.sending import Channel, Outcome, Parcel, Wait


class MeteredChannel:
    def __init__(self, channel: Channel, meter: Meter, monotonic: Callable[[], float]) -> None:
        self.channel = channel
        self.meter = meter
        self.monotonic = monotonic

    def bottleneck(self, parcels: Sequence[Parcel], *, patient: bool) -> str:
        return self.channel.bottleneck(parcels, patient=patient)

    async def ready_in(self, parcels: Sequence[Parcel], *, patient: bool) -> Wait | None:
        wait = await self.channel.ready_in(parcels, patient=patient)
        if wait:
            self.meter.limited(parcels[0].delivery.urgency, wait.seconds)
        return wait

    async def deliver(self, parcels: Sequence[Parcel]) -> Outcome:
        began, outcome = self.monotonic(), None
        try:
            outcome = await self.channel.deliver(parcels)
        finally:
            self.meter.sent(parcels, outcome, self.monotonic() - began)
        return outcome
