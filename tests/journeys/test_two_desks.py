"""A ticket with a department that works in a group of its own: one conversation at two desks."""

from collections.abc import AsyncIterator

import pytest

from bot.app import App
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.settings import Settings
from tests.conftest import RIGHTS
from tests.journeys.helpers import (
    Ticket,
    catch_up,
    confirm,
    document,
    names,
    resolve,
    sees_state,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, settled
from tests.running import running

REASON = "Похоже на округление в модуле тарифов"


@pytest.fixture(params=[True, False], ids=["topics", "cards"])
def second(request: pytest.FixtureRequest, world: World) -> Chat:
    group = world.create_group("Second line", forum=request.param)
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    return group


@pytest.fixture
def boss(world: World, second: Chat, language: str) -> AgentPerson:
    user = world.create_user("Админ", username="boss", side="staff")
    world.join(second.id, user.id, status="creator")
    return AgentPerson(world, user.id, second.id, language)


@pytest.fixture
def irina(world: World, second: Chat, language: str) -> AgentPerson:
    user = world.create_user("Ирина", username="irina", side="staff")
    world.join(second.id, user.id)
    return AgentPerson(world, user.id, second.id, language)


@pytest.fixture
async def bot(settings: Settings, boss: AgentPerson) -> AsyncIterator[App]:
    async with running(settings.model_copy(update={"admin_ids": (boss.id,)})) as app:
        boss.writes("/bind all engineering")
        await boss.reads(boss._("This is a support staff group."), thread=1 if _has_topics(boss) else None)
        yield app


def _has_topics(person: AgentPerson) -> bool:
    return person.world.chat(person.chat_id).forum


class Desk:
    """The ticket as a specialist has it: in a topic, or under its card."""

    def __init__(self, person: AgentPerson, thread: int | None, card: int) -> None:
        self.person = person
        self.thread = thread
        self.card = card

    def writes(self, text: str) -> None:
        if self.thread is None:
            self.person.writes(text, reply_to=self.card)
        else:
            self.person.writes(text, thread=self.thread)

    async def reads(self, text: str) -> Message:
        return await self.person.reads(text, thread=self.thread)


async def handed_over(agent: AgentPerson, irina: AgentPerson, ticket: Ticket) -> Desk:
    agent.writes(f"/escalate engineering {REASON}", thread=ticket.thread)
    await sees_state(agent, ticket, "With {department}", department=agent._("engineering"))
    thread = await irina.topic_of(ticket.number) if _has_topics(irina) else None
    card = await irina.reads(ticket.number, thread=thread)
    return Desk(irina, thread, card["message_id"])


async def test_the_department_gets_the_form_what_was_said_and_the_files(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    customer.attaches(document("лог.txt"))
    await agent.until(lambda: "лог.txt" in names(agent.from_bot(ticket.thread)))
    agent.writes("Смотрим, спасибо.", thread=ticket.thread)
    await customer.reads("Смотрим, спасибо.")
    agent.writes("// у него старый тариф", thread=ticket.thread)

    there = await handed_over(agent, irina, ticket)
    passed = body(await there.reads(REASON))
    for part in ("Ольга", "Смотрим, спасибо.", "у него старый тариф"):
        assert part in passed
    await irina.until(lambda: "лог.txt" in names(irina.from_bot(there.thread)))
    assert unread(irina, there.thread) == [] or "лог.txt" in names(unread(irina, there.thread))


async def test_both_desks_hear_the_customer_and_each_other_and_notes_stay_among_agents(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    await there.reads(REASON)
    catch_up(customer)

    customer.writes("Есть новости?")
    await there.reads("Есть новости?")
    await agent.reads("Есть новости?", thread=ticket.thread)

    there.writes("// это округление, не говорим пока")
    noted = await agent.reads("это округление", thread=ticket.thread)
    assert "Ирина" in body(noted)
    agent.writes("Ничего не скажу.", thread=ticket.thread, reply_to=noted["message_id"])
    assert "Ничего не скажу." in body(await there.reads("Ольга")), "a reply to a note is a note"

    there.writes("/take")
    there.writes("Нужна версия программы?")
    await customer.reads("Нужна версия программы?")
    told = await agent.reads("Нужна версия программы?", thread=ticket.thread)
    assert "Ирина" in body(told)
    await settled()
    assert not any(
        "округление" in body(each) or "Ничего не скажу" in body(each) for each in customer.from_bot()
    )


async def test_who_gives_it_back_says_so_at_both_desks_and_a_note_from_there_still_arrives(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    await there.reads(REASON)
    there.writes("/return Настройка, не ошибка")
    await agent.reads("Настройка, не ошибка", thread=ticket.thread)
    await there.reads(
        irina._("↩️ {ticket} is not with you any more. A note from here still reaches the colleagues.").format(
            ticket=ticket.number
        )
    )
    await sees_state(agent, ticket, "In progress")

    catch_up(irina, there.thread)
    customer.writes("А сейчас?")
    await agent.reads("А сейчас?", thread=ticket.thread)
    there.writes("// ещё проверьте кэш")
    await agent.reads("ещё проверьте кэш", thread=ticket.thread)
    await settled()
    assert not any("А сейчас?" in body(each) for each in irina.from_bot(there.thread))
    await confirm(customer, await resolve(agent, customer, ticket, "Поправили настройку."))


async def test_what_a_desk_asks_of_the_bot_is_answered_there(
    bot: App, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    await there.reads(REASON)
    catch_up(agent, ticket.thread)
    there.writes("/history")
    await there.reads(REASON)
    there.writes("/eta вчера")
    await there.reads("")
    await settled()
    assert unread(agent, ticket.thread) == []


async def test_handed_over_twice_it_stands_there_once(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    await there.reads(REASON)
    there.writes("/return Пока не видно")
    await sees_state(agent, ticket, "In progress")
    customer.writes("Повторилось!")
    await agent.reads("Повторилось!", thread=ticket.thread)
    agent.writes("/escalate engineering Снова", thread=ticket.thread)

    assert "Повторилось!" in body(await there.reads("Снова"))
    if _has_topics(irina):
        own = [each for each in world.topics(irina.chat_id) if each.name.startswith(ticket.number)]
        assert len(own) == 1


async def test_where_support_works_in_the_same_group_nothing_is_doubled(
    bot: App, world: World, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes(f"/escalate development {REASON}", thread=ticket.thread)
    await sees_state(agent, ticket, "With {department}", department=agent._("development"))
    await settled()
    assert sum(each.name.startswith(ticket.number) for each in world.topics(agent.chat_id)) == 1


async def test_replies_to_what_the_bot_repeats_of_a_colleague_are_notes(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket
) -> None:
    there = await handed_over(agent, irina, ticket)
    passed = await there.reads(REASON)
    irina.writes("Опять он со своим тарифом", thread=there.thread, reply_to=passed["message_id"])
    noted = await agent.reads("Опять он со своим тарифом", thread=ticket.thread)
    assert "Ирина" in body(noted)

    agent.writes("Моё прежнее", thread=ticket.thread)
    await there.reads("Моё прежнее")
    agent.writes("/undo", thread=ticket.thread, reply_to=noted["message_id"])
    await agent.reads(agent._("You have no messages here to unsend."), thread=ticket.thread)
    there.writes("/return Это настройка")
    back = await agent.reads("Это настройка", thread=ticket.thread)
    agent.writes("Так и думала", thread=ticket.thread, reply_to=back["message_id"])
    await settled()
    assert not any("тарифом" in body(each) or "Так и думала" in body(each) for each in customer.from_bot())
