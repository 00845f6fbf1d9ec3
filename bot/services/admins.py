"""Who may administer the bot."""

from collections.abc import Sequence

from bot.domain import errors


def require_admin(admins: Sequence[int], person: int) -> None:
    """`admins` are those that the settings name."""
    if person not in admins:
        raise errors.NotAnAdministrator(id=person)
