"""Why two tickets cannot be tied to each other, or be parted."""

from bot.domain.errors.base import Refusal


class SeveralTickets(Refusal):
    """{given} is the number of several tickets: {known}."""

    code = "several_tickets"


class NumberUnknown(Refusal):
    """{given} is no ticket's number."""

    code = "number_unknown"


class TiedToItself(Refusal):
    """The number is that of the ticket itself."""

    code = "tied_to_itself"


class SomebodyElses(Refusal):
    """{ticket} belongs to another customer."""

    code = "somebody_elses"


class OfAnotherProduct(Refusal):
    """{ticket} is about another product."""

    code = "of_another_product"


class OtherIsOver(Refusal):
    """{ticket} is {other_state}, merged {into} perhaps: nothing goes on there."""

    code = "other_is_over"


class IncidentItself(Refusal):
    """{ticket} is an incident of {problem}: chains are not made."""

    code = "incident_itself"


class HasIncidents(Refusal):
    """{number} tickets are incidents of this one."""

    code = "has_incidents"


class LinkedAlready(Refusal):
    """The ticket is an incident of {problem}."""

    code = "linked_already"


class NowPartOf(Refusal):
    """{ticket} is a part of {into}: it goes on there."""

    code = "now_part_of"


class SplitFromWhere(Refusal):
    """No message of the ticket's customer was replied to."""

    code = "split_from_where"
