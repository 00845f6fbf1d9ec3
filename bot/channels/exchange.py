"""Which channel takes a delivery."""

from collections.abc import Mapping, Sequence

from bot.services.sending import Channel, Outcome, Parcel, Wait


class Exchange:
    """A customer is reached through the channel they came by; agents through the first."""

    def __init__(self, agents: Channel, customers: Mapping[str, Channel]) -> None:
        self.agents = agents
        self.customers = customers

    def bottleneck(self, parcels: Sequence[Parcel], *, patient: bool) -> str:
        return self._channel(parcels).bottleneck(parcels, patient=patient)

    async def ready_in(self, parcels: Sequence[Parcel], *, patient: bool) -> Wait | None:
        return await self._channel(parcels).ready_in(parcels, patient=patient)

    async def deliver(self, parcels: Sequence[Parcel]) -> Outcome:
        return await self._channel(parcels).deliver(parcels)

    def _channel(self, parcels: Sequence[Parcel]) -> Channel:
        customer = parcels[0].customer
        return self.customers[customer.channel] if customer else self.agents
