"""Moments at which something is to be done about a ticket, unless something happens before."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TimerKind(StrEnum):
    """What is to be done; a module of the services answers for each."""

    PLAN = "plan"
    """A ticket changed while its product was not served: what follows from it is to be planned once it is."""
    CALENDAR_YEAR = "calendar_year"
    """Look whether the production calendars of the next year are there."""
    CLOSING = "closing"
    """A resolved ticket's closing period is over."""
    CLOSING_REMINDER = "closing_reminder"
    ETA_WARNING = "eta_warning"
    SLA_WARNING = "sla_warning"
    QUESTION_REMINDER = "question_reminder"
    ENTITLEMENT_ENDS = "entitlement_ends"
    """A right to support ends soon. Its key: the record, and how many days before."""
    ENTITLEMENT_FILE = "entitlement_file"
    """A list of entitlements is to be read once it is here. Its key: the message with the file, the thread
    and the message to be answered."""
    WEEKLY_REPORT = "weekly_report"
    """A staff group gets last week's figures. Its key: the group's chat."""


@dataclass(frozen=True, slots=True)
class Timer:
    """A row of the database: noticed within seconds of its moment, never before it."""

    kind: TimerKind
    ticket_id: int | None
    """None: it is about no ticket."""
    key: str
    """What it is about, within its kind and ticket: which period, which warning."""
    due_at: datetime

    @property
    def name(self) -> str:
        """Unique among all timers."""
        return f"{self.kind}:{self.ticket_id or ''}:{self.key}"
