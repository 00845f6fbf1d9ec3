"""What a list shows, and what there is to choose from."""

from bot.domain.desk_list import ON_A_PAGE, DueBy, ListView, Share, Tally
from bot.domain.paging import pages
from bot.domain.product import Department
from bot.domain.states import State

SUPPORT, DEVELOPMENT = Department.SUPPORT, Department.DEVELOPMENT
ALL = Tally(
    (
        Share("a", SUPPORT, State.NEW, DueBy.OVERDUE, free=True, blocker=True, number=2),
        Share("a", SUPPORT, State.PENDING, DueBy.SOME_TIME, free=False, blocker=False, number=5),
        Share("b", DEVELOPMENT, State.ESCALATED, DueBy.TODAY, free=False, blocker=False, number=3),
    )
)


def test_the_queue_leaves_out_what_waits_for_customers_and_ones_own_tickets_do_not() -> None:
    assert ALL.of(ListView()).number() == 5
    assert ALL.of(ListView(agent=7)).number() == 10
    assert ALL.of(ListView(state=State.PENDING)).number() == 5


def test_what_is_overdue_is_due_today_too() -> None:
    assert ALL.of(ListView(due=DueBy.TODAY)).number() == 5
    assert ALL.of(ListView(due=DueBy.OVERDUE)).number() == 2


def test_filters_go_together() -> None:
    assert ALL.of(ListView(product="b", department=DEVELOPMENT)).number() == 3
    assert ALL.of(ListView(product="a", department=DEVELOPMENT)).number() == 0


def test_what_there_is_to_choose_comes_in_a_fixed_order() -> None:
    assert ALL.products == ["a", "b"]
    assert ALL.departments == [SUPPORT, DEVELOPMENT]
    assert ALL.states == [State.NEW, State.ESCALATED, State.PENDING]
    assert (ALL.free, ALL.blockers, ALL.overdue) == (2, 2, 2)


def test_a_page_that_is_gone_is_the_last_there_is() -> None:
    assert [pages(rows, ON_A_PAGE) for rows in (0, 8, 9)] == [1, 1, 2]
    assert ListView(page=7).on_page(7, of=9).page == 1
    assert ListView(page=7).on_page(7, of=0).page == 0


def test_another_choice_begins_on_the_first_page() -> None:
    view = ListView(product="a", page=3)
    assert view.but(due=DueBy.TODAY) == ListView(product="a", due=DueBy.TODAY)
    assert view.is_filtered
    assert not ListView(page=3).is_filtered


def test_a_view_comes_back_from_its_json_as_it_went() -> None:
    for view in (ListView(), ListView(7, "a", DEVELOPMENT, State.PENDING, DueBy.TODAY, 3)):
        assert ListView.from_json(view.as_json()) == view
