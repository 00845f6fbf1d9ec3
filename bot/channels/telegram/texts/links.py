"""Addresses of messages in groups, for those who are in them."""

SUPERGROUP = -1_000_000_000_000
"""What ids of groups with links of their own are below."""


def place_link(chat: int | None, thread: int | None, card: int | None = None) -> str | None:
    """Of a ticket's topic, or of its card where it has none; None where Telegram has no address for it."""
    message = thread or card
    return f"https://t.me/c/{SUPERGROUP - chat}/{message}" if chat and chat < SUPERGROUP and message else None
