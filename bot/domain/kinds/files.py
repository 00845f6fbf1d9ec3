"""Questions that are answered by files."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain import errors
from bot.domain.answers import Answer, Asking, Said
from bot.domain.kinds.base import Kind
from bot.domain.message import Attachment
from bot.domain.product import MEGABYTE, Field, FileRules

LOG_LINES, LOG_LENGTH = 4, 400
"""Words of so many lines or characters are a pasted log, and fewer are a remark."""


class FilesKind(Kind):
    """Files, one or several, or a log pasted as text; short words beside them are kept as remarks."""

    name = "files"
    takes_files = True
    default_length = 20_000

    def read(self, field: Field, said: Said, asking: Asking) -> Answer:
        before = asking.current or Answer()
        if said.attachment:
            return replace(before, messages=(*before.messages, said.message_id), files=before.files + 1)
        text = said.text.strip()
        if not self.is_log(text):
            raise errors.FilesWanted(optional=not field.required)
        value = "\n".join(filter(None, (before.value, text)))
        if len(value) > field.max_length:
            raise errors.AnswerTooLong(length=len(value), limit=field.max_length)
        return replace(before, value=value, messages=(*before.messages, said.message_id))

    def reread(self, field: Field, pieces: Sequence[Said], asking: Asking) -> Answer:
        """What has counted as a log still does, however short it has become."""
        texts = [said.text.strip() for said in pieces if not said.attachment]
        value = "\n".join(filter(None, texts))
        if len(value) > field.max_length:
            raise errors.AnswerTooLong(length=len(value), limit=field.max_length)
        messages = tuple(said.message_id for said in pieces)
        return Answer(value, messages, files=len(pieces) - len(texts))

    def can_be_done(self, answer: Answer) -> bool:
        return not answer.skipped

    def is_log(self, text: str) -> bool:
        return len(text) >= LOG_LENGTH or len(text.splitlines()) >= LOG_LINES

    def fits(self, field: Field, answer: Answer) -> bool:
        return answer.files > 0 or bool(answer.value)


def check_file(attachment: Attachment, rules: FileRules) -> None:
    """Refuse a file that the product does not take, by its size and its kind."""
    if attachment.size is not None and attachment.size > rules.max_mb * MEGABYTE:
        raise errors.FileTooBig(name=attachment.name, limit_mb=rules.max_mb)
    if attachment.extension in rules.refused_extensions:
        raise errors.FileKindRefused(name=attachment.name, extension=attachment.extension)
