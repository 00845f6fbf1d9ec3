"""Messages of ours that change under the reader's eyes, where they stand."""

from bot.app import App
from bot.domain.delivery import words_to_chat
from bot.domain.message import Source
from bot.sandbox.world import World
from tests.people import AgentPerson, body


async def says(bot: App, agent: AgentPerson, number: str, *, instead_of: int | None = None) -> None:
    """An incident's number, to the group."""
    ours = Source(agent.chat_id, instead_of) if instead_of else None
    async with bot.database.begin() as uow:
        uow.deliver(words_to_chat(agent.chat_id, "incident", instead_of=ours, number=number))


async def test_a_message_is_edited_where_it_stands_and_sent_anew_where_it_is_gone(
    bot: App, world: World, agent: AgentPerson
) -> None:
    await says(bot, agent, "A-1")
    first = await agent.reads("A-1")

    await says(bot, agent, "B-2", instead_of=first["message_id"])
    await agent.until(lambda: "B-2" in body(world.message(agent.chat_id, first["message_id"])))
    await says(bot, agent, "B-2", instead_of=first["message_id"])  # nothing changes, and that is fine

    world.delete(world.bot.id, agent.chat_id, first["message_id"])
    await says(bot, agent, "C-3", instead_of=first["message_id"])
    assert (await agent.reads("C-3"))["message_id"] > first["message_id"]


async def test_of_several_edits_that_wait_the_last_one_is_made(
    bot: App, world: World, agent: AgentPerson
) -> None:
    await says(bot, agent, "A-1")
    first = await agent.reads("A-1")
    async with bot.database.begin() as uow:
        for number in ("B-2", "C-3", "D-4"):
            ours = Source(agent.chat_id, first["message_id"])
            uow.deliver(words_to_chat(agent.chat_id, "incident", instead_of=ours, number=number))

    await agent.until(lambda: any("D-4" in body(each) for each in agent.from_bot()))
    assert sum(call.method == "editMessageText" for call in world.calls) == 1
