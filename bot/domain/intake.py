"""Filling in a form, question by question, whatever the channel.

The engine is pure: a draft and what the customer said go in; the draft moves, and what to show next
comes out. Nothing a customer sends while a draft is open is lost: what is not an answer to the current
question is set aside and goes into the ticket with the rest.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain import errors
from bot.domain.answers import Answer, Asking, Said
from bot.domain.aside import carry_over, kept_words, save_hidden_files, set_aside
from bot.domain.draft import ALIKE, PREVIEW, Draft
from bot.domain.kinds import KINDS
from bot.domain.kinds.files import check_file
from bot.domain.kinds.options import YES
from bot.domain.product import Field, Product, RequestType
from bot.domain.steps import Gesture, Progress, Question


class Form:
    """A draft walking through the questions of a request type."""

    def __init__(self, draft: Draft, product: Product, request_type: RequestType, *, now: datetime) -> None:
        self.draft = draft
        self.product = product
        self.type = request_type
        self.now = now.astimezone(ZoneInfo(product.zone))
        self.just_finished = False
        """The last question has been answered a moment ago, and not from the preview."""

    # What to show.

    @property
    def fields(self) -> Sequence[Field]:
        """The questions that the answers so far call for."""
        return self.type.called_for({key: answer.value for key, answer in self.draft.answers.items()})

    def step(self) -> Question | None:
        """The question to ask, or None when the preview is to be shown."""
        asked = self._asked()
        if asked is None:
            return None
        kind, fields, current = KINDS[asked.kind], self.fields, self.draft.answers.get(asked.key)
        return Question(
            field=asked,
            number=fields.index(asked) + 1,
            total=len(fields),
            current=current,
            kept="\n".join(each.text for each in kept_words(self.draft, self.fields, asked)),
            stage=kind.stage(current),
            options=tuple(kind.options(asked, self._asking(asked))),
        )

    def files_collected(self) -> int:
        """Files that the ticket will carry, wherever in the form they were sent."""
        answers = sum(answer.files for answer in self.draft.answers.values())
        return answers + sum(addition.file for addition in self.draft.additions)

    def work_is_stopped(self) -> bool:
        """Whether one of the answers says so."""
        return any(each.blocker and self._answer_to(each.key).value == YES for each in self.fields)

    # What the customer does.

    def begin(self) -> None:
        """Ask the first question. What was said before, to another form or to none, is kept: answers
        that fit stand, files go to where the form asks for them, words are offered or set aside."""
        before = self.draft.answers
        self.draft.type_id = self.type.id
        self.draft.answers = {}
        self.draft.editing = False
        self.draft.at = self.type.form[0].key
        carry_over(self.draft, self.fields, before)

    def say(self, said: Said) -> Progress:
        """Take one message as the answer to the current question, or set it aside; may refuse."""
        if said.attachment:
            check_file(said.attachment, self.product.files)
            if self.files_collected() >= self.product.files.max_count:
                raise errors.TooManyFiles(limit=self.product.files.max_count)
        asked = self._asked()
        if asked is None:
            set_aside(self.draft, self.fields, said)
            return Progress.SET_ASIDE
        kind = KINDS[asked.kind]
        if kind.takes_files:
            return self._collect(asked, said)
        if said.attachment:
            set_aside(self.draft, self.fields, said)
        try:
            answer = kind.read(asked, said, self._asking(asked))
        except errors.Refusal:
            if not said.is_kept or (said.phone and kind.takes_contact):
                raise
            if not said.attachment:
                set_aside(self.draft, self.fields, said)
            return Progress.SET_ASIDE
        return self._answer(asked, answer)

    def would_take(self, said: Said) -> bool:
        """Whether the words could be meant for the current step; nothing is changed."""
        asked = self._asked()
        if asked is None or said.is_kept:
            return True
        try:
            KINDS[asked.kind].read(asked, said, self._asking(asked))
        except errors.AnswerTooLong:
            return True  # meant for it all the same
        except errors.Refusal:
            return False
        return True

    def was_asked_for(self, said: Said) -> bool:
        """The contact that the button in place of the phone's keyboard shares."""
        return bool(said.phone) and self.draft.at == self.draft.keyboard

    def offer_contact(self, key: str) -> None:
        """The customer would rather share a contact than type its number."""
        if not KINDS[self._require(key).kind].takes_contact:
            raise errors.OutdatedButton
        self.draft.keyboard = key

    def choose(self, key: str, option: str) -> None:
        """A press on one of the question's own buttons."""
        asked = self._require(key)
        self._answer(asked, KINDS[asked.kind].choose(asked, option, self._asking(asked)))

    def skip(self, key: str) -> None:
        """No answer; files and pasted logs that are here already stay."""
        asked = self._require(key)
        if asked.required:
            raise errors.AnswerRequired
        self._answer(asked, self._answer_to(key) if KINDS[asked.kind].takes_files else Answer())

    def done(self, key: str) -> None:
        """No more files, or no more pieces of a long text."""
        asked = self._require(key)
        collected = self._answer_to(key)
        if collected.unfinished and not KINDS[asked.kind].can_be_cut_short:
            raise errors.OutdatedButton
        if asked.required and collected.skipped:
            raise errors.FilesWanted(optional=False)
        self._answer(asked, replace(collected, unfinished=False))

    def keep(self, key: str) -> None:
        """The answer given before stands, or the words typed before the form become it."""
        asked = self._require(key)
        current = self.draft.answers.get(key)
        if current is None:
            kept = kept_words(self.draft, self.fields, asked)
            if not kept:
                raise errors.OutdatedButton
            current = Answer("\n".join(each.text for each in kept), tuple(each.message_id for each in kept))
            self.draft.additions = tuple(each for each in self.draft.additions if each not in kept)
        elif current.unfinished:
            raise errors.OutdatedButton
        self._answer(asked, current)

    def clear(self, key: str) -> None:
        """Forget the files collected so far; the question stays."""
        self._require(key)
        self.draft.answers[key] = Answer()

    def back(self, key: str) -> bool:
        """To the beginning of this question, the one before, or the preview that it was opened from.

        False: there is none before; of a new request, the type is to be chosen again.
        """
        asked = self._require(key)
        if self._answer_to(key).unfinished:
            del self.draft.answers[key]
            return True
        if self.draft.editing:
            self._preview()
            return True
        index = self.fields.index(asked)
        if index == 0:
            if self.draft.completes is None:
                self.draft.at = self.draft.type_id = None
            return False
        self.draft.at = self.fields[index - 1].key
        return True

    def edit(self, key: str) -> None:
        """Open one answer of the preview."""
        if self.draft.at == ALIKE or self._asked() or key not in {each.key for each in self.fields}:
            raise errors.OutdatedButton
        self.draft.at = key
        self.draft.editing = True

    def another_problem(self) -> None:
        """None of the tickets that look alike is meant: on to the preview."""
        if self.draft.at != ALIKE:
            raise errors.OutdatedButton
        self.draft.at = PREVIEW

    def complete(self) -> bool:
        """Whether nothing required is missing; else the draft stands at what is."""
        missing = next((each for each in self.fields if self._is_open(each)), None) or next(
            (each for each in self.fields if each.required and self._answer_to(each.key).skipped), None
        )
        if missing:
            self.draft.at = missing.key
            self.draft.editing = True
        return missing is None

    def allows(self, gesture: Gesture) -> bool:
        """Whether the current step has such a button."""
        asked = self._asked()
        if asked is None:
            at_preview = {Gesture.SUBMIT, Gesture.EDIT, Gesture.CANCEL}
            return gesture in at_preview if self.draft.at == PREVIEW else gesture is Gesture.CANCEL
        match gesture:
            case Gesture.SKIP:
                return not asked.required and self._answer_to(asked.key).skipped
            case Gesture.DONE:
                return KINDS[asked.kind].can_be_done(self._answer_to(asked.key))
            case Gesture.BACK | Gesture.CANCEL:
                return True
            case _:
                return False

    # How it is done.

    def _asking(self, asked: Field) -> Asking:
        return Asking(self.now, self.draft.answers.get(asked.key))

    def _answer_to(self, key: str) -> Answer:
        return self.draft.answers.get(key, Answer())

    def _is_open(self, asked: Field) -> bool:
        """Not answered yet, or not wholly."""
        answer = self.draft.answers.get(asked.key)
        return answer is None or answer.unfinished

    def _asked(self) -> Field | None:
        """The question asked now, None at the preview.

        If the product file has lost the question meanwhile: the first that is open, or the preview.
        """
        if self.draft.at in {PREVIEW, ALIKE}:
            return None
        for each in self.fields:
            if each.key == self.draft.at:
                return each
        return next((each for each in self.fields if self._is_open(each)), None)

    def _require(self, key: str) -> Field:
        asked = self._asked()
        if asked is None or asked.key != key:
            raise errors.OutdatedButton
        return asked

    def _answer(self, asked: Field, answer: Answer) -> Progress:
        self.draft.answers[asked.key] = answer
        if answer.unfinished:
            return Progress.BEGUN
        save_hidden_files(self.draft, self.fields)
        fields = self.fields
        following = fields[fields.index(asked) + 1 :]
        if self.draft.editing:
            following = [each for each in following if self._is_open(each)]
        for each in following:
            if self._is_open(each) or self._only_files_so_far(each):
                self.draft.at = each.key
                return Progress.ANSWERED
        self.just_finished = not self.draft.editing
        self._preview()
        return Progress.ANSWERED

    def _only_files_so_far(self, asked: Field) -> bool:
        """Files that came early are there, but the question itself has not been asked."""
        return KINDS[asked.kind].takes_files and not self.draft.editing

    def _preview(self) -> None:
        self.draft.at = PREVIEW
        self.draft.editing = False

    def _collect(self, asked: Field, said: Said) -> Progress:
        try:
            self.draft.answers[asked.key] = KINDS[asked.kind].read(asked, said, self._asking(asked))
        except errors.FilesWanted:
            set_aside(self.draft, self.fields, said)
            return Progress.SET_ASIDE
        return Progress.COLLECTED
