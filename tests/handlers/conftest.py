"""The fixtures of the journeys: a ticket that an agent has found."""

from tests.journeys.conftest import colleague, taken, ticket

__all__ = ["colleague", "taken", "ticket"]
