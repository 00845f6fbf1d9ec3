"""The use cases, put together over one transaction."""

from pathlib import Path

from bot.domain.timers import TimerKind
from bot.services.acts import ActLog
from bot.services.alarms import Alarms
from bot.services.arrival import Arrival
from bot.services.assignment import Assignment
from bot.services.bans import Bans
from bot.services.builds import NewBuilds
from bot.services.calendar_years import CalendarYears
from bot.services.calls import Calls
from bot.services.canned_book import CannedBook
from bot.services.canned_desk import CannedDesk
from bot.services.clocks import SlaClocks
from bot.services.closing import Closing
from bot.services.completion import Completion
from bot.services.conversation import Conversation
from bot.services.desk import Desk
from bot.services.desk_ports import IntentKind
from bot.services.desk_views import DeskViews
from bot.services.drafts import Drafts
from bot.services.duty import DutyRoster
from bot.services.edits import Edits
from bot.services.effects import Effects
from bot.services.entitlement_imports import EntitlementImports
from bot.services.entitlements import Entitlements
from bot.services.escalation import Escalation
from bot.services.expiry import Expiry
from bot.services.filling_in import FillingIn
from bot.services.group_settings import GroupSettings
from bot.services.heard import Heard
from bot.services.help import Help
from bot.services.holidays import Holidays
from bot.services.intake import Intake
from bot.services.linking import Linking
from bot.services.lists import TicketLists
from bot.services.merging import Merging
from bot.services.options import Options
from bot.services.people import People
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.products import Products
from bot.services.reception import Reception
from bot.services.relay import Relay
from bot.services.reports import Reports
from bot.services.resolution import Resolution
from bot.services.search import Search
from bot.services.shipping import Shipping
from bot.services.splitting import Splitting
from bot.services.staff_groups import StaffGroups
from bot.services.tickets import TicketWindow
from bot.services.timekeeping import OnDue, Timekeeping
from bot.services.turns import Turns
from bot.services.undoing import Undoing
from bot.services.urgency import Urgency


