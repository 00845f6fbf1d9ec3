"""The tables. Their history is in `migrations`."""

from storage.tables.administration import acts, alarms, day_changes, reloads
from storage.tables.base import metadata
from storage.tables.canned import canned, canned_changes
from storage.tables.channels import (
    inbox,
    intents,
    links,
    menus,
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
from storage.tables.replicas import replicas
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
    erased_files,
    files,
    messages,
    revisions,
)

__all__ = [
    "acts",
    "agents",
    "alarms",
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
    "erased_files",
    "events",
    "files",
    "groups",
    "inbox",
    "intents",
    "links",
    "members",
    "menus",
    "messages",
    "metadata",
    "numbers",
    "outbox",
    "places",
    "policies",
    "readings",
    "reloads",
    "replicas",
    "reports",
    "revisions",
    "searches",
    "tickets",
    "timers",
]
