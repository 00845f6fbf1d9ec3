"""What cannot be done in a staff group, outside of any ticket."""

from bot.domain.errors.base import Refusal


class CallerWanted(Refusal):
    """Neither a name nor a phone number was given."""

    code = "caller_wanted"


class NoSuchTicket(Refusal):
    """No ticket has {number}."""

    code = "no_such_ticket"


class OwnNameWanted(Refusal):
    """An anonymous administrator's presses and words do not tell that they come from the same person."""

    code = "own_name_wanted"


class FormElsewhere(Refusal):
    """The agent fills in a form in another place already."""

    code = "form_elsewhere"


class NewOutsideTickets(Refusal):
    """`/new` in the place of a ticket, where the answers would go to its customer."""

    code = "new_outside_tickets"


class NotAnAdministrator(Refusal):
    """The person {id} is not one of the administrators that the settings name."""

    code = "not_an_administrator"


class UnknownProduct(Refusal):
    """{given} is not one of {known}."""

    code = "unknown_product"


class UnknownDepartment(Refusal):
    """{given} is not one of {known}."""

    code = "unknown_department"


class NothingBound(Refusal):
    """The group serves nothing that could be taken away from it."""

    code = "nothing_bound"


class NothingToSearch(Refusal):
    """What was asked for has no letter and no digit."""

    code = "nothing_to_search"


class TableWanted(Refusal):
    """What was sent as a list of entitlements is no file, or too big to be fetched."""

    code = "table_wanted"


class UnknownAgent(Refusal):
    """No agent, or more than one, is called {given}; {meant} may have been meant, unless it is None."""

    code = "unknown_agent"


class DaysUnreadable(Refusal):
    """{given} is no number of days from 1 to {most}; {meant} may have been meant, unless it is None."""

    code = "days_unreadable"
