"""What people correct, and what they send as an album, is seen at both desks of a ticket."""

import pytest

from bot.app import App
from tests.journeys.helpers import Ticket, answer, catch_up, marked, photo, stored_message
from tests.journeys.two_desks import Desk, boss, bot, handed_over, has_topics, irina, second
from tests.people import AgentPerson, CustomerPerson, Message, body, settled

__all__ = ["boss", "bot", "irina", "second"]

CUSTOMERS = "✏️ The customer edited this message:"


@pytest.fixture
async def there(agent: AgentPerson, irina: AgentPerson, ticket: Ticket) -> Desk:
    found = await handed_over(agent, irina, ticket)
    catch_up(irina, found.thread)
    return found


def edits(person: CustomerPerson | AgentPerson, message: Message, text: str) -> None:
    person.world.edit(person.id, person.chat_id, message["message_id"], text=text)


def answers(message: Message) -> int:
    """The message that this one replies to."""
    return int(message["reply_to_message"]["message_id"])


async def test_a_customers_correction_stands_beside_the_old_words_at_both_desks(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, there: Desk
) -> None:
    said = customer.writes("Отчёт за октябрь пуст")
    copies = [
        await agent.reads("Отчёт за октябрь пуст", thread=ticket.thread),
        await there.reads("Отчёт за октябрь пуст"),
    ]
    edits(customer, said, "Отчёт за ноябрь пуст")

    told = [
        await agent.reads(agent._(CUSTOMERS), thread=ticket.thread),
        await there.reads(there.person._(CUSTOMERS)),
    ]
    assert [answers(each) for each in told] == [each["message_id"] for each in copies]
    assert all("Отчёт за ноябрь пуст" in body(each) for each in told)


@pytest.mark.parametrize("language", ["ru"])
async def test_a_long_correction_goes_to_both_desks_whole(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, there: Desk
) -> None:
    said = customer.writes("Лог")
    await there.reads("Лог")
    edits(customer, said, "строка лога " * 200 + "конец лога")

    await agent.reads("конец лога", thread=ticket.thread)
    await there.reads("конец лога")


async def test_an_agents_correction_is_told_at_the_other_desk_beside_the_old_words(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, there: Desk
) -> None:
    written = await answer(agent, customer, ticket, "Обновите страничу.")
    told = await there.reads("Обновите страничу.")
    edits(agent, written, "Обновите страницу.")

    heading = there.person._("✏️ {name} edited a message to the customer:").format(name="Ольга")
    edited = await there.reads(heading)
    assert "Обновите страницу." in body(edited)
    assert answers(edited) == told["message_id"]
    await customer.until(lambda: any(body(each) == "Обновите страницу." for each in customer.from_bot()))


async def test_a_corrected_note_is_told_at_the_other_desk(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, there: Desk
) -> None:
    note = there.writes("// похоже на старый тариф")
    await agent.reads("похоже на старый тариф", thread=ticket.thread)
    edits(there.person, note, "// похоже на новый тариф")

    heading = agent._("✏️ {name} edited a note:").format(name="Ирина")
    assert "похоже на новый тариф" in body(await agent.reads(heading, thread=ticket.thread))
    await settled()
    assert not any("тариф" in body(each) for each in customer.from_bot())


async def test_an_answer_that_becomes_a_note_too_late_is_told_at_the_other_desk(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, there: Desk
) -> None:
    written = there.writes("Старый тариф.")
    await customer.reads("Старый тариф.")
    await marked(there.person, written)
    edits(there.person, written, "// старый тариф, не говорим")

    text = agent._("✏️ {name} edited a message. The customer still has the earlier text.")
    told = await agent.reads(text.format(name="Ирина"), thread=ticket.thread)
    assert "старый тариф, не говорим" in body(told)


async def test_an_answer_that_becomes_a_note_before_it_is_sent_is_told_at_the_other_desk(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, there: Desk
) -> None:
    customer.world.block(customer.id)
    written = there.writes("Старый тариф.")
    await there.reads(there.person._("It will be delivered when the customer is back."))
    edits(there.person, written, "// старый тариф, не говорим")

    text = agent._("✏️ {name} edited a message before it was sent: it stays a note.")
    await agent.reads(text.format(name="Ирина"), thread=ticket.thread)
    assert (await stored_message(bot, written)).purpose is None


@pytest.mark.parametrize("language", ["ru"])
async def test_a_colleagues_album_comes_under_one_heading(
    bot: App, customer: CustomerPerson, agent: AgentPerson, irina: AgentPerson, ticket: Ticket, there: Desk
) -> None:
    catch_up(agent, ticket.thread)
    irina.world.attach(
        irina.id,
        irina.chat_id,
        [photo("1.png"), photo("2.png"), photo("3.png")],
        caption="Вот сюда нажмите",
        thread=there.thread,
        reply_to=None if has_topics(irina) else there.card,
    )
    heading = await agent.reads("Ирина клиенту:", thread=ticket.thread)

    def after() -> list[Message]:
        return [x for x in agent.from_bot(ticket.thread) if x["message_id"] > heading["message_id"]]

    await agent.until(lambda: sum("photo" in each for each in after()) == 3)
    await settled()
    album = after()[:3]
    assert len({each.get("media_group_id") for each in album}) == 1
    assert album[0]["media_group_id"]
    assert not any("Ирина клиенту:" in body(each) for each in after())
