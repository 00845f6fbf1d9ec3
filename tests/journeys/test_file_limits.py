"""Limits on files: each refusal says the limit and what to do, and then a better file is accepted."""

import pytest

from bot.app import App
from tests.journeys.helpers import (
    TITLES,
    Ticket,
    document,
    marked,
    names,
    photo,
    press,
    progress,
    reach,
    resolve,
    submit,
)
from tests.people import AgentPerson, CustomerPerson, body

TOO_BIG = document("dump.iso", b"x", size=2_000_000_001)


def too_big(customer: CustomerPerson, name: str) -> str:
    return customer._(
        "“{name}” is larger than {limit_mb} MB. Please compress it or split it into parts, and send it again."
    ).format(name=name, limit_mb=2000)


def wrong_kind(customer: CustomerPerson, name: str, extension: str) -> str:
    return customer._(
        "We cannot accept .{extension} files. Please put “{name}” into a ZIP archive and send the archive."
    ).format(name=name, extension=extension)


async def test_a_file_that_is_too_big_is_refused_with_the_limit(bot: App, customer: CustomerPerson) -> None:
    await reach(customer, 4)
    (sent,) = customer.attaches(TOO_BIG)

    refused = await customer.reads()

    assert body(refused) == too_big(customer, "dump.iso")
    assert refused["reply_to_message"]["message_id"] == sent["message_id"]
    customer.attaches(document("dump.part1.iso"))
    assert customer._("Send more, or press “Done”.") in body(await customer.reads())


@pytest.mark.parametrize("name", ["setup.exe", "SETUP.EXE", "run.me.bat"])
async def test_a_program_is_refused_and_its_archive_is_accepted(
    bot: App, customer: CustomerPerson, name: str
) -> None:
    await reach(customer, 4)
    customer.attaches(document(name))

    extension = name.rpartition(".")[2].lower()
    assert body(await customer.reads()) == wrong_kind(customer, name, extension)
    customer.attaches(document("setup.zip"))
    assert customer._("Send more, or press “Done”.") in body(await customer.reads())


async def test_an_eleventh_file_is_refused_and_the_ten_are_kept(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    _ = customer._
    await reach(customer, 4)
    customer.attaches(*(document(f"{number}.log") for number in range(1, 11)))
    acknowledged = await customer.reads("10")
    customer.attaches(document("11.log"))

    refused = body(await customer.reads())

    assert refused == _(
        "No more files can be added: the limit per request is {limit}. Please pack them into one archive,"
        " or send the rest after the request is registered."
    ).format(limit=10)
    await press(customer, acknowledged, _("Done"))
    thread = await agent.topic_of(await submit(customer, await customer.reads()))
    await agent.until(lambda: len(names(agent.from_bot(thread))) == 10)
    (rest,) = customer.attaches(document("11.log"))
    await marked(customer, rest)
    assert names(agent.from_bot(thread))[-1] == "11.log"


async def test_a_program_at_a_question_in_words_is_refused_and_the_question_stands(
    bot: App, customer: CustomerPerson
) -> None:
    await reach(customer, 2)
    customer.attaches(document("setup.exe"), caption="104582")

    assert body(await customer.reads()) == wrong_kind(customer, "setup.exe", "exe")
    customer.writes("104582")
    assert progress(customer, 3) in body(await customer.reads())


async def test_a_program_to_an_open_ticket_is_refused_and_never_reaches_the_agents(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    customer.attaches(document("setup.exe"))
    assert body(await customer.reads()) == wrong_kind(customer, "setup.exe", "exe")
    customer.attaches(document("setup.zip"))

    await agent.until(lambda: names(agent.from_bot(ticket.thread)) == ["setup.zip"])


async def test_a_program_while_consent_is_pending_is_refused(bot: App, customer: CustomerPerson) -> None:
    """The product is known by then, and so are its limits."""
    customer.starts("e-comet")
    await press(customer, await customer.reads(), TITLES["incident"][customer.language])
    await customer.reads()
    customer.attaches(document("setup.exe"))

    assert body(await customer.reads()) == wrong_kind(customer, "setup.exe", "exe")


async def test_a_program_as_the_reason_of_a_disagreement_is_refused(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    question = await resolve(agent, customer, ticket)
    await press(customer, question, customer._("Not resolved"))
    await customer.reads()
    customer.attaches(document("setup.exe"))

    assert body(await customer.reads()) == wrong_kind(customer, "setup.exe", "exe")


async def test_files_sent_before_start_count_towards_the_limit(bot: App, customer: CustomerPerson) -> None:
    customer.attaches(*(photo(f"{number}.png") for number in range(10)))
    await press(customer, await customer.reads(), "e-Comet")
    await press(customer, await customer.reads(), TITLES["incident"][customer.language])
    await press(customer, await customer.reads(), customer._("Agree"))
    await customer.reads()
    customer.attaches(document("11.log"))

    assert "10" in body(await customer.reads())
