"""Each text in its reader's language, whoever caused it; and the language changed at any moment."""

import pytest

from bot.app import App
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.settings import Settings
from tests.journeys.helpers import (
    PREVIEW,
    TITLES,
    Ticket,
    answer,
    find_ticket,
    new_customer,
    press,
    progress,
    reach,
    register,
    resolve,
    sees_state,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels
from tests.running import running, settings_for


@pytest.fixture
def language() -> str:
    """The customer's; the staff speaks the other one."""
    return "en"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"staff_language": "ru"})


@pytest.fixture
def agent(agent: AgentPerson) -> AgentPerson:
    agent.language = "ru"
    return agent


async def switch(customer: CustomerPerson, name: str) -> None:
    """By `/language`."""
    customer.writes("/language")
    await press(customer, await customer.reads(customer._("Please choose your language.")), name)
    customer.language = {"English": "en", "Русский": "ru"}[name]
    assert body(await customer.reads()) == customer._("The language is now English.")


@pytest.mark.parametrize(
    ("code", "greeting"),
    [
        ("ru", "Здравствуйте"),
        ("en", "Hello"),
        ("en-GB", "Hello"),
        ("de", "Hello"),
        ("zh-hans", "Hello"),
        ("uk", "Здравствуйте"),
        ("kk", "Здравствуйте"),
        (None, "Здравствуйте"),
    ],
)
async def test_the_first_language_follows_the_phone(
    bot: App, world: World, code: str | None, greeting: str
) -> None:
    user = world.create_user("Кто-то", language_code=code)
    person = CustomerPerson(world, user.id, user.id, "en")
    person.starts()

    assert body(await person.reads()).startswith(greeting)


async def test_language_offers_each_language_in_its_own_words(bot: App, customer: CustomerPerson) -> None:
    customer.writes("/language")

    assert labels(await customer.reads()) == ["English", "Русский"]


async def test_the_language_changes_everything_at_once_in_the_middle_of_a_form(
    bot: App, customer: CustomerPerson
) -> None:
    await reach(customer, 2)
    await switch(customer, "Русский")
    customer.writes("104582")
    asked = await customer.reads()
    assert progress(customer, 3) == "3 из 4"
    assert "3 из 4 · Описание" in body(asked)
    assert labels(asked) == ["Назад", "Отмена"]
    customer.writes("Файл скачивается пустым, уже второй день.")
    await press(customer, await customer.reads(), "Пропустить")

    assert "Проверьте запрос и нажмите «Отправить»" in body(await customer.reads())


async def test_the_language_changes_for_that_customer_only(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    other = new_customer(world, "Bob", "en")
    other.starts()
    await other.reads("Hello")
    await switch(customer, "Русский")
    other.starts()
    assert body(await other.reads()).startswith("Hello")
    ticket = await find_ticket(agent, await register(customer))
    assert "Состояние: Зарегистрировано" in body(agent.card(ticket.thread))


async def test_texts_that_the_other_side_caused_are_in_the_readers_language(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    assert "Состояние: Зарегистрировано" in body(agent.card(ticket.thread))
    assert TITLES["incident"]["ru"] in body(agent.card(ticket.thread))
    question = await resolve(agent, customer, ticket)
    assert body(question).startswith("EC-1: is your problem solved?")
    await sees_state(agent, ticket, "Completed")
    assert "Состояние: Завершено" in body(agent.card(ticket.thread))
    await press(customer, question, "Not resolved")
    await customer.reads("What is still wrong?")
    customer.writes("The file is still empty")
    await customer.reads("We are working on EC-1 again")
    await agent.reads("проблема не решена", thread=ticket.thread)
    agent.writes("/close duplicate", thread=ticket.thread)

    assert body(await customer.reads()).startswith("EC-1 is closed: duplicate.")
    await agent.reads("Закрыто: дубликат.", thread=ticket.thread)


async def test_toasts_are_in_the_language_of_who_pressed(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    preview = await reach(customer, PREVIEW)
    await press(customer, preview, "Submit")
    late = await press(customer, preview, "Submit")
    assert late.text == "This request is registered already: EC-1."
    card = agent.card(await agent.topic_of("EC-1"))
    await press(agent, card, "Взять")

    again = await press(agent, card, "Взять")

    assert again.text == "Запрос EC-1 уже у вас."


async def test_a_chosen_language_stays_when_the_phone_changes_its_own(
    bot: App, world: World, customer: CustomerPerson
) -> None:
    await switch(customer, "Русский")
    world.set_language(customer.id, "en")
    customer.starts()

    assert body(await customer.reads()).startswith("Здравствуйте")


async def test_a_language_that_was_not_chosen_follows_the_phone(
    bot: App, world: World, customer: CustomerPerson
) -> None:
    customer.starts()
    await customer.reads("Hello")
    world.set_language(customer.id, "ru")
    customer.starts()

    assert body(await customer.reads()).startswith("Здравствуйте")


async def test_labels_of_either_language_are_understood(bot: App, customer: CustomerPerson) -> None:
    await reach(customer, 4)
    await switch(customer, "Русский")
    customer.writes("Skip")
    await customer.reads("Проверьте запрос и нажмите «Отправить»")
    customer.writes("Отправить")

    await customer.reads("Запрос зарегистрирован: EC-1")


async def test_a_question_to_confirm_comes_in_the_language_chosen_meanwhile(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    await switch(customer, "Русский")
    question = await resolve(agent, customer, ticket)

    assert body(question).startswith("Запрос EC-1: проблема решена?")
    assert labels(question) == ["Подтвердить", "Не решено", "Новый запрос"]


async def test_the_staff_group_speaks_english_where_the_setting_says_so(
    world: World,
    address: str,
    tmp_path_factory: pytest.TempPathFactory,
    staff_group: Chat,
    agent: AgentPerson,
) -> None:
    agent.language = "en"
    customer = new_customer(world, "Анна", "ru")
    folder = tmp_path_factory.mktemp("english")
    async with running(settings_for(address, folder, staff_group.id, staff_language="en")):
        ticket = await find_ticket(agent, await register(customer))
        card = agent.card(ticket.thread)
        assert "State: Registered" in body(card)
        assert labels(card) == ["Take", "Ask", "Resolve", "More"]
        agent.writes("/close wrong", thread=ticket.thread)
        assert "There is no such reason" in body(await agent.reads(thread=ticket.thread))
        await answer(agent, customer, ticket, "Looking into it.")
        agent.writes("/close duplicate", thread=ticket.thread)
        assert "Запрос EC-1 закрыт: дубликат." in body(await customer.reads())


async def test_a_second_press_on_a_language_says_it_again_and_harms_nothing(
    bot: App, customer: CustomerPerson
) -> None:
    customer.writes("/language")
    asked = await customer.reads()
    for _ in range(2):
        await press(customer, asked, "Русский")
        assert body(await customer.reads()) == "Теперь бот говорит по-русски."
    assert unread(customer) == []
