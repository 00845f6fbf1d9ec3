"""The fixtures of journeys and databases."""

from tests.journeys.conftest import taken, ticket
from tests.servers import database_url, postgres, postgres_url, sqlite_url

__all__ = ["database_url", "postgres", "postgres_url", "sqlite_url", "taken", "ticket"]
