"""All that a bot does in its life, step by step, for one that may die anywhere."""

import asyncio
from collections import Counter
from datetime import timedelta
from functools import partial

from tests.crash.breaking import POISON
from tests.crash.life import Life, in_a_life
from tests.crash.registering import Steadfast, SteadfastAgent
from tests.people import Message

LEASE = timedelta(seconds=61)
"""After which a report that a dead process had taken is anybody's."""

THREE_YEARS = timedelta(days=3 * 366)
FLOOD = 5

GENERAL = 1


async def nothing_to_count(life: Life) -> None:
    asked = life.agent.writes("/stats")
    await until_reported(life, "nothing has happened here", asked)


async def until_reported(life: Life, text: str, asked: Message) -> None:
    """Whoever takes a report has it for a minute; a minute passes in a moment."""
    async with asyncio.TaskGroup() as tasks:

        async def pass_() -> None:
            while True:
                await asyncio.sleep(1.0)
                life.passes(LEASE)

        passing = tasks.create_task(pass_())
        await life.reads(life.agent, text, thread=GENERAL, after=asked)
        passing.cancel()


async def a_department_gets_its_group(life: Life) -> None:
    life.specialist.writes("/bind all engineering")
    await life.reads(life.specialist, "This is a support staff group.", thread=GENERAL)


async def registered_and_answered(life: Life) -> None:
    """EC-1, and its topic is deleted in the middle."""
    assert await life.customer.registers_steadfastly() == "EC-1"
    thread = await life.agent.has_card_and_file("EC-1")
    await life.says(thread, "Please reload the page.")
    life.world.delete_topic(life.agent.chat_id, thread)
    life.customer.writes("It did not help.")
    thread = await life.topic(life.agent, "EC-1")
    await life.reads(life.agent, "It did not help.", thread=thread)


async def handed_over_and_given_back(life: Life) -> None:
    thread = await life.topic(life.agent, "EC-1")
    life.agent.writes("/escalate engineering Looks like rounding", thread=thread)
    there = await life.topic(life.specialist, "EC-1")
    await life.reads(life.specialist, "Looks like rounding", thread=there)
    life.specialist.writes("// We look at it.", thread=there)
    await life.reads(life.agent, "We look at it.", thread=thread)
    life.customer.writes("In the newest browser.")
    await life.reads(life.specialist, "In the newest browser.", thread=there)
    life.specialist.writes("/return A setting, no fault", thread=there)
    await life.reads(life.agent, "A setting, no fault", thread=thread)


async def resolved_confirmed_and_rated(life: Life) -> None:
    thread = await life.topic(life.agent, "EC-1")
    life.agent.writes("/resolve The setting is right now.", thread=thread)
    await life.customer.shown("The setting is right now.")
    await life.customer.press_once("Confirm")
    await life.customer.press_once("5")
    await life.sees(thread, "Rating: 5 of 5")


async def another_is_merged(life: Life) -> None:
    """EC-3 into EC-2, both of somebody else."""
    boris = life.customer = in_a_life(Steadfast(life.world, "Boris", "104583"))
    assert await boris.registers_steadfastly() == "EC-2"
    second = await life.agent.has_card_and_file("EC-2")
    written = boris.starts()
    for label in ("e-Comet", "Problem"):
        await life.presses(boris, label, after=written)
    for number, words in enumerate(("The same once more", boris.account, "Again, the whole story"), start=1):
        await life.reads(boris, f"{number} of 4", after=written)
        written = boris.writes(words)
    await life.presses(boris, "Skip", after=written)
    await life.presses(boris, "Submit", after=written)
    third = await life.topic(life.agent, "EC-3")
    life.agent.writes("/merge 2", thread=third)
    await life.presses(life.agent, "Merge", thread=third)
    await life.reads(life.agent, "EC-3", thread=second)
    await life.sees(third, "Merged into EC-2")


async def a_flood_and_a_bug(life: Life) -> None:
    """The flood comes again and again, since what a dead bot has left is handled at any pace."""
    thread = await life.topic(life.agent, "EC-2")
    life.breaks("pace")
    while life.journal.left({TOO_SOON}):
        life.floods += 1
        words = flood(life.floods)
        for each in words:
            life.customer.writes(each)
        await life.reads(life.agent, words[-1], thread=thread)
    life.breaks("updates")
    life.customer.writes(POISON)
    life.customer.writes("And after that?")
    await life.reads(life.agent, "And after that?", thread=thread)
    life.breaks()


async def closed_by_silence(life: Life) -> None:
    """EC-2, after days of which the code that rings is broken in the beginning."""
    thread = await life.topic(life.agent, "EC-2")
    life.agent.writes("/resolve It is fixed in 2.4.6.", thread=thread)
    await life.customer.shown("It is fixed in 2.4.6.")
    await life.customer.press_once("Not resolved")
    life.customer.writes("Not on my machine")
    await life.reads(life.agent, "Not on my machine", thread=thread)
    life.agent.writes("/resolve Now it is everywhere.", thread=thread)
    await life.customer.shown("Now it is everywhere.")
    await life.sees(thread, "Completed")
    life.breaks("timers")
    await life.hop(3)
    await life.dies_at("ClockWatch._broke")
    life.breaks()
    while not life.agent.is_on_card(thread, "Closed"):
        await life.hop()
        await life.rung()  # what comes on the last day comes before the day is over


