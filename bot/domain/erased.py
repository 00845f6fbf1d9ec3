"""The part of a ticket that tells what of it has been erased: numbers, states and times stay."""

from datetime import datetime

from bot.domain.errors import WordsErased
from bot.domain.lifecycle import Ignored, Transition
from bot.domain.people import SYSTEM
from bot.domain.states import Event
from bot.domain.verbs import Verbs


class Erased(Verbs):
    __slots__ = ()

    erased_at: datetime | None

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None

    def require_words(self) -> None:
        """Refuses new words where the old ones are gone: nobody would know what they are about, and nobody
        would erase them."""
        if self.is_erased:
            raise WordsErased

    def erase_files(self, *, at: datetime) -> Transition | Ignored:
        return self._happen(Event.FILES_ERASED, by=SYSTEM, at=at)

    def erase(self, *, at: datetime) -> Transition | Ignored:
        """All that anybody said, and the files."""
        return self._happen(Event.ERASED, by=SYSTEM, at=at)
