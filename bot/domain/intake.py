"""Filling in a form, question by question, whatever the channel.

The engine is pure: a draft and what the customer said go in; the draft moves, and what to show next
comes out. Nothing a customer sends while a draft is open is lost: what is not an answer to the current
question is set aside and goes into the ticket with the rest.
"""

from dataclasses import replace

from bot.domain import errors
from bot.domain.draft import PREVIEW, Addition, Draft
from bot.domain.fields import KINDS, Answer, Said, check_file
from bot.domain.product import Field, Product, RequestType
from bot.domain.steps import Gesture, Progress, Question


class Form:
    """A draft walking through the questions of a request type."""

    def __init__(self, draft: Draft, product: Product, request_type: RequestType) -> None:
        self.draft = draft
        self.product = product
        self.type = request_type

    # What to show.

    def step(self) -> Question | None:
        """The question to ask, or None when the preview is to be shown."""
        asked = self._asked()
        if asked is None:
            return None
        return Question(
            field=asked,
            number=self.type.form.index(asked) + 1,
            total=len(self.type.form),
            current=self.draft.answers.get(asked.key),
            kept=self._kept_words(asked),
        )

    def files_collected(self) -> int:
        """Files that the ticket will carry, wherever in the form they were sent."""
        answers = sum(answer.files for answer in self.draft.answers.values())
        return answers + sum(addition.file for addition in self.draft.additions)

    # What the customer does.

    def begin(self) -> None:
        """Ask the first question. What was said before, to another form or to none, is kept: answers
        that fit stand, files go to where the form asks for them, words are offered or set aside."""
        before = self.draft.answers
        self.draft.type_id = self.type.id
        self.draft.answers = {}
        self.draft.editing = False
        self.draft.at = self.type.form[0].key
        files = [addition for addition in self.draft.additions if addition.file]
        self.draft.additions = tuple(addition for addition in self.draft.additions if not addition.file)
        for key, answer in before.items():
            self._carry_over(key, answer)
        for addition in files:
            self._keep_file(addition.message_id, addition.text)

    def say(self, said: Said) -> Progress:
        """Take one message as the answer to the current question, or set it aside; may refuse."""
        if said.attachment:
            check_file(said.attachment, self.product.files)
            if self.files_collected() >= self.product.files.max_count:
                raise errors.TooManyFiles(limit=self.product.files.max_count)
        asked = self._asked()
        if asked is None:
            self._set_aside(said)
            return Progress.SET_ASIDE
        if KINDS[asked.kind].takes_files:
            return self._collect(asked, said)
        if said.attachment:
            self._keep_file(said.message_id, said.text)
        try:
            answer = KINDS[asked.kind].read(asked, said)
        except errors.Refusal:
            if not said.attachment:
                raise
            return Progress.SET_ASIDE
        self._answer(asked, answer)
        return Progress.ANSWERED

    def choose(self, key: str, option: str) -> None:
        """A press on one of a choice's buttons."""
        asked = self._require(key)
        if option not in {each.key for each in asked.options}:
            raise errors.OutdatedButton
        self._answer(asked, Answer(option))

    def skip(self, key: str) -> None:
        """No answer; files that are here already stay."""
        asked = self._require(key)
        if asked.required:
            raise errors.AnswerRequired
        collected = self.draft.answers.get(key, Answer())
        self._answer(asked, collected if collected.files else Answer())

    def done(self, key: str) -> None:
        """No more files."""
        asked = self._require(key)
        collected = self.draft.answers.get(key, Answer())
        if asked.required and not collected.files:
            raise errors.FilesWanted(optional=False)
        self._answer(asked, collected)

    def keep(self, key: str) -> None:
        """The answer given before stands, or the words typed before the form become it."""
        asked = self._require(key)
        current = self.draft.answers.get(key)
        if current is None:
            kept = self._kept(asked)
            if not kept:
                raise errors.OutdatedButton
            current = Answer("\n".join(each.text for each in kept), tuple(each.message_id for each in kept))
            self.draft.additions = tuple(each for each in self.draft.additions if each not in kept)
        self._answer(asked, current)

    def clear(self, key: str) -> None:
        """Forget the files collected so far; the question stays."""
        self._require(key)
        self.draft.answers[key] = Answer()

    def back(self, key: str) -> bool:
        """To the question before, or to the preview that this one was opened from.

        False: there is none before, the request type is to be chosen again.
        """
        asked = self._require(key)
        if self.draft.editing:
            self._preview()
            return True
        index = self.type.form.index(asked)
        if index == 0:
            self.draft.at = self.draft.type_id = None
            return False
        self.draft.at = self.type.form[index - 1].key
        return True

    def edit(self, key: str) -> None:
        """Open one answer of the preview."""
        if self._asked() or key not in {each.key for each in self.type.form}:
            raise errors.OutdatedButton
        self.draft.at = key
        self.draft.editing = True

    def complete(self) -> bool:
        """Whether nothing required is missing; else the draft stands at what is."""
        missing = [each.key for each in self.type.form if each.key not in self.draft.answers]
        missing += [
            each.key
            for each in self.type.form
            if each.required and each.key in self.draft.answers and self.draft.answers[each.key].skipped
        ]
        if missing:
            self.draft.at = missing[0]
            self.draft.editing = True
        return not missing

    def allows(self, gesture: Gesture) -> bool:
        """Whether the current step has such a button."""
        asked = self._asked()
        if asked is None:
            return gesture in {Gesture.SUBMIT, Gesture.EDIT, Gesture.CANCEL}
        match gesture:
            case Gesture.SKIP:
                return not asked.required and not self._collected(asked)
            case Gesture.DONE:
                return KINDS[asked.kind].takes_files and bool(self._collected(asked))
            case Gesture.BACK | Gesture.CANCEL:
                return True
            case _:
                return False

    # How it is done.

    def _collected(self, asked: Field) -> int:
        return self.draft.answers.get(asked.key, Answer()).files

    def _asked(self) -> Field | None:
        """The question asked now, None at the preview.

        If the product file has lost the question meanwhile: the first that is open, or the preview.
        """
        if self.draft.at == PREVIEW:
            return None
        for each in self.type.form:
            if each.key == self.draft.at:
                return each
        return next((each for each in self.type.form if each.key not in self.draft.answers), None)

    def _require(self, key: str) -> Field:
        asked = self._asked()
        if asked is None or asked.key != key:
            raise errors.OutdatedButton
        return asked

    def _answer(self, asked: Field, answer: Answer) -> None:
        self.draft.answers[asked.key] = answer
        if self.draft.editing:
            self._preview()
            return
        following = self.type.form[self.type.form.index(asked) + 1 :]
        for each in following:
            if each.key not in self.draft.answers or self._only_files_so_far(each):
                self.draft.at = each.key
                return
        self._preview()

    def _only_files_so_far(self, asked: Field) -> bool:
        """Files that came early are there, but the question itself has not been asked."""
        return KINDS[asked.kind].takes_files and not self.draft.editing

    def _preview(self) -> None:
        self.draft.at = PREVIEW
        self.draft.editing = False

    def _collect(self, asked: Field, said: Said) -> Progress:
        if said.attachment is None:
            self._set_aside(said)
            return Progress.SET_ASIDE
        self._add_file(asked, said.message_id)
        return Progress.COLLECTED

    def _set_aside(self, said: Said) -> None:
        if said.attachment:
            self._keep_file(said.message_id, said.text)
        else:
            self.draft.additions += (Addition(said.message_id, said.text.strip()),)

    def _carry_over(self, key: str, answer: Answer) -> None:
        """An answer given before the request type was chosen again."""
        same = next((each for each in self.type.form if each.key == key), None)
        if same and _fits(same, answer):
            self.draft.answers[key] = answer
        elif answer.files:
            for message_id in answer.messages:
                self._keep_file(message_id, "")
        elif answer.value and answer.messages:
            self.draft.additions += (Addition(answer.messages[0], answer.value),)

    def _keep_file(self, message_id: int, caption: str) -> None:
        for each in self.type.form:
            if KINDS[each.kind].takes_files:
                self._add_file(each, message_id)
                return
        self.draft.additions += (Addition(message_id, caption, file=True),)

    def _add_file(self, asked: Field, message_id: int) -> None:
        before = self.draft.answers.get(asked.key, Answer())
        self.draft.answers[asked.key] = replace(
            before, messages=(*before.messages, message_id), files=before.files + 1
        )

    def _kept(self, asked: Field) -> tuple[Addition, ...]:
        """Words of before the form, for the first question that asks for a story."""
        stories = [each for each in self.type.form if each.kind == "long_text"]
        if not stories or stories[0] is not asked or asked.key in self.draft.answers:
            return ()
        kept = tuple(each for each in self.draft.additions if not each.file and each.text)
        length = sum(len(each.text) + 1 for each in kept)
        return kept if length <= asked.max_length else ()

    def _kept_words(self, asked: Field) -> str:
        return "\n".join(each.text for each in self._kept(asked))


def _fits(field: Field, answer: Answer) -> bool:
    """Whether an answer to a question of the same key in another form answers this one too."""
    kind = KINDS[field.kind]
    if kind.takes_files:
        return answer.files > 0
    if kind.takes_options:
        return answer.value in {option.key for option in field.options}
    return not answer.files and 0 < len(answer.value) <= field.max_length
