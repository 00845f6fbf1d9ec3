"""`/queue`, `/mine` and `/ticket`: one message that its buttons change, in groups of both kinds."""

import asyncio
from typing import Any

from sqlalchemy import select

from bot.app import App
from bot.domain.product import Department
from bot.domain.states import State
from storage.tables import tickets
from tests.journeys.desk import (
    asks,
    changes,
    colleague,
    general,
    kind,
    language,
    links,
    numbers,
    staff_group,
    there_are,
)
from tests.journeys.helpers import answered, press_data, presses_at_once, stored
from tests.people import AgentPerson, Message, body, labels

__all__ = ["colleague", "kind", "language", "staff_group"]

TITLE = "Queue"


def several(number: int, **more: Any) -> list[dict[str, Any]]:
    return [dict(more) for _ in range(number)]


async def queue(agent: AgentPerson) -> Message:
    return await asks(agent, "/queue", f"📋 {agent._(TITLE)}")


async def assignee(bot: App, number: int) -> int | None:
    ((found,),) = await stored(bot, select(tickets.c.assignee_id).where(tickets.c.number == number))
    return found  # type: ignore[no-any-return]


async def test_blockers_come_first_then_what_is_overdue_then_what_is_due_next(
    bot: App, agent: AgentPerson
) -> None:
    await there_are(
        bot,
        agent,
        [{"due": 5}, {"due": 3, "subject": "Отчёт"}, {"due": -1}, {"work_stopped": True, "due": 9}],
    )
    shown = await queue(agent)

    assert numbers(shown) == ["EC-104", "EC-103", "EC-102", "EC-101"]
    assert "🔴 EC-104" in body(shown)
    assert "⏰ EC-103" in body(shown)
    assert "EC-102 · Отчёт" in body(shown)
    assert agent._("nobody's") in body(shown)
    assert agent._("free: {number}").format(number=4) in body(shown)


async def test_each_number_leads_to_where_the_ticket_stands(bot: App, agent: AgentPerson) -> None:
    made = await there_are(bot, agent, several(2))
    shown = await queue(agent)

    own = -1_000_000_000_000 - agent.chat_id
    assert links(shown) == [f"https://t.me/c/{own}/{10_000 + each.id}" for each in made]


async def test_it_is_paged_in_one_message(bot: App, agent: AgentPerson) -> None:
    await there_are(bot, agent, several(18))
    shown = await queue(agent)
    assert numbers(shown) == [f"EC-{number}" for number in range(101, 109)]
    assert "1/3" in labels(shown)

    shown = await changes(agent, shown, "▶️", "2/3")
    shown = await changes(agent, shown, "▶️", "3/3")
    assert numbers(shown) == ["EC-117", "EC-118"]
    assert "▶️" not in labels(shown)
    shown = await changes(agent, shown, "◀️", "2/3")
    assert numbers(shown) == [f"EC-{number}" for number in range(109, 117)]
    assert sum(agent._(TITLE) in body(each) for each in agent.from_bot(general(agent))) == 1


async def test_it_is_filtered_by_product_department_state_and_due_time(bot: App, agent: AgentPerson) -> None:
    await there_are(
        bot,
        agent,
        [
            {"product_id": "loyalhub", "prefix": "LH", "due": -2},
            {"product_id": "loyalhub", "prefix": "LH"},
            {"state": State.PENDING},
            {"state": State.ESCALATED, "department": Department.DEVELOPMENT},
            {"due": 400},
        ],
    )
    shown = await queue(agent)
    assert sorted(numbers(shown)) == ["EC-104", "EC-105", "LH-101", "LH-102"], "what waits for agents"

    shown = await changes(agent, shown, agent._("Product"), "Loyalhub · 2")
    shown = await changes(agent, shown, "Loyalhub · 2", f"{agent._('Product')}: Loyalhub")
    assert numbers(shown) == ["LH-101", "LH-102"]
    shown = await changes(agent, shown, agent._("Due"), f"{agent._('overdue')} · 1")
    shown = await changes(
        agent, shown, f"{agent._('overdue')} · 1", f"{agent._('Due')}: {agent._('overdue')}"
    )
    assert numbers(shown) == ["LH-101"]

    shown = await changes(agent, shown, f"{agent._('Product')}: Loyalhub", agent._("All"))
    shown = await changes(agent, shown, agent._("All"), agent._("Product"))
    shown = await changes(agent, shown, f"{agent._('Due')}: {agent._('overdue')}", agent._("All"))
    shown = await changes(agent, shown, agent._("All"), agent._("Due"))
    waits = f"{agent._('State')}: {agent._('waits for the customer')}"
    shown = await changes(agent, shown, agent._("State"), f"{agent._('waits for the customer')} · 1")
    shown = await changes(agent, shown, f"{agent._('waits for the customer')} · 1", waits)
    assert numbers(shown) == ["EC-103"]
    shown = await changes(agent, shown, waits, agent._("All"))
    shown = await changes(agent, shown, agent._("All"), agent._("Department"))
    shown = await changes(agent, shown, agent._("Department"), f"{agent._('development')} · 1")
    shown = await changes(
        agent, shown, f"{agent._('development')} · 1", f"{agent._('Department')}: {agent._('development')}"
    )
    assert numbers(shown) == ["EC-104"]


