"""Who was given a menu of commands."""

from bot.services.menu_ports import Menu
from storage.post import SqlSurroundings
from storage.unit_of_work import SqlDatabase
from tests.storage.making import STAFF, StandingClock

GROUP, BOSS, OTHER = Menu(STAFF), Menu(STAFF, 7), Menu(-1002, 7)


async def test_menus_are_known_from_when_they_are_given_until_they_are_taken_back(
    database: SqlDatabase, clock: StandingClock
) -> None:
    given = SqlSurroundings(database, clock)
    assert await given.menus_about_to_be_given([GROUP, BOSS]) == {GROUP, BOSS}
    assert await given.menus_about_to_be_given([BOSS, OTHER]) == {OTHER}
    assert await given.menus_about_to_be_given([]) == set()
    assert await given.given_menus() == {GROUP, BOSS, OTHER}
    await given.menus_taken_back([GROUP, OTHER])
    await given.menus_taken_back([GROUP])
    await given.menus_taken_back([])
    assert await given.given_menus() == {BOSS}


async def test_of_a_group_that_went_on_elsewhere_none_are_kept(
    database: SqlDatabase, clock: StandingClock
) -> None:
    given = SqlSurroundings(database, clock)
    await given.menus_about_to_be_given([GROUP, BOSS, OTHER])
    await given.group_moved(STAFF, -2002)
    assert await given.given_menus() == {OTHER}
