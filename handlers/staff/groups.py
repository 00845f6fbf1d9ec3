"""Groups as such: what they serve, and what Telegram does to them."""

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.channels.telegram.callbacks import BindPress
from bot.domain.errors import OutdatedButton
from bot.services.ports import UnitOfWork
from bot.services.staff_groups import StaffGroups
from handlers.filters import InStaffGroup, Where
from handlers.incoming import chat_of, person_of

INSIDE = {ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.CREATOR}
GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}


async def bind(message: Message, command: CommandObject, staff_groups: StaffGroups) -> None:
    person = person_of(message)
    said = (command.args or "").split()[:2]
    await staff_groups.choose(
        person, message.chat.id, message.chat.title or "", *said, thread=chat_of(message).thread
    )


async def bind_button(press: CallbackQuery, callback_data: BindPress, staff_groups: StaffGroups) -> None:
    if press.message is None:
        raise OutdatedButton
    chat = press.message.chat
    await staff_groups.choose(
        press.from_user.id,
        chat.id,
        chat.title or "",
        callback_data.product,
        callback_data.department,
        thread=chat_of(press.message).thread,
    )


async def bot_came_or_left(event: ChatMemberUpdated, staff_groups: StaffGroups) -> None:
    was, is_ = (each.status in INSIDE for each in (event.old_chat_member, event.new_chat_member))
    title = event.chat.title or ""
    if is_:
        await staff_groups.joined(event.chat.id, title, by=event.from_user.id, was_inside=was)
    elif was:
        await staff_groups.left(event.chat.id, title, at=event.date)


async def moved(message: Message, staff_groups: StaffGroups) -> None:
    if message.migrate_to_chat_id:
        await staff_groups.moved(message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id:
        await staff_groups.moved(message.migrate_from_chat_id, message.chat.id)


async def member_left(message: Message, uow: UnitOfWork) -> None:
    if message.left_chat_member:
        await uow.agents.left(str(message.left_chat_member.id), chat_id=message.chat.id)


def create_router() -> Router:
    router = Router(name=__name__)
    router.my_chat_member.filter(Where(F.chat.type.in_(GROUPS)))
    router.message.register(bind, Command("bind"))
    router.callback_query.register(bind_button, BindPress.filter())
    router.message.register(moved, Where(F.migrate_to_chat_id | F.migrate_from_chat_id))
    router.message.register(member_left, Where(F.left_chat_member), InStaffGroup())
    router.my_chat_member.register(bot_came_or_left)
    return router
