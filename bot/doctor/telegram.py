"""Telegram: the token, how updates come, whose clock is right, what the bot may do in its groups."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError

from bot.channels.telegram.rights import look_around
from bot.channels.telegram.session import Session
from bot.doctor.findings import Finding, fault, ok, warning
from bot.services.ports import Clock, StorageUnavailable
from bot.settings import Settings
from storage.availability import available
from storage.engine import create_engine
from storage.migrate import current, newest
from storage.unit_of_work import SqlDatabase

ABOUT = "Telegram"
ANSWER_SECONDS = 10.0
MANY_PENDING = 100
"""Updates that wait to be fetched; a bot that works has a handful."""
SKEW = timedelta(seconds=30)
MUCH_SKEW = timedelta(minutes=5)
UNKNOWN_TOKEN = {401, 404}


async def look_at_telegram(settings: Settings, clock: Clock) -> list[Finding]:
    if settings.bot_token is None:
        return [fault(ABOUT, "BOT_TOKEN is not set.", "Get a token from @BotFather.")]
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        try:
            status, me, date = await _ask(session, settings, "getMe")
            if status in UNKNOWN_TOKEN:
                return [fault(ABOUT, "does not know the token.", "Copy BOT_TOKEN from @BotFather once more.")]
            if status != 200:
                return [fault(ABOUT, f"answered {status}.", "Check TELEGRAM_API_URL, and try again.")]
            _, webhook, _ = await _ask(session, settings, "getWebhookInfo")
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            # Not its words: an address in them has the token in it.
            return [fault(ABOUT, f"cannot be reached ({type(error).__name__}).", "Check TELEGRAM_API_URL.")]
    known = ok(ABOUT, f"the bot is @{me['username']}.")
    return [known, *_of_updates(settings, webhook), *_of_clock(date, clock), *await _groups(settings, clock)]


async def _ask(
    session: aiohttp.ClientSession, settings: Settings, method: str
) -> tuple[int, dict[str, Any], str | None]:
    url = f"{settings.telegram_api_url}/bot{settings.bot_token}/{method}"
    async with session.get(url) as answer:
        told = await answer.json(content_type=None)
        result = told.get("result") if isinstance(told, dict) else None
        return answer.status, result if isinstance(result, dict) else {}, answer.headers.get("Date")


def _of_updates(settings: Settings, webhook: dict[str, Any]) -> list[Finding]:
    found = []
    is_set, wanted = bool(webhook.get("url")), bool(settings.webhook_url)
    if is_set and not wanted:
        found.append(
            warning("Webhook", "one is set, and WEBHOOK_URL is not.", "Polling gets nothing while it is.")
        )
    elif wanted and not str(webhook.get("url", "")).startswith(settings.webhook_url or ""):
        found.append(warning("Webhook", "not set to WEBHOOK_URL.", "The bot sets it when it starts."))
    if webhook.get("last_error_message"):
        found.append(
            warning(
                "Webhook",
                f"Telegram could not deliver: {webhook['last_error_message']}.",
                "Check WEBHOOK_URL.",
            )
        )
    pending = webhook.get("pending_update_count", 0)
    words = f"{pending} updates wait to be fetched."
    many = pending > MANY_PENDING
    found.append(warning("Updates", words, "Is the bot running?") if many else ok("Updates", words))
    return found


def _of_clock(date: str | None, clock: Clock) -> list[Finding]:
    told = _moment(date)
    if told is None:
        return []
    off = abs(clock.now() - told)
    words = f"{off.total_seconds():.0f} s away from Telegram's."
    if off > MUCH_SKEW:
        return [fault("Clock", words, "Set this machine's clock: due times go by it.")]
    return [
        warning("Clock", words, "Synchronise this machine's clock.") if off > SKEW else ok("Clock", words)
    ]


def _moment(date: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(date) if date else None
    except ValueError:
        return None


async def _groups(settings: Settings, clock: Clock) -> list[Finding]:
    """What the bot may do in each group that it serves."""
    wanted = await _bound(settings, clock)
    if settings.staff_chat_id is not None:
        wanted.setdefault(settings.staff_chat_id, True)
    if not wanted:
        return [warning("Groups", "none.", "Set STAFF_CHAT_ID, or write /bind in a group: tickets wait.")]
    api = TelegramAPIServer.from_base(settings.telegram_api_url)
    bot = Bot(settings.bot_token or "", session=Session(api=api, timeout=ANSWER_SECONDS))
    try:
        return [await _group(bot, chat_id, topics=topics) for chat_id, topics in wanted.items()]
    finally:
        await bot.session.close()


async def _bound(settings: Settings, clock: Clock) -> dict[int, bool]:
    """Groups, and whether each is to have topics; none where the database cannot say."""
    if settings.database_file and not settings.database_file.exists():
        return {}
    database = SqlDatabase(create_engine(settings.database), clock)
    try:
        async with available():
            if await current(database.engine) != newest():
                return {}
        async with database.begin() as uow:
            return {each.chat_id: each.topics for each in await uow.groups.all()}
    except StorageUnavailable:
        return {}
    finally:
        await database.close()


async def _group(bot: Bot, chat_id: int, *, topics: bool) -> Finding:
    about = f"Group {chat_id}"
    try:
        seen = await look_around(bot, chat_id)
    except TelegramAPIError as error:
        # A broken connection's words may hold the address, and that the token.
        words = type(error).__name__ if isinstance(error, TelegramNetworkError) else error.message
        return fault(about, f"{words}.", "Add the bot there, or bind another group.")
    if not seen["admin"]:
        return fault(about, "the bot is no administrator there.", "Make it one.")
    if seen["missing"]:
        return fault(about, f"the bot lacks {', '.join(seen['missing'])}.", "Give it these rights.")
    if topics and not seen["topics"]:
        return warning(
            about, "has no topics; cards are replied to.", "Switch topics on, or off in /settings."
        )
    return ok(about, "topics and rights are in order." if seen["topics"] else "cards; rights are in order.")
