"""Questions that are answered by a button, or by its words."""

from collections.abc import Sequence

from bot.domain import errors
from bot.domain.answers import Answer, Asking, Said
from bot.domain.kinds.base import Kind
from bot.domain.product import Field

YES, NO = "yes", "no"
_YES = {"yes", "y", "yep", "yeah", "да", "ага", "угу"}
_NO = {"no", "n", "nope", "нет", "неа", "не"}


class ChoiceKind(Kind):
    """One of the field's options."""

    name = "choice"
    takes_options = True

    def read(self, field: Field, said: Said, asking: Asking) -> Answer:
        wanted = said.text.strip().casefold()
        for option in field.options:
            titles = {title.casefold() for title in option.title.by_language.values()}
            if wanted in titles | {option.key.casefold()}:
                return Answer(option.key, (said.message_id,))
        raise errors.PickAnOption

    def options(self, field: Field, asking: Asking) -> Sequence[str]:
        return [option.key for option in field.options]

    def choose(self, field: Field, option: str, asking: Asking) -> Answer:
        if option not in self.options(field, asking):
            raise errors.OutdatedButton
        return Answer(option)

    def fits(self, field: Field, answer: Answer) -> bool:
        return answer.value in {option.key for option in field.options}


class YesNoKind(Kind):
    """Yes or no."""

    name = "yes_no"

    def read(self, field: Field, said: Said, asking: Asking) -> Answer:
        first = said.text.strip().casefold().partition(",")[0].strip(" .!")
        if first in _YES:
            return Answer(YES, (said.message_id,))
        if first in _NO:
            return Answer(NO, (said.message_id,))
        raise errors.YesOrNo

    def options(self, field: Field, asking: Asking) -> Sequence[str]:
        return (YES, NO)

    def choose(self, field: Field, option: str, asking: Asking) -> Answer:
        if option not in {YES, NO}:
            raise errors.OutdatedButton
        return Answer(option)

    def fits(self, field: Field, answer: Answer) -> bool:
        return answer.value in {YES, NO}