async def statistics_are_sent(life: Life) -> None:
    asked = life.agent.writes("/stats 30")
    await until_reported(life, "New tickets: 3", asked)
    asked = life.agent.writes("/stats 20")
    taken = 0
    while life.journal.left({GIVE_BACK}):
        taken += 1
        query = f"SELECT 1 FROM reports WHERE status = 'wanted' AND attempts >= {taken}"
        await life.stored(partial(life.rows, query))
        await life.bots.is_restarted()
        life.passes(LEASE)
    await until_reported(life, "New tickets: 3", asked)
    life.breaks("reports")
    asked = life.agent.writes("/stats 10")
    await until_reported(life, "could not be counted", asked)
    life.breaks()


async def a_group_gets_another_id(life: Life) -> None:
    """One of nobody's, to which something is to be said. Whoever says it there learns of it first: what
    Telegram tells by itself is still on its way."""
    await life.bots.away()
    life.stranger.writes("/bind e-comet support")
    new = life.world.upgrade(life.stranger.chat_id)
    for each in list(life.world.queue):
        if {"migrate_to_chat_id", "migrate_from_chat_id"} & each.json().get("message", {}).keys():
            life.world.delivered(each)
    life.bots.come_back()
    moved = SteadfastAgent(life.world, life.stranger.id, new.id, "en")
    await life.reads(moved, "ADMIN_IDS")


async def products_are_reloaded(life: Life) -> None:
    """By who was asked; or who comes back after its death has read them at its start, and nothing is new."""
    path = life.products / "e-comet.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Account number", "Cabinet number"), encoding="utf-8"
    )
    life.agent.writes("/products reload")
    await life.reads(life.agent, "✅ The product files", thread=GENERAL)


async def everything_was_recorded_once(life: Life) -> None:
    """However often the bot has died: what was said, what came of it, and where it is shown."""
    await life.stored(lambda: not life.rows("SELECT 1 FROM inbox WHERE status = 'waiting'"))
    await life.stored(
        lambda: not life.rows("SELECT 1 FROM outbox WHERE status = 'queued' AND recipient_kind <> 'chat'")
    )
    assert life.rows("SELECT prefix || number, state, merged_into FROM tickets ORDER BY id") == [
        ("EC1", "closed", None),
        ("EC2", "closed", None),
        ("EC3", "merged", "EC-2"),
    ]
    texts = Counter(row[0] for row in life.rows("SELECT text FROM messages WHERE text <> ''"))
    said = (*SAID, *(each for number in range(life.floods) for each in flood(number + 1)))
    assert {each: texts[each] for each in said} == dict.fromkeys(said, 1)
    for ticket, happened in what_happened(life).items():
        assert life.happened(ticket) == happened
    dead = life.rows("SELECT payload FROM inbox WHERE status = 'dead'")
    assert len(dead) == 1
    assert POISON in dead[0][0]
    for person, numbers in ((life.agent, ("EC-1", "EC-2", "EC-3")), (life.specialist, ("EC-1",))):
        topics = [each.name.split(" ")[0] for each in life.world.topics(person.chat_id) if not each.deleted]
        assert sorted(topics) == sorted(numbers)


async def what_was_said_is_erased(life: Life) -> None:
    thread = await life.topic(life.agent, "EC-1")
    life.passes(THREE_YEARS, for_telegram=False)
    await life.sees(thread, "has been erased")
    await life.dies_at("Retaining._remove_copies", "Housekeeping.clear")

    await life.stored(
        lambda: not life.rows("SELECT 1 FROM messages WHERE ticket_id IS NOT NULL AND text <> ''")
    )
    assert not list((life.folder / "files").glob("??/*"))
    for ticket, happened in what_happened(life).items():
        assert life.happened(ticket) == [*happened, "erased"]


def flood(number: int) -> list[str]:
    return [f"Flood {number}: {each}" for each in range(FLOOD)]


def what_happened(life: Life) -> dict[int, list[str]]:
    """To each ticket."""
    written = ["customer_wrote"] * (FLOOD * life.floods + 1)
    return {
        1: [
            *("submitted", "taken", "agent_wrote", "customer_wrote", "escalated", "customer_wrote"),
            *("returned", "resolution_queued", "resolution_delivered", "confirmed", "rated"),
        ],
        2: [
            *("submitted", "took_in", *written, "taken"),
            *("resolution_queued", "resolution_delivered", "reason_asked", "disagreed"),
            *("resolution_queued", "resolution_delivered", "closing_reminded", "closed_by_silence"),
        ],
        3: ["submitted", "merged"],
    }


SAID = (
    "Subject of 104582",
    "The whole story of 104582",
    "Please reload the page.",
    "It did not help.",
    "// We look at it.",
    "In the newest browser.",
    "The setting is right now.",
    "Subject of 104583",
    "The same once more",
    "Again, the whole story",
    "And after that?",
    "It is fixed in 2.4.6.",
    "Not on my machine",
    "Now it is everywhere.",
)
GIVE_BACK = "bot/services/reporting.py Reporting._give_back"
TOO_SOON = "bot/ingest/inbox.py Inbox._too_soon"

STORY = (
    nothing_to_count,
    a_department_gets_its_group,
    registered_and_answered,
    handed_over_and_given_back,
    resolved_confirmed_and_rated,
    another_is_merged,
    a_flood_and_a_bug,
    closed_by_silence,
    statistics_are_sent,
    a_group_gets_another_id,
    products_are_reloaded,
    everything_was_recorded_once,
    what_was_said_is_erased,
)
