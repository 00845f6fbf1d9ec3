"""What the buttons carry. At most 64 bytes; the prefix has a version, since old buttons outlive deploys."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.domain.duty import Duty


class ProductPress(CallbackData, prefix="p1"):
    """A product of the list."""

    product: str


class TypePress(CallbackData, prefix="t1"):
    """A request type of a product's menu."""

    product: str
    type: str


class MenuItem(StrEnum):
    PRODUCTS = "products"
    TICKETS = "tickets"
    SUGGEST = "suggest"
    CONTACTS = "contacts"


class MenuPress(CallbackData, prefix="m1"):
    """Everything else in a menu."""

    item: MenuItem
    product: str = ""


class ConsentPress(CallbackData, prefix="c1"):
    draft: int
    agreed: bool


class FormDo(StrEnum):
    CHOOSE = "choose"
    SKIP = "skip"
    DONE = "done"
    KEEP = "keep"
    CLEAR = "clear"
    BACK = "back"
    CANCEL = "cancel"
    SUBMIT = "submit"
    LIST = "list"
    EDIT = "edit"
    PREVIEW = "preview"
    RESUME = "resume"
    RESTART = "restart"
    SAME = "same"
    OTHER = "other"
    HELD = "held"
    CONTACT = "contact"


class FormPress(CallbackData, prefix="f1"):
    """A form's button. `key` is the question's, or the product to begin with; `option` a choice's, or
    the id of the ticket that is the same."""

    draft: int
    do: FormDo
    key: str = ""
    option: str = ""


class TicketDo(StrEnum):
    SHOW = "show"
    WRITE = "write"
    PLACE = "place"
    WITHDRAW = "withdraw"
    WITHDRAW_YES = "withdrawn"
    KEEP = "keep"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    NOTE = "note"
    NEW = "new"
    REOPEN = "reopen"
    RATE = "rate"
    HISTORY = "history"
    COMPLETE = "complete"
    CORRECT = "correct"


class TicketPress(CallbackData, prefix="k1"):
    """A customer's button about a ticket. `no` is the resolution it belongs to, or the stars given."""

    ticket: int
    do: TicketDo
    no: int = 0


class OptionPress(CallbackData, prefix="o1"):
    """One of the solutions that a question offers; `question` is the agent's message."""

    ticket: int
    question: int
    number: int


class DeskDo(StrEnum):
    TAKE = "take"
    ASK = "ask"
    RESOLVE = "resolve"
    MORE = "more"
    RELEASE = "release"
    NOTE = "note"
    CLOSE = "close"
    CLOSE_FOR = "closefor"
    SEND_HELD = "send"
    NOTE_HELD = "noteheld"
    NEVER_MIND = "nevermind"
    ASSIGN = "assign"
    ASSIGN_TO = "assignto"
    HANDOVER_NOTE = "handnote"
    HISTORY = "history"
    ASK_MISSING = "askform"
    FILL_IN = "fillin"
    FILL_IN_FIELD = "fill"
    FILL_IN_WITH = "put"
    TAKE_AS_NOTE = "asnote"
    MERGE = "merge"
    MERGE_INTO = "mergeinto"
    UNMERGE = "unmerge"
    SPLIT = "split"
    SPLIT_OFF = "splitoff"
    LINK = "link"
    UNLINK = "unlink"
    TELL_OTHERS = "tellothers"
    PROMISE_OTHERS = "promothers"
    ESCALATE = "escalate"
    ESCALATE_TO = "escto"
    OPTIONS = "options"
    SEND_SHIPPED = "shipped"
    NO_CHECKSUM = "nosum"
    PRIORITY = "priority"
    SET_PRIORITY = "setprio"
    DUE_TIMES = "due"
    CANNED = "canned"
    CANNED_PICK = "cpick"
    CANNED_SEND = "csend"
    CANNED_DROP = "cdrop"
    LET_PASS = "letpass"  # noqa: S105 - no secret


class DeskPress(CallbackData, prefix="d1"):
    """An agent's button. `arg` is a closing reason, a priority, a department, the mark of a release or of a
    promise, the id of a message, an agent or a canned answer, the id of another ticket, the first and last of
    several messages, a page, or a question's key, with an answer's after a dot."""

    ticket: int
    do: DeskDo
    arg: str = ""


class DutyPress(CallbackData, prefix="w1"):
    """Whether who presses is on duty in the group."""

    duty: Duty


class CallPress(CallbackData, prefix="n1"):
    """What a customer on the phone asks about: the product, and then the request type."""

    product: str
    type: str = ""


class BindPress(CallbackData, prefix="b1"):
    """What a group is to serve, before and with the department. `product` may be everything, or nothing."""

    product: str
    department: str = ""


class SettingsPress(CallbackData, prefix="g1"):
    """What a group's setting is to be."""

    setting: str
    value: str


class SearchPress(CallbackData, prefix="s1"):
    """Another page of what was found."""

    id: int
    page: int


class CannedDo(StrEnum):
    LIST = "list"
    """With the number of a page."""
    AROUND = "around"
    """The page on which the answer stands."""
    SHOW = "show"
    CHANGE = "change"
    NEVER_MIND = "nevermind"
    DELETE = "delete"
    DELETE_YES = "deleted"


class CannedPress(CallbackData, prefix="a1"):
    """A button of the list of canned answers. `id` is an answer, unless it is a page."""

    do: CannedDo
    id: int = 0


class ProductsDo(StrEnum):
    SHOW = "show"
    RELOAD = "reload"


class ProductsPress(CallbackData, prefix="y1"):
    """What is loaded: of one product, or of all."""

    do: ProductsDo = ProductsDo.SHOW
    product: str = ""


class HolidayDo(StrEnum):
    SHOW = "show"
    """The months from one on, as 2026-12."""
    PICK = "pick"
    """Which day of the month is to change?"""
    DAY = "day"
    """What is the day to be?"""
    OFF = "off"
    WORKING = "working"
    SHORT = "short"
    PLAIN = "plain"
    """As the calendar has it."""


class HolidayPress(CallbackData, prefix="h1"):
    """A country's production calendar. `at` is a month or a day."""

    do: HolidayDo
    country: str
    at: str


class ActsPress(CallbackData, prefix="j1"):
    """What administrators have done."""


class LanguagePress(CallbackData, prefix="l1"):
    language: str
