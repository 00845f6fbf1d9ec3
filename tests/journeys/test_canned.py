"""Answers that are ready: kept by administrators, sent like any answer, in the customer's language."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import canned, canned_changes
from tests.conftest import RIGHTS
from tests.journeys.helpers import Ticket, catch_up, marked, press, register, stored, unread
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled
from tests.running import running

TEXT = "Здравствуйте, {name}! По запросу {number} ({product}): сбросьте пароль."


@pytest.fixture
async def admin(world: World, staff_group: Chat, language: str) -> AgentPerson:
    user = world.create_user("Ирина", side="staff")
    world.join(staff_group.id, user.id, status="member")
    return AgentPerson(world, user.id, staff_group.id, language)


@pytest.fixture
async def bot(settings: Settings, admin: AgentPerson) -> AsyncIterator[App]:
    async with running(settings.model_copy(update={"admin_ids": (admin.id,)})) as app:
        yield app


@pytest.fixture
async def ready(bot: App, admin: AgentPerson, agent: AgentPerson, ticket: Ticket) -> Ticket:
    """The ticket, and the answer `пароль` in both languages."""
    catch_up(admin, 1)
    for language in ("ru", "en"):
        admin.writes(f"/canned add Пароль {language}\n{TEXT} [{language}]")
        await admin.reads("пароль", thread=1)
    catch_up(agent, 1)
    return ticket


def said_in(language: str) -> str:
    return f"Здравствуйте, Анна! По запросу EC-1 (e-Comet): сбросьте пароль. [{language}]"


async def test_it_is_sent_by_name_takes_the_ticket_and_is_marked(
    customer: CustomerPerson, agent: AgentPerson, ready: Ticket
) -> None:
    catch_up(customer)
    written = agent.writes("/c ПАРОЛЬ", thread=ready.thread)

    assert body(await customer.reads()) == said_in(customer.language)
    await marked(agent, written)
    await agent.sees_on_card(ready.thread, "Ольга")
    shown = await agent.reads(thread=ready.thread)
    assert body(shown) == said_in(customer.language), "colleagues see what was sent"


async def test_it_is_chosen_looked_at_and_sent_once(
    customer: CustomerPerson, agent: AgentPerson, ready: Ticket
) -> None:
    catch_up(customer)
    await press(agent, agent.card(ready.thread), agent._("More"))
    await agent.presses(agent._("Canned answers"), thread=ready.thread)
    chosen = await agent.reads(
        agent._("Which answer is {ticket} to get?").format(ticket="EC-1"), thread=ready.thread
    )
    assert labels(chosen) == ["пароль"]
    await press(agent, chosen, "пароль")
    preview = await agent.reads(said_in(customer.language), thread=ready.thread)
    assert unread(customer) == [], "nothing is sent before it was looked at"

    await press(agent, preview, agent._("Send"))
    assert body(await customer.reads()) == said_in(customer.language)
    again = await press(agent, preview, agent._("Send"))
    assert again.text == agent._("This button is out of date. Nothing was changed.")
    await settled()
    assert unread(customer) == []


async def test_a_preview_that_is_dropped_has_no_buttons(
    customer: CustomerPerson, agent: AgentPerson, ready: Ticket
) -> None:
    catch_up(customer)
    agent.writes("/c", thread=ready.thread)
    await press(agent, await agent.reads(thread=ready.thread), "пароль")
    preview = await agent.reads(said_in(customer.language), thread=ready.thread)
    await press(agent, preview, agent._("Cancel"))

    def dropped() -> bool:
        now = agent.world.message(agent.chat_id, preview["message_id"])
        return body(now) == agent._("Nothing was sent.") and not labels(now)

    await agent.until(dropped)
    assert unread(customer) == []


async def test_what_was_changed_since_the_preview_is_not_sent(
    customer: CustomerPerson, agent: AgentPerson, admin: AgentPerson, ready: Ticket
) -> None:
    catch_up(customer)
    agent.writes("/c", thread=ready.thread)
    await press(agent, await agent.reads(thread=ready.thread), "пароль")
    preview = await agent.reads(said_in(customer.language), thread=ready.thread)
    admin.writes(f"/canned change пароль {customer.language}\nСовсем другое")
    await admin.reads("Совсем другое", thread=1)

    late = await press(agent, preview, agent._("Send"))
    assert late.text == agent._("This button is out of date. Nothing was changed.")
    agent.writes("/c пароль", thread=ready.thread)
    assert body(await customer.reads()) == "Совсем другое"


async def test_in_a_colleagues_ticket_the_bot_asks_first(
    customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, ready: Ticket
) -> None:
    await press(agent, agent.card(ready.thread), agent._("Take"))
    await agent.sees_on_card(ready.thread, "Ольга")
    catch_up(customer)
    colleague.writes("/c пароль", thread=ready.thread)
    asked = await colleague.reads("Максим", thread=ready.thread)
    assert labels(asked) == [agent._("Send"), agent._("Note")]
    assert unread(customer) == []
    await press(colleague, asked, agent._("Send"))
    assert body(await customer.reads()) == said_in(customer.language)


async def test_after_resolve_was_pressed_it_is_the_final_answer(
    customer: CustomerPerson, agent: AgentPerson, ready: Ticket
) -> None:
    catch_up(customer)
    await press(agent, agent.card(ready.thread), agent._("Resolve"))
    await agent.reads("Ольга", thread=ready.thread)
    agent.writes("/c пароль", thread=ready.thread)
    await customer.reads(said_in(customer.language))
    assert customer._("Confirm") in labels(await customer.reads("EC-1"))


async def test_a_text_in_another_language_is_shown_with_a_warning_first(
    customer: CustomerPerson, agent: AgentPerson, admin: AgentPerson, ready: Ticket
) -> None:
    other = {"ru": "en", "en": "ru"}[customer.language]
    admin.writes(f"/canned add кэш e-comet {other}\nClear the cache")
    await admin.reads("кэш", thread=1)
    catch_up(customer)
    agent.writes("/c кэш", thread=ready.thread)
    preview = await agent.reads("Clear the cache", thread=ready.thread)
    assert "⚠️" in body(preview)
    assert unread(customer) == []
    await press(agent, preview, agent._("Send"))
    assert body(await customer.reads()) == "Clear the cache"


async def test_a_wrong_name_is_answered_with_what_was_probably_meant(
    agent: AgentPerson, ready: Ticket
) -> None:
    agent.writes("/c порол", thread=ready.thread)
    assert "пароль" in body(await agent.reads("порол", thread=ready.thread))
    agent.writes("/c пароль")
    await agent.reads(agent._("This command works in a ticket's topic, or as a reply to its card."), thread=1)


async def test_a_placeholder_without_a_value_is_refused_rather_than_sent(
    customer: CustomerPerson, agent: AgentPerson, admin: AgentPerson, ready: Ticket
) -> None:
    admin.writes(f"/canned add срок {customer.language}\nСделаем к {{срок}}")
    await admin.reads("срок", thread=1)
    agent.writes("/ask Когда это началось?", thread=ready.thread)
    await customer.reads("Когда это началось?")
    await agent.sees_on_card(ready.thread, agent._("Waiting for your answer"))
    catch_up(customer)
    catch_up(agent, ready.thread)
    agent.writes("/c срок", thread=ready.thread)
    lacks = agent._("“{name}” cannot be sent here: the ticket has no {fields}.")
    told = await agent.reads(thread=ready.thread)
    assert body(told) == lacks.format(name="срок", fields=agent._("due time"))
    admin.writes("/canned add чудо\nОтвет {чудо}")
    assert "number, name, product, due" in body(await admin.reads("чудо", thread=1))
    assert unread(customer) == []


async def test_administrators_change_and_delete_by_buttons_and_others_look(
    bot: App, admin: AgentPerson, agent: AgentPerson, ready: Ticket
) -> None:
    agent.writes("/canned")
    listed = await agent.reads(agent._("Canned answers"), thread=1)
    scope = f"{agent._('any product')}, Русский"
    await press(agent, listed, f"пароль · {scope}")

    def now() -> Message:
        found: Message = agent.world.message(agent.chat_id, listed["message_id"])
        return found

    await agent.until(lambda: TEXT in body(now()))
    assert "Ирина" in body(now())
    refused = await press(agent, now(), agent._("Change"))
    assert str(agent.id) in (refused.text or "")

    catch_up(admin, 1)
    await press(admin, now(), agent._("Change"))
    asked = await admin.reads("Ирина", thread=1)
    stranger = agent.writes("Чужой текст", reply_to=asked["message_id"])
    assert (await agent.reads(str(agent.id), thread=1))["reply_to_message"]["message_id"] == stranger[
        "message_id"
    ]
    admin.writes("Новый текст, {имя}", reply_to=asked["message_id"])
    await admin.reads("Новый текст, {имя}", thread=1)

    await press(admin, now(), agent._("Delete"))
    await admin.until(lambda: agent._("Keep") in labels(now()))
    await press(admin, now(), agent._("Delete"))
    await admin.until(lambda: f"пароль · {scope}" not in labels(now()) and len(labels(now())) == 1)
    left = await stored(bot, select(canned.c.name, canned.c.language))
    assert left == [("пароль", "en")]
    log = await stored(bot, select(canned_changes.c.change, canned_changes.c.text))
    assert [row.change for row in log] == ["added", "added", "changed", "deleted"]
    assert log[2].text == "Новый текст, {имя}"


async def test_the_text_may_be_the_message_replied_to_and_keeps_its_formatting(
    customer: CustomerPerson, agent: AgentPerson, admin: AgentPerson, ready: Ticket
) -> None:
    sample = admin.world.write(
        admin.id,
        admin.chat_id,
        "{имя}, нажмите сюда",
        entities=[{"type": "bold", "offset": 7, "length": 7}],
    )
    admin.writes(f"/canned add сюда {customer.language}", reply_to=sample["message_id"])
    await admin.reads("сюда", thread=1)
    catch_up(customer)
    agent.writes("/c сюда", thread=ready.thread)
    got = await customer.reads("Анна, нажмите сюда")
    assert got["entities"] == [{"type": "bold", "offset": 6, "length": 7}]


@pytest.mark.parametrize("language", ["ru"])
async def test_what_cannot_be_kept_is_refused_in_words(
    bot: App, admin: AgentPerson, agent: AgentPerson, ready: Ticket
) -> None:
    for written, answer in (
        ("/canned add", "/canned add ИМЯ"),
        ("/canned что-то", "/canned add ИМЯ"),
        ("/canned add а/б\nтекст", "а/б"),
        ("/canned add имя", "Где текст?"),
        ("/canned add имя\n// тайна", "Где текст?"),
        ("/canned add имя ecomet\nтекст", "ecomet"),
        ("/canned add пароль ru\nтекст", "уже есть"),
        ("/canned change кэш ru\nтекст", "пароль"),
    ):
        catch_up(admin, 1)
        admin.writes(written)
        assert answer in body(await admin.reads(thread=1)), written
    agent.writes("/canned add имя\nтекст")
    await agent.reads("ADMIN_IDS", thread=1)
    assert len(await stored(bot, select(canned))) == 2


@pytest.mark.parametrize("language", ["ru"])
async def test_a_text_of_the_greatest_length_is_shown_whole_and_sent(
    customer: CustomerPerson, agent: AgentPerson, admin: AgentPerson, ready: Ticket
) -> None:
    text = "я" * 4096
    sample = admin.writes(text)
    admin.writes("/canned add много ru", reply_to=sample["message_id"])
    await admin.reads("много", thread=1)
    catch_up(customer)
    agent.writes("/c", thread=ready.thread)
    await press(agent, await agent.reads(thread=ready.thread), "много")
    await agent.reads(text, thread=ready.thread)
    await press(agent, await agent.reads("много", thread=ready.thread), "Отправить")
    assert body(await customer.reads()) == text


class TestWithoutTopics:
    @pytest.fixture
    def staff_group(self, world: World) -> Chat:
        group = world.create_group("Staff", forum=False)
        world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
        return group

    @pytest.mark.usefixtures("bot")
    async def test_the_command_replies_to_the_card(
        self, customer: CustomerPerson, agent: AgentPerson, admin: AgentPerson
    ) -> None:
        await register(customer)
        card = await agent.reads("EC-1 · e-Comet")
        admin.writes(f"/canned add пароль {customer.language}\n{TEXT}")
        await admin.reads("пароль")
        catch_up(customer)
        agent.writes("/c пароль", reply_to=card["message_id"])
        assert "EC-1 (e-Comet)" in body(await customer.reads("Анна"))
