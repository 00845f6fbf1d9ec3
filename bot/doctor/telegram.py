"""Telegram: the token, how updates come, whose clock is right, what the bot may do in its groups."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer

from bot.channels.telegram.errors import CALL_FAILURES, Trouble, trouble
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
LONG_AGO = timedelta(hours=1)
"""What Telegram could not do then has passed."""


async def look_at_telegram(settings: Settings, clock: Clock) -> list[Finding]:
    if settings.bot_token is None:
        return [fault(ABOUT, "BOT_TOKEN is not set.", "Get a token from @BotFather.")]
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        try:
            status, me, date = await _ask(session, settings, "getMe")
            if status in UNKNOWN_TOKEN:
                return [fault(ABOUT, "does not know the token.", "Copy BOT_TOKEN from @BotFather once more.")]
            if status != 200 or "username" not in me:
                return [fault(ABOUT, f"answered {status}.", "Check TELEGRAM_API_URL, and try again.")]
            known = [ok(ABOUT, f"the bot is @{me['username']}."), *_of_clock(date, clock)]
            known += await _of_updates(session, settings, clock)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            # Not its words: an address in them has the token in it.
            return [fault(ABOUT, f"cannot be reached ({type(error).__name__}).", "Check TELEGRAM_API_URL.")]
    return [*known, *await _groups(settings, clock)]


async def _ask(
    session: aiohttp.ClientSession, settings: Settings, method: str
) -> tuple[int, dict[str, Any], str | None]:
    url = f"{settings.telegram_api_url}/bot{settings.bot_token}/{method}"
    async with session.get(url) as answer:
        # What else answers may be a proxy's page.
        told = await answer.json(content_type=None) if answer.status == 200 else None
        result = told.get("result") if isinstance(told, dict) else None
        return answer.status, result if isinstance(result, dict) else {}, answer.headers.get("Date")


async def _of_updates(session: aiohttp.ClientSession, settings: Settings, clock: Clock) -> list[Finding]:
    status, webhook, _ = await _ask(session, settings, "getWebhookInfo")
    if status != 200:
        return [fault("Updates", f"Telegram does not say ({status}).", "Try again.")]
    pending = webhook.get("pending_update_count", 0)
    words = f"{pending} updates wait to be fetched."
    many = pending > MANY_PENDING
    return [
        *_of_webhook(settings, webhook),
        *_of_trouble(webhook, clock),
        warning("Updates", words, "Is the bot running?") if many else ok("Updates", words),
    ]


def _of_webhook(settings: Settings, webhook: dict[str, Any]) -> list[Finding]:
    is_set, wanted = webhook.get("url") or None, settings.webhook_url
    if is_set and not wanted:
        return [
            warning("Webhook", "one is set, and WEBHOOK_URL is not.", "Polling gets nothing while it is.")
        ]
    if is_set != wanted:
        return [warning("Webhook", "not set to WEBHOOK_URL.", "The bot sets it when it starts.")]
    if not is_set:
        return []
    pending = webhook.get("pending_update_count", 0)
    return [ok("Webhook", f"set to WEBHOOK_URL, at {_host(is_set)}; {pending} updates wait to be brought.")]


def _host(url: str) -> str:
    """Without a path, which may be a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _of_trouble(webhook: dict[str, Any], clock: Clock) -> list[Finding]:
    """Telegram remembers its last one for ever."""
    words = webhook.get("last_error_message")
    if not words:
        return []
    at = datetime.fromtimestamp(webhook.get("last_error_date", 0), UTC)
    told = f"Telegram could not bring updates, last at {at:%Y-%m-%d %H:%M} UTC: {words}."
    if clock.now() - at > LONG_AGO:
        return [ok("Webhook", told)]
    return [warning("Webhook", told, "Check WEBHOOK_URL, and whether the bot runs.")]


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
        told = parsedate_to_datetime(date) if date else None
    except ValueError:
        return None
    return told if told and told.tzinfo else None


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
        return await asyncio.gather(
            *(_group(bot, chat_id, topics=topics) for chat_id, topics in wanted.items())
        )
    finally:
        await bot.session.close()


async def _bound(settings: Settings, clock: Clock) -> dict[int, bool]:
    """Groups, and whether each is to have topics; none where the database cannot say."""
    if settings.database_file and not settings.database_file.exists():
        return {}
    database = SqlDatabase(create_engine(settings.database), clock)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            async with available():
                if await current(database.engine) != newest():
                    return {}
            async with database.begin() as uow:
                return {each.chat_id: each.topics for each in await uow.groups.all()}
    except (StorageUnavailable, TimeoutError):
        return {}
    finally:
        await database.close()


async def _group(bot: Bot, chat_id: int, *, topics: bool) -> Finding:
    about = f"Group {chat_id}"
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            seen = await look_around(bot, chat_id)
    except CALL_FAILURES as error:
        if trouble(error) in {Trouble.NO_ANSWER, Trouble.FLOOD}:
            # A broken connection's words may hold the address, and that the token.
            return fault(about, f"Telegram does not say ({type(error).__name__}).", "Try again.")
        words = getattr(error, "message", type(error).__name__)
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
