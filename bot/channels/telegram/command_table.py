"""Every command, once: menus, help and what was probably meant are made from this table.

A new command is one line here; the tests compare the table with what handlers listen to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from rapidfuzz import fuzz, process

from bot.domain.states import ACTIVE, LIVE, State
from bot.i18n import N_

ALIKE = 60
"""Of two names, in percent: "reslove" is meant to be "resolve"."""


class Where(Enum):
    PRIVATE = auto()
    """A customer's chat with the bot."""
    TICKET = auto()
    """A ticket's topic, or a reply to its card."""
    GROUP = auto()
    """Anywhere in a staff group."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as people read of it."""

    name: str
    menu: str
    """A few words for Telegram's menu."""
    help: str
    """A line that begins with the command and its arguments."""
    where: Where = Where.TICKET
    states: frozenset[State] | None = None
    """Of tickets with which it does something; None: all."""
    taken: bool | None = None
    """Only with, or without, an assignee; None: both."""
    admin: bool = False
    """Only for administrators of the bot."""


AT_WORK = ACTIVE - {State.ESCALATED}
ELSEWHERE = frozenset({State.ESCALATED})
MERGEABLE = ACTIVE | {State.RESOLVED}

CUSTOMERS = (
    Entry("new", N_("A new request"), N_("/new: a new request"), Where.PRIVATE),
    Entry("tickets", N_("Your tickets"), N_("/tickets: your tickets and their state"), Where.PRIVATE),
    Entry("ticket", N_("Details of a ticket"), N_("/ticket NUMBER: details of a ticket"), Where.PRIVATE),
    Entry("suggest", N_("Suggest a feature"), N_("/suggest: suggest a feature"), Where.PRIVATE),
    Entry("contacts", N_("Contacts"), N_("/contacts: other ways to reach us"), Where.PRIVATE),
    Entry("language", N_("Language"), N_("/language: change the language"), Where.PRIVATE),
    Entry("privacy", N_("What we keep about you"), N_("/privacy: what we keep about you"), Where.PRIVATE),
    Entry("cancel", N_("Cancel the form"), N_("/cancel: cancel the form you are filling in"), Where.PRIVATE),
    Entry("help", N_("Help"), N_("/help: what you can do here"), Where.PRIVATE),
)
TICKET = (
    Entry("take", N_("Take the ticket"), N_("/take: take the ticket"), states=ACTIVE, taken=False),
    Entry(
        "assign",
        N_("Hand the ticket over"),
        N_("/assign @NAME NOTE: hand the ticket over, with a note; also as a reply to the colleague"),
        states=ACTIVE,
    ),
    Entry(
        "ask",
        N_("Ask the customer"),
        N_("/ask TEXT: ask the customer, and wait for the answer"),
        states=ACTIVE,
    ),
    Entry("note", N_("Internal note"), N_("/note TEXT: leave an internal note")),
    Entry(
        "resolve",
        N_("Send the final answer"),
        N_("/resolve TEXT: send the final answer; without text, your last answer becomes the final one"),
        states=ACTIVE,
    ),
    Entry(
        "c",
        N_("Send a canned answer"),
        N_("/c NAME: send a canned answer; without a name, choose one and look at it first"),
        states=LIVE,
    ),
    Entry(
        "escalate",
        N_("Pass the ticket on to another department"),
        N_("/escalate DEPARTMENT REASON: pass the ticket on; the customer does not see the reason"),
        states=AT_WORK,
    ),
    Entry(
        "return",
        N_("Return the ticket to support"),
        N_("/return TEXT: return the ticket to support; the customer does not see the text"),
        states=ELSEWHERE,
    ),
    Entry(
        "eta",
        N_("Tell the customer when the update comes out"),
        N_("/eta 2026-11-25 RELEASE: tell the customer when the update comes out"),
        states=ELSEWHERE,
    ),
    Entry(
        "ship",
        N_("A release is out: prepare the answers"),
        N_("/ship RELEASE: the release is out; prepares an answer in every ticket that waits for it"),
        states=ELSEWHERE,
    ),
    Entry(
        "options",
        N_("Let the customer choose a solution"),
        N_("/options A | B | C: let the customer choose a solution; also with one option on each line"),
        states=ACTIVE,
    ),
    Entry(
        "build",
        N_("Send a new build (as the file's caption)"),
        N_("/build VERSION NOTE: as a file's caption, sends the file as a new build with its checksum"),
        states=ACTIVE,
    ),
    Entry(
        "undo",
        N_("Unsend the last message"),
        N_("/undo: unsend your last message or the one you are replying to"),
    ),
    Entry(
        "release",
        N_("Return the ticket to the queue"),
        N_("/release: return the ticket to the queue"),
        states=ACTIVE,
        taken=True,
    ),
    Entry(
        "priority",
        N_("Change the priority"),
        N_("/priority LEVEL REASON: low, normal, high or critical; a lower one needs a reason"),
        states=LIVE,
    ),
    Entry("history", N_("Ticket history"), N_("/history: the ticket's history")),
    Entry(
        "merge",
        N_("Merge into another ticket"),
        N_("/merge NUMBER: the same problem as in another ticket; /undo parts them again"),
        states=MERGEABLE,
    ),
    Entry(
        "split",
        N_("Split off a second problem"),
        N_("/split: as a reply to the message that begins a second problem"),
    ),
    Entry(
        "link",
        N_("Link to a problem"),
        N_("/link NUMBER: an incident of that problem; its answers can go to this customer, too"),
        states=ACTIVE,
    ),
    Entry("close", N_("Close without an answer"), N_("/close REASON: close without an answer"), states=LIVE),
    Entry(
        "entitle",
        N_("Say by what right it is worked on"),
        N_("/entitle NUMBER or REASON: say by which record a ticket goes, or let one on hold pass"),
        states=LIVE,
    ),
    Entry(
        "ban",
        N_("Keep the customer from writing"),
        N_("/ban DAYS REASON: the customer can no longer write; without days, until you lift it"),
        admin=True,
    ),
    Entry("unban", N_("Let the customer write again"), N_("/unban REASON: they can write again"), admin=True),
)
GROUP = (
    Entry("queue", N_("What waits for agents"), N_("/queue: what waits for agents"), Where.GROUP),
    Entry("mine", N_("Your tickets"), N_("/mine: the tickets assigned to you"), Where.GROUP),
    Entry("ticket", N_("Find a ticket by its number"), N_("/ticket NUMBER: where a ticket is"), Where.GROUP),
    Entry("search", N_("Search the tickets"), N_("/search WORDS: search tickets and messages"), Where.GROUP),
    Entry(
        "new",
        N_("Register a request for a caller"),
        N_("/new: register a request for a customer who called"),
        Where.GROUP,
    ),
    Entry("cancel", N_("Cancel the form"), N_("/cancel: cancel the form you are filling in"), Where.GROUP),
    Entry(
        "canned",
        N_("Canned answers"),
        N_("/canned: the canned answers; administrators add, change and delete them"),
        Where.GROUP,
    ),
    Entry(
        "stats",
        N_("Statistics"),
        N_("/stats DAYS: statistics of the last days as a picture; without a number, of a week"),
        Where.GROUP,
    ),
    Entry("duty", N_("You are on duty"), N_("/duty: you are on duty"), Where.GROUP),
    Entry(
        "away",
        N_("You are away"),
        N_("/away: you are away; untouched tickets return to the queue"),
        Where.GROUP,
    ),
    Entry(
        "holidays",
        N_("Days off and short days"),
        N_("/holidays: days off and short days ahead; administrators change them"),
        Where.GROUP,
    ),
    Entry("help", N_("Help"), N_("/help: what can be done here"), Where.GROUP),
    Entry(
        "bind",
        N_("Which tickets come to this group"),
        N_("/bind PRODUCT DEPARTMENT: choose which tickets come to this group"),
        Where.GROUP,
        admin=True,
    ),
    Entry(
        "settings",
        N_("Settings of this group"),
        N_("/settings: settings of this group"),
        Where.GROUP,
        admin=True,
    ),
    Entry(
        "products",
        N_("Products: what is loaded, reload"),
        N_("/products: what is loaded; take up changed files"),
        Where.GROUP,
        admin=True,
    ),
    Entry(
        "entitlements",
        N_("Who has a right to support"),
        N_("/entitlements: who has a right to support; import a list"),
        Where.GROUP,
        admin=True,
    ),
)
STAFF = (*TICKET, *GROUP)


def agents() -> tuple[Entry, ...]:
    """What every member of a staff group may use."""
    return tuple(each for each in STAFF if not each.admin)


def fitting(state: State, *, taken: bool, admin: bool) -> tuple[Entry, ...]:
    """What does something with a ticket that stands like this."""
    return tuple(
        each
        for each in TICKET
        if (each.states is None or state in each.states)
        and each.taken in {None, taken}
        and each.admin is admin
    )


def meant(given: str, known: Iterable[Entry] = STAFF) -> str | None:
    """The command that was probably meant; None where nothing comes near."""
    name = given.lower().removeprefix("/").partition("@")[0]
    found = process.extractOne(name, [each.name for each in known], scorer=fuzz.ratio, score_cutoff=ALIKE)
    return f"/{found[0]}" if found else None