async def test_a_filter_that_nothing_passes_says_how_much_there_is_without_it(
    bot: App, agent: AgentPerson
) -> None:
    await there_are(bot, agent, [{"due": 400}, {"due": 401}])
    shown = await queue(agent)
    shown = await changes(agent, shown, agent._("Due"), f"{agent._('overdue')} · 0")
    shown = await changes(
        agent, shown, f"{agent._('overdue')} · 0", f"{agent._('Due')}: {agent._('overdue')}"
    )

    assert numbers(shown) == []
    assert " 2 " in body(shown)


async def test_an_empty_queue_is_good_news(bot: App, agent: AgentPerson) -> None:
    shown = await queue(agent)
    assert "🌿" in body(shown)
    assert labels(shown) == [agent._("My tickets"), agent._("Refresh")]


async def test_take_next_takes_the_first_that_nobody_has(bot: App, agent: AgentPerson) -> None:
    await there_are(bot, agent, [{"due": 5}, {"due": 2, "subject": "Отчёт"}])
    shown = await queue(agent)
    made = presses_at_once(agent, shown, agent._("Take next"))
    again = presses_at_once(agent, shown, agent._("Take next"))
    await answered(agent, made)
    await answered(agent, again)

    assert made.text == agent._("{ticket} is yours: {subject}").format(ticket="EC-102", subject="Отчёт")
    assert again.text == agent._("You have taken one already. The list is up to date now.")
    assert await assignee(bot, 102) is not None
    assert await assignee(bot, 101) is None, "a button that is pressed twice takes one"
    shown = await agent.until(lambda: _says(agent, shown, "Ольга"))
    assert "Ольга" in body(shown)


async def test_of_two_who_press_at_once_each_gets_another(
    bot: App, agent: AgentPerson, colleague: AgentPerson
) -> None:
    await there_are(bot, agent, several(2, due=5))
    shown = await queue(agent)
    pressed = [presses_at_once(each, shown, agent._("Take next")) for each in (agent, colleague)]
    await asyncio.gather(*(answered(agent, each) for each in pressed))

    assert {(each.text or "").split(" ")[0] for each in pressed} == {"EC-101", "EC-102"}
    assert {await assignee(bot, number) for number in (101, 102)} == {1, 2}
    third = await answered(colleague, presses_at_once(colleague, shown, agent._("Take next")))
    assert "EC-" not in (third.text or "")


async def test_who_presses_an_old_list_gets_what_is_first_now(
    bot: App, agent: AgentPerson, colleague: AgentPerson
) -> None:
    await there_are(bot, agent, several(3, due=5))
    old = await queue(agent)
    fresh = await queue(colleague)
    taken = await answered(colleague, presses_at_once(colleague, fresh, agent._("Take next")))
    assert "EC-101" in (taken.text or "")

    late = await answered(agent, presses_at_once(agent, old, agent._("Take next")))
    again = await answered(agent, presses_at_once(agent, old, agent._("Take next")))

    assert "EC-102" in (late.text or "")
    assert "EC-" not in (again.text or "")
    assert await assignee(bot, 103) is None


async def test_mine_shows_an_agents_own_and_nobody_elses(
    bot: App, agent: AgentPerson, colleague: AgentPerson
) -> None:
    await there_are(bot, agent, several(3))
    shown = await asks(colleague, "/mine", "Максим")
    assert agent._("Nothing is on your desk. “Queue” shows what waits for somebody to take it.") in body(
        shown
    )
    shown = await queue(agent)
    await answered(agent, presses_at_once(agent, shown, agent._("Take next")))

    shown = await asks(agent, "/mine", agent._("{agent}: tickets").format(agent="Ольга"))
    assert numbers(shown) == ["EC-101"]
    shown = await changes(agent, shown, agent._("Queue"), agent._("My tickets"))
    shown = await changes(colleague, shown, agent._("My tickets"), "Максим")
    assert numbers(shown) == []


async def test_a_ticket_by_its_number_is_shown_at_a_glance(bot: App, agent: AgentPerson) -> None:
    await there_are(bot, agent, [{"subject": "Отчёт", "due": -1}])
    for given in ("EC-101", "ec 101", "ЕС-101", "101"):
        shown = await asks(agent, f"/ticket {given}", "EC-101")
        assert "Отчёт" in body(shown)
        assert len(links(shown)) == 2
    await changes(agent, shown, agent._("Take"), agent._("Take"))
    assert await assignee(bot, 101) == 1


async def test_a_number_that_is_none_or_several_is_answered_with_what_was_meant(
    bot: App, agent: AgentPerson
) -> None:
    await there_are(bot, agent, [{}])
    await there_are(bot, agent, [{"product_id": "mixvel", "prefix": "MV", "draft_id": 77_777}])
    await asks(agent, "/ticket 101", "EC-101, MV-101")
    await asks(agent, "/ticket EC-7", "EC-7")
    await asks(agent, "/ticket", "“…”" if agent.language == "en" else "«…»")


def _says(agent: AgentPerson, shown: Message, text: str) -> Message | None:
    found = agent.world.message(agent.chat_id, shown["message_id"])
    return found if text in body(found) else None


async def test_a_button_that_says_nothing_of_ours_is_outdated(bot: App, agent: AgentPerson) -> None:
    shown = await queue(agent)
    for data in ("q1:s:zzz:0:0:", "q1:s:-:0:0:", "q1:s:---:-1:0:"):
        made = await answered(agent, press_data(agent, shown, data))
        assert made.text == agent._("This button is out of date. Nothing was changed.")