class UseCases:
    """Each attribute is one noun's use cases; handlers ask for them by these names."""

    def __init__(
        self,
        uow: UnitOfWork,
        catalog: Catalog,
        clock: Clock,
        alarms: Alarms,
        *,
        heard: Heard | None = None,
        kept_files: Path | None = None,
    ) -> None:
        """`heard`: None, and nothing that waits for a customer's silence happens. `kept_files`: where the
        archive has them; only what timers do looks into one."""
        effects = Effects(uow, catalog)
        turns = Turns(uow, clock, effects=effects)
        self.entitlements = Entitlements(uow, catalog, clock, effects=effects, turns=turns)
        self.duty_roster = DutyRoster(uow, clock, effects=effects, turns=turns)
        sharing = effects.sharing
        relay = Relay(uow, clock, effects, self.entitlements, sharing)
        drafts = Drafts(uow, catalog, clock)
        self.people = People(uow, clock)
        self.reception = Reception(drafts)
        self.completion = Completion(drafts, effects=effects, relay=relay, entitlements=self.entitlements)
        self.intake = Intake(drafts, self.completion)
        self.calls = Calls(drafts, self.intake)
        self.resolution = Resolution(
            uow, clock, effects=effects, relay=relay, reception=self.reception, alarms=alarms
        )
        self.conversation = Conversation(
            uow,
            catalog,
            clock,
            reception=self.reception,
            intake=self.intake,
            resolution=self.resolution,
            relay=relay,
        )
        self.merging = Merging(uow, clock, effects=effects)
        self.splitting = Splitting(drafts, self.intake, effects=effects)
        self.linking = Linking(uow, clock, effects=effects)
        self.edits = Edits(uow, drafts, self.linking, sharing)
        self.ticket_window = TicketWindow(uow, catalog, clock)
        self.assignment = Assignment(uow, clock, effects=effects)
        self.ticket_lists = TicketLists(uow, catalog, clock, assignment=self.assignment)
        self.group_settings = GroupSettings(uow, clock, alarms)
        self.products = Products(uow, catalog, clock, alarms)
        self.holidays = Holidays(uow, catalog, clock, alarms)
        self.help_ = Help(uow, alarms)
        self.act_log = ActLog(uow, alarms)
        self.bans = Bans(uow, catalog, clock, alarms)
        self.reports = Reports(uow, catalog, clock)
        self.staff_groups = StaffGroups(uow, catalog, clock, alarms, reports=self.reports)
        self.filling_in = FillingIn(drafts, effects=effects, entitlements=self.entitlements)
        self.urgency = Urgency(uow, clock, effects=effects, entitlements=self.entitlements)
        self.sla_clocks = SlaClocks(uow, catalog, clock, effects=effects)
        self.escalation = Escalation(
            uow, catalog, clock, effects=effects, linking=self.linking, sharing=sharing
        )
        self.shipping = Shipping(uow, clock, effects=effects, relay=relay, linking=self.linking)
        self.options = Options(uow, clock, effects=effects)
        self.new_builds = NewBuilds(uow, catalog, clock, effects=effects, relay=relay, linking=self.linking)
        self.search = Search(uow, clock)
        self.desk_views = DeskViews(uow, clock)
        self.undoing = Undoing(
            uow, clock, effects=effects, merging=self.merging, linking=self.linking, sharing=sharing
        )
        self.desk = Desk(
            uow,
            clock,
            effects=effects,
            relay=relay,
            sharing=sharing,
            filling_in=self.filling_in,
            linking=self.linking,
            hearing={
                IntentKind.ESCALATION: self.escalation.hand_over,
                IntentKind.RETURN: self.escalation.return_,
                IntentKind.OPTIONS: self.options.ask,
                IntentKind.CHECKSUM: self.new_builds.checksum_given,
                IntentKind.LOWERING: self.urgency.reason_given,
                IntentKind.HANDOVER: self.assignment.note_given,
                IntentKind.LET_PASS: self.entitlements.reason_given,
                IntentKind.MERGE: self.merging.number_given,
                IntentKind.LINK: self.linking.number_given,
            },
        )
        self.canned_desk = CannedDesk(uow, catalog, clock, desk=self.desk)
        self.canned_book = CannedBook(uow, catalog, clock, admins=alarms.admins)
        self.closing = Closing(uow, catalog, clock, effects=effects, heard=heard or Heard())
        self.calendar_years = CalendarYears(uow, catalog, clock, alarms)
        self.entitlement_imports = EntitlementImports(
            uow,
            catalog,
            clock,
            entitlements=self.entitlements,
            admins=alarms.admins,
            kept_files=kept_files,
        )
        by_kind: dict[TimerKind, OnDue] = {
            TimerKind.PLAN: self.sla_clocks.plan,
            TimerKind.CALENDAR_YEAR: self.calendar_years.look,
            TimerKind.CLOSING: self.closing.close,
            TimerKind.CLOSING_REMINDER: self.closing.remind,
            TimerKind.ETA_WARNING: self.escalation.eta_due,
            TimerKind.SLA_WARNING: self.sla_clocks.warn,
            TimerKind.QUESTION_REMINDER: self.sla_clocks.remind,
            TimerKind.ENTITLEMENT_ENDS: Expiry(uow, catalog, clock).on_due,
            TimerKind.ENTITLEMENT_FILE: self.entitlement_imports.on_file,
            TimerKind.WEEKLY_REPORT: self.reports.on_due,
        }
        self.timekeeping = Timekeeping(by_kind, uow, clock, agenda=effects.agenda, alarms=alarms)


def arrival(uow: UnitOfWork, catalog: Catalog, clock: Clock, alarms: Alarms) -> Arrival:
    """What the courier's settling needs of the use cases."""
    return Arrival(uow, clock, Effects(uow, catalog), alarms)
