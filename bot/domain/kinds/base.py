"""What every kind of question does."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from bot.domain import errors
from bot.domain.answers import Answer, Asking, Said
from bot.domain.product import Field


class Kind(ABC):
    """How one kind of question reads its answer.

    It knows no channel: buttons arrive as the key of an option, files as their ids.
    """

    name: ClassVar[str]
    takes_files: ClassVar[bool] = False
    takes_options: ClassVar[bool] = False
    """The product file lists the options."""
    takes_contact: ClassVar[bool] = False
    """A contact shared with a press answers as well as words."""
    mixes_presses: ClassVar[bool] = False
    """A part of the answer may be pressed and another typed."""
    can_be_cut_short: ClassVar[bool] = False
    """An unfinished answer is one that may stand as it is."""
    default_length: ClassVar[int] = 200
    """In characters, where the product file sets none."""

    @abstractmethod
    def read(self, field: Field, said: Said, asking: Asking) -> Answer:
        """The answer, or a `Refusal` that says what to do instead."""

    def reread(self, field: Field, pieces: Sequence[Said], asking: Asking) -> Answer:
        """The whole answer from all its messages, oldest first: one of them may say something else now."""
        answer: Answer | None = None
        for said in pieces:
            so_far = answer and replace(answer, unfinished=True)
            answer = self.read(field, said, Asking(asking.now, so_far))
        return answer or Answer()

    def stage(self, current: Answer | None) -> str:
        """What the question still lacks, for kinds that are answered in parts; empty at its beginning."""
        return "more" if current and current.unfinished else ""

    def options(self, field: Field, asking: Asking) -> Sequence[str]:
        """Keys of the buttons that answer, or a part of the answer, as it stands."""
        return ()

    def choose(self, field: Field, option: str, asking: Asking) -> Answer:
        """The answer after a press on one of the options."""
        raise errors.OutdatedButton

    def can_be_done(self, answer: Answer) -> bool:
        """What is there may be all."""
        return self.can_be_cut_short and answer.unfinished

    def fits(self, field: Field, answer: Answer) -> bool:
        """Whether a finished answer to another form's question of the same key answers this one too."""
        return not answer.files and 0 < len(answer.value) <= field.max_length
