"""The tables. Their history is in `migrations`."""

from storage.tables.administration import acts, day_changes, reloads
from storage.tables.base import metadata
from storage.tables.canned import canned, canned_changes
from storage.tables.channels import (
    inbox,
    intents,
    links,
    outbox,
    places,
    readings,
)
from storage.tables.entitlements import entitlements
from storage.tables.people import (
    agents,
    bindings,
    consents,
    customers,
    groups,
    members,
)
from storage.tables.reports import reports
from storage.tables.search import searches
from storage.tables.tickets import (
    builds,
    calls,
    drafts,
    events,
    numbers,
    policies,
    tickets,
)
from storage.tables.timers import timers
from storage.tables.words import (
    files,
    messages,
    revisions,
)

__all__ = [
    "acts",
    "agents",
    "bindings",
    "builds",
    "calls",
    "canned",
    "canned_changes",
    "consents",
    "customers",
    "day_changes",
    "drafts",
    "entitlements",
    "events",
    "files",
    "groups",
    "inbox",
    "intents",
    "links",
    "members",
    "messages",
    "metadata",
    "numbers",
    "outbox",
    "places",
    "policies",
    "readings",
    "reloads",
    "reports",
    "revisions",
    "searches",
    "tickets",
    "timers",
]
