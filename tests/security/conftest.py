"""The fixtures of the journeys: a ticket that an agent has found."""

from tests.journeys.conftest import taken, ticket

__all__ = ["taken", "ticket"]
