"""Who corrects a message that was sent: the other side learns, and what it said before is kept."""

import pytest
from sqlalchemy import select

from bot.app import App
from storage.tables import revisions, tickets
from tests.journeys.helpers import (
    PREVIEW,
    Ticket,
    answer,
    marked,
    photo,
    press,
    progress,
    reach,
    resolve,
    stored,
    submit,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body

EDITED = "✏️ The customer edited this message:"


def edits(person: CustomerPerson | AgentPerson, message: Message, text: str) -> None:
    person.world.edit(person.id, person.chat_id, message["message_id"], text=text)


async def shows(customer: CustomerPerson, text: str) -> None:
    await customer.until(lambda: any(body(each) == text for each in customer.from_bot()))


async def test_agents_see_the_new_words_beside_the_old(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    said = customer.writes("Отчёт за октябрь пуст")
    copy = await agent.reads("Отчёт за октябрь пуст", thread=taken.thread)
    edits(customer, said, "Отчёт за ноябрь пуст")

    told = await agent.reads(agent._(EDITED), thread=taken.thread)
    assert "Отчёт за ноябрь пуст" in body(told)
    assert told["reply_to_message"]["message_id"] == copy["message_id"]
    assert unread(customer) == []
    assert [row.text for row in await stored(bot, select(revisions))] == ["Отчёт за октябрь пуст"]


@pytest.mark.parametrize("language", ["ru"])
async def test_an_edit_that_changes_nothing_is_not_shown(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    said = customer.writes("Отчёт пуст")
    await agent.reads("Отчёт пуст", thread=taken.thread)
    edits(customer, said, "Отчёт пуст")
    customer.writes("Дальше")

    await agent.reads("Дальше", thread=taken.thread)
    assert not any(agent._(EDITED) in body(each) for each in agent.from_bot(taken.thread))


@pytest.mark.parametrize("way", ["plain", "command"])
async def test_the_customers_copy_follows_the_agents_correction(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, way: str
) -> None:
    prefix = "/ask " if way == "command" else ""
    written = agent.writes(f"{prefix}Какой бразуер?", thread=taken.thread)
    await customer.reads("Какой бразуер?")
    await marked(agent, written)
    edits(agent, written, f"{prefix}Какой браузер?")

    await shows(customer, "Какой браузер?")
    assert not any(body(each) == "Какой бразуер?" for each in customer.from_bot())


@pytest.mark.parametrize("language", ["ru"])
async def test_the_final_answer_can_be_corrected_too(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await resolve(agent, customer, taken, "Обновите страничу.")
    written = next(each for each in agent.messages(taken.thread) if "страничу" in body(each))
    edits(agent, written, "/resolve Обновите страницу.")

    await shows(customer, "Обновите страницу.")


@pytest.mark.parametrize("language", ["ru"])
async def test_a_caption_can_be_corrected(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    (written,) = agent.attaches(photo(), thread=taken.thread, caption="Вот сюда нажмте")
    await customer.reads("Вот сюда нажмте")
    await marked(agent, written)
    agent.world.edit(agent.id, agent.chat_id, written["message_id"], caption="Вот сюда нажмите")

    await shows(customer, "Вот сюда нажмите")


@pytest.mark.parametrize("language", ["ru"])
async def test_a_corrected_note_stays_among_agents(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    note = agent.writes("// похоже на старый тариф", thread=taken.thread)
    edits(agent, note, "// похоже на новый тариф")
    edits(agent, note, "похоже на новый тариф")
    await answer(agent, customer, taken, "Проверяем.")
    assert [row.text for row in await stored(bot, select(revisions).order_by(revisions.c.id))] == [
        "// похоже на старый тариф",
        "// похоже на новый тариф",
    ]

    assert not any("тариф" in body(each) for each in customer.from_bot())


@pytest.mark.parametrize("language", ["ru"])
async def test_an_answer_that_becomes_a_note_is_not_sent_and_the_agent_is_told(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    written = await answer(agent, customer, taken, "Старый тариф.")
    edits(agent, written, "// старый тариф")

    await agent.reads("прежний текст", thread=taken.thread)
    await shows(customer, "Старый тариф.")


@pytest.mark.parametrize("language", ["ru"])
async def test_a_corrected_answer_of_a_form_counts(bot: App, customer: CustomerPerson) -> None:
    await reach(customer, 1)
    said = customer.writes("Экспорт не рабтает")
    await customer.reads(progress(customer, 2))
    edits(customer, said, "Экспорт не работает")
    customer.writes("104582")
    await customer.reads(progress(customer, 3))
    customer.writes("Совсем")
    await customer.reads(progress(customer, 4))
    customer.writes("Пропустить")

    assert "Экспорт не работает" in body(await customer.reads())


@pytest.mark.parametrize("language", ["ru"])
async def test_at_the_preview_the_corrected_answer_is_shown(bot: App, customer: CustomerPerson) -> None:
    await reach(customer, PREVIEW)
    said = next(each for each in customer.messages() if body(each) == "104582")
    edits(customer, said, "104583")

    assert "104583" in body(await customer.reads())
    edits(customer, said, "не помню")
    assert "номер" in body(await customer.reads()), "what cannot be an answer is refused in words"
    assert unread(customer) == []


@pytest.mark.parametrize("language", ["ru"])
@pytest.mark.parametrize("edited", ["/note клиент не платит", "/close spam", "// клиент не платит"])
async def test_an_answer_that_becomes_a_note_or_a_command_leaves_the_customers_copy_alone(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, edited: str
) -> None:
    written = await answer(agent, customer, taken, "Проверяем.")
    edits(agent, written, edited)

    await agent.reads("прежний текст", thread=taken.thread)
    await answer(agent, customer, taken, "Дальше.")
    assert [body(each) for each in customer.from_bot()][-2:] == ["Проверяем.", "Дальше."]


@pytest.mark.parametrize("language", ["ru"])
async def test_a_path_at_the_beginning_is_no_command(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    written = await answer(agent, customer, taken, "/opt/app/log переполнен")
    edits(agent, written, "/opt/app/log переполнен, чистим")

    await shows(customer, "/opt/app/log переполнен, чистим")


@pytest.mark.parametrize("language", ["ru"])
async def test_an_answer_that_becomes_a_note_on_its_way_does_not_arrive(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    customer.world.block(customer.id)
    written = agent.writes("Проверяем.", thread=taken.thread)
    await agent.reads("заблокировал", thread=taken.thread)
    edits(agent, written, "// клиент не платит")
    await agent.reads("останется здесь как заметка", thread=taken.thread)
    customer.world.unblock(customer.id)
    customer.starts()

    await customer.reads("Здравствуйте")
    await answer(agent, customer, taken, "Дальше.")
    assert not any("не платит" in body(each) for each in customer.from_bot())


@pytest.mark.parametrize("language", ["ru"])
async def test_words_of_before_the_form_can_be_corrected(bot: App, customer: CustomerPerson) -> None:
    said = customer.writes("Экспорт не рабтает с утра")
    await customer.reads()
    edits(customer, said, "Экспорт не работает с утра")
    await reach(customer, 3)

    assert any("Экспорт не работает с утра" in body(each) for each in customer.from_bot())
    assert not any("рабтает" in body(each) for each in customer.from_bot())


@pytest.mark.parametrize("language", ["ru"])
async def test_a_long_edit_is_shown_whole(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    said = customer.writes("лог " * 1000)
    await agent.reads("лог", thread=taken.thread)
    edits(customer, said, "лог " * 1000 + "ВАЖНО")

    await agent.reads("✏️", thread=taken.thread)
    await agent.reads("ВАЖНО", thread=taken.thread)


# Answers that came in several messages, and forms that were left.


@pytest.mark.parametrize("language", ["ru"])
@pytest.mark.parametrize("number", [0, 1, 2])
async def test_a_corrected_piece_changes_the_joined_answer(
    bot: App, customer: CustomerPerson, number: int
) -> None:
    await reach(customer, 3)
    pieces = [customer.writes(each) for each in ("а" * 4000, "б" * 4000, "и всё")]
    shown = await customer.reads(progress(customer, 4))
    edits(customer, pieces[number], "исправлено")
    await press(customer, shown, "Пропустить")
    preview = await customer.reads("Проверьте запрос")
    await submit(customer, preview)

    (form,) = [row.form for row in await stored(bot, select(tickets))]
    expected = ["а" * 4000, "б" * 4000, "и всё"]
    expected[number] = "исправлено"
    assert next(each["value"] for each in form if each["key"] == "description") == "\n".join(expected)


@pytest.mark.parametrize("language", ["ru"])
async def test_a_piece_corrected_before_the_last_one_came_counts(bot: App, customer: CustomerPerson) -> None:
    await reach(customer, 3)
    first = customer.writes("а" * 4000)
    await customer.reads("4000")
    edits(customer, first, "а" * 3999)
    assert "3999" in body(await customer.reads())
    customer.writes("и всё")

    assert progress(customer, 4) in body(await customer.reads())


@pytest.mark.parametrize("language", ["ru"])
async def test_a_pasted_log_corrected_beside_files_stays_the_log(bot: App, customer: CustomerPerson) -> None:
    await reach(customer, 4)
    customer.attaches(photo())
    await customer.reads()
    log = customer.writes("строка\n" * 10)
    shown = await customer.reads("вставленный текст")
    edits(customer, log, "ERROR 42")
    assert "вставленный текст" in body(await customer.reads())
    await press(customer, shown, "Готово")
    await submit(customer, await customer.reads("Проверьте запрос"))

    (form,) = [row.form for row in await stored(bot, select(tickets))]
    assert next((each["value"], each["files"]) for each in form if each["key"] == "screenshot") == (
        "ERROR 42",
        1,
    )


@pytest.mark.parametrize("language", ["ru"])
async def test_a_correction_in_a_cancelled_form_is_there_when_it_is_taken_up_again(
    bot: App, customer: CustomerPerson
) -> None:
    asked = await reach(customer, 3)
    said = next(each for each in customer.messages() if body(each) == "104582")
    await press(customer, asked, "Отмена")
    cancelled = await customer.reads("Отменено")
    edits(customer, said, "104583")
    await press(customer, cancelled, "Продолжить")
    assert progress(customer, 3) in body(await customer.reads())
    assert unread(customer) == []
    customer.writes("Файл пуст")
    await press(customer, await customer.reads(), "Пропустить")

    assert "104583" in body(await customer.reads())


@pytest.mark.parametrize("language", ["ru"])
async def test_words_beside_the_form_can_be_corrected_also_once_it_is_cancelled(
    bot: App, customer: CustomerPerson
) -> None:
    asked = await reach(customer, 4)
    remark = customer.writes("сейчас пришлю скрин")
    await customer.reads("Добавлено")
    await press(customer, asked, "Отмена")
    cancelled = await customer.reads("Отменено")
    edits(customer, remark, "скрина не будет")
    await press(customer, cancelled, "Продолжить")
    await press(customer, await customer.reads(), "Пропустить")

    assert "скрина не будет" in body(await customer.reads())


@pytest.mark.parametrize("language", ["ru"])
async def test_a_correction_that_cannot_be_read_leaves_the_answer_and_the_next_one_counts(
    bot: App, customer: CustomerPerson
) -> None:
    await reach(customer, PREVIEW)
    said = next(each for each in customer.messages() if body(each) == "104582")
    edits(customer, said, "не помню")
    assert "номер" in body(await customer.reads())
    edits(customer, said, "104584")

    assert "104584" in body(await customer.reads())
