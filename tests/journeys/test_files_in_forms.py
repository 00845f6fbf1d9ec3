"""Files while a form is open: every kind, captions, albums, at the files question and anywhere else."""

import pytest

from bot.app import App
from bot.sandbox.model import Upload
from tests.journeys.helpers import (
    ACCOUNT,
    PREVIEW,
    STORY,
    SUBJECT,
    catch_up,
    document,
    find_ticket,
    names,
    photo,
    press,
    progress,
    reach,
    register,
    submit,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.mark.parametrize("kind", ["photo", "document", "video", "voice", "audio", "animation"])
async def test_a_file_of_each_kind_reaches_the_topic_with_its_caption(
    bot: App, customer: CustomerPerson, agent: AgentPerson, kind: str
) -> None:
    await reach(customer, 4)
    customer.attaches(Upload(f"file.{kind}", b"some bytes", kind=kind), caption="Вот что я вижу 👀")
    acknowledged = await customer.reads()
    assert body(acknowledged) == "Получен 1 файл. Пришлите ещё или нажмите «Готово»."
    assert labels(acknowledged) == ["Готово", "Убрать файлы", "Назад", "Отмена"]
    await press(customer, acknowledged, "Готово")

    thread = await agent.topic_of(await submit(customer, await customer.reads()))

    await agent.until(lambda: any(kind in each for each in agent.from_bot(thread)))
    (shown,) = [each for each in agent.from_bot(thread) if kind in each]
    assert shown["caption"] == "Вот что я вижу 👀"


async def test_a_video_note_reaches_the_topic(bot: App, customer: CustomerPerson, agent: AgentPerson) -> None:
    await reach(customer, 4)
    customer.attaches(Upload("round.mp4", b"round", kind="video_note"))
    await press(customer, await customer.reads(), "Готово")

    thread = await agent.topic_of(await submit(customer, await customer.reads()))

    await agent.until(lambda: any("video_note" in each for each in agent.from_bot(thread)))


async def test_files_follow_the_card_in_the_order_they_were_sent(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await reach(customer, 4)
    for number in (1, 2, 3):
        customer.attaches(document(f"{number}.log"))
        await customer.reads()
    await press(customer, customer.from_bot()[-1], "Готово")
    preview = await customer.reads()
    assert "Скриншот: 3 файла" in body(preview)

    thread = await agent.topic_of(await submit(customer, preview))

    await agent.until(lambda: names(agent.from_bot(thread)) == ["1.log", "2.log", "3.log"])


async def test_an_album_is_acknowledged_once_and_arrives_as_an_album(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await reach(customer, 4)
    customer.attaches(photo("1.png"), photo("2.png"), photo("3.png"), caption="Три экрана подряд")
    acknowledged = await customer.reads()
    assert body(acknowledged).startswith("Получено 3 файла.")
    assert unread(customer) == []
    await press(customer, acknowledged, "Готово")

    thread = await agent.topic_of(await submit(customer, await customer.reads()))

    await agent.until(lambda: sum("photo" in each for each in agent.from_bot(thread)) == 3)
    album = [each for each in agent.from_bot(thread) if "photo" in each]
    assert len({each["media_group_id"] for each in album}) == 1
    assert [each.get("caption") for each in album] == ["Три экрана подряд", None, None]


async def test_the_files_are_removed_and_the_question_can_be_skipped_again(
    bot: App, customer: CustomerPerson
) -> None:
    await reach(customer, 4)
    customer.attaches(photo())
    await press(customer, await customer.reads(), "Убрать файлы")
    asked = await customer.reads()
    assert progress(customer, 4) in body(asked)
    await press(customer, asked, "Пропустить")

    assert "Скриншот: —" in body(await customer.reads())


async def test_words_at_the_files_question_are_added_to_the_request(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await reach(customer, 4)
    customer.writes("Скриншота нет, есть текст ошибки: E-42")
    asked = await customer.reads()
    assert "Добавлено к вашему запросу." in body(asked)
    await press(customer, asked, "Пропустить")

    ticket = await find_ticket(agent, await submit(customer, await customer.reads()))

    assert "Скриншота нет, есть текст ошибки: E-42" in body(agent.card(ticket.thread))


async def test_a_file_at_a_question_in_words_is_kept_and_the_question_stands(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await reach(customer, 2)
    customer.attaches(document("account.png"))
    asked = await customer.reads()
    assert "Добавлено к вашему запросу." in body(asked)
    assert progress(customer, 2) in body(asked)
    for words in (ACCOUNT, STORY):
        customer.writes(words)
        asked = await customer.reads()
    assert "Приложен 1 файл." in body(asked)
    await press(customer, asked, "Готово")

    thread = await agent.topic_of(await submit(customer, await customer.reads()))

    await agent.until(lambda: names(agent.from_bot(thread)) == ["account.png"])


async def test_the_caption_of_a_photo_is_the_answer_to_a_question_in_words(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await reach(customer, 3)
    customer.attaches(photo(), caption=STORY)
    asked = await customer.reads()
    assert progress(customer, 4) in body(asked)
    assert "Приложен 1 файл." in body(asked)
    await press(customer, asked, "Готово")
    preview = await customer.reads()
    assert f"Описание: {STORY}" in body(preview)

    thread = await agent.topic_of(await submit(customer, preview))

    await agent.until(lambda: sum("photo" in each for each in agent.from_bot(thread)) == 1)


async def test_an_album_with_a_caption_at_a_question_in_words_answers_it_once(
    bot: App, customer: CustomerPerson
) -> None:
    """Its other parts arrive when the next question is on the screen already."""
    await reach(customer, 1)
    customer.attaches(photo("1.png"), photo("2.png"), caption=SUBJECT)
    await customer.reads(progress(customer, 2))
    await customer.reads("Добавлено к вашему запросу.")
    for words in (ACCOUNT, STORY):
        customer.writes(words)
        asked = await customer.reads()

    assert progress(customer, 4) in body(asked)
    assert "Приложено 2 файла." in body(asked)


async def test_a_file_that_comes_after_done_is_added_to_the_files(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    """Presses and messages are separate queues: `Done` may overtake the last file."""
    await reach(customer, 4)
    customer.attaches(document("first.log"))
    await press(customer, await customer.reads(), "Готово")
    await customer.reads("Проверьте запрос")
    customer.attaches(document("late.log"))
    preview = await customer.reads()
    assert "Скриншот: 2 файла" in body(preview)

    thread = await agent.topic_of(await submit(customer, preview))

    await agent.until(lambda: names(agent.from_bot(thread)) == ["first.log", "late.log"])


async def test_a_done_of_an_earlier_acknowledgement_takes_all_files(
    bot: App, customer: CustomerPerson
) -> None:
    await reach(customer, 4)
    customer.attaches(document("1.log"))
    early = await customer.reads()
    customer.attaches(document("2.log"))
    await customer.reads()
    await press(customer, early, "Готово")

    assert "Скриншот: 2 файла" in body(await customer.reads())
    late = await press(customer, early, "Готово")
    assert late.text == "Кнопка устарела, ничего не изменилось."


async def test_a_location_at_the_files_question_that_was_said_to_be_added_reaches_the_agents(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await reach(customer, 4)
    customer.world.send(customer.id, customer.chat_id, {"location": {"latitude": 55.7, "longitude": 37.6}})
    told = await customer.reads()
    assert "Добавлено к вашему запросу." in body(told)
    await press(customer, told, "Пропустить")

    thread = await agent.topic_of(await submit(customer, await customer.reads()))

    await agent.until(lambda: any("location" in each for each in agent.from_bot(thread)))


async def test_a_location_and_a_contact_of_before_start_that_were_said_to_be_kept_reach_the_agents(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    place = {"location": {"latitude": 55.75, "longitude": 37.61}}
    card = {"contact": {"phone_number": "+79990000000", "first_name": "Анна"}}
    for content in (place, card):
        customer.world.send(customer.id, customer.chat_id, content)
        assert "сохранено и войдёт в запрос" in body(await customer.reads())

    thread = await agent.topic_of(await register(customer))

    await agent.until(
        lambda: {"location", "contact"} <= {key for each in agent.from_bot(thread) for key in each}
    )


async def test_a_file_at_the_preview_after_a_caption_keeps_its_words(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await reach(customer, PREVIEW)
    customer.attaches(document("late.log"), caption="Ещё один журнал, за вчера")
    preview = await customer.reads()
    catch_up(customer)

    thread = await agent.topic_of(await submit(customer, preview))

    await agent.until(lambda: names(agent.from_bot(thread)) == ["late.log"])
    assert any(body(each) == "Ещё один журнал, за вчера" for each in agent.from_bot(thread))
