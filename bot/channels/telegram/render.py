"""From a delivery to words: our texts, in the recipient's language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bot.channels.telegram.texts import (
    acts,
    alarms,
    bans,
    calls,
    canned,
    clocks,
    closing,
    completion,
    crossroads,
    desk,
    duty,
    entitlement,
    entitlement_lists,
    general,
    group_settings,
    groups,
    guidance,
    handing_over,
    history,
    holidays,
    incidents,
    intake,
    lists,
    more,
    outcomes,
    products_loaded,
    reception,
    refusals,
    reports,
    search,
    sharing,
    ticket,
    ticket_list,
    ties,
)
from bot.channels.telegram.texts.base import Said, Teller, Telling
from bot.channels.telegram.texts.card import card, topic_name
from bot.channels.telegram.texts.notices import NOTICES, notice
from bot.channels.telegram.texts.refusals import refusal
from bot.domain.delivery import HOME, Delivery
from bot.i18n import gettext_for
from bot.services.ports import Catalog
from bot.services.sending import TicketView

TELLERS: Mapping[str, Teller] = MappingProxyType(
    reception.TELLERS
    | intake.TELLERS
    | completion.TELLERS
    | crossroads.TELLERS
    | ticket.TELLERS
    | closing.TELLERS
    | ticket_list.TELLERS
    | entitlement.TELLERS
    | entitlement_lists.TELLERS
    | history.TELLERS
    | ties.TELLERS
    | incidents.TELLERS
    | desk.TELLERS
    | lists.TELLERS
    | duty.TELLERS
    | more.TELLERS
    | outcomes.TELLERS
    | handing_over.TELLERS
    | sharing.TELLERS
    | general.TELLERS
    | calls.TELLERS
    | canned.TELLERS
    | acts.TELLERS
    | guidance.TELLERS
    | holidays.TELLERS
    | products_loaded.TELLERS
    | bans.TELLERS
    | clocks.TELLERS
    | groups.TELLERS
    | group_settings.TELLERS
    | search.TELLERS
    | reports.TELLERS
    | refusals.TELLERS
    | alarms.TELLERS
)


class Renderer:
    """Words for every delivery of ours."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def words(self, delivery: Delivery, language: str) -> Said:
        return TELLERS[delivery.code](self._telling(delivery, language))

    def card(self, view: TicketView, language: str, desk: str = HOME) -> Said:
        telling = Telling(gettext_for(language), self.catalog, {}, ticket_id=view.ticket.id)
        return card(telling, view, desk)

    def topic_name(self, view: TicketView) -> str:
        return topic_name(view.ticket, view.customer)

    def press_answer(self, code: str, data: Mapping[str, Any], language: str) -> str:
        """What who pressed a button reads: how it went, or why it did not."""
        if code in NOTICES:
            return notice(gettext_for(language), code, data)
        return self.refusal(code, data, language)

    def refusal(self, code: str, data: Mapping[str, Any], language: str) -> str:
        return refusal(gettext_for(language), code, dict(data))

    def _telling(self, delivery: Delivery, language: str) -> Telling:
        return Telling(
            gettext_for(language),
            self.catalog,
            delivery.data,
            ticket_id=delivery.ticket_id or 0,
            draft_id=delivery.draft_id or 0,
        )
