"""Random customers in random forms: whatever they do, nothing they sent is lost and nothing breaks."""

import json
from collections.abc import Callable
from copy import deepcopy

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.answers import Answer, Said
from bot.domain.draft import PREVIEW, Addition
from bot.domain.errors import Refusal
from bot.domain.intake import Form
from bot.domain.kinds import KINDS
from bot.domain.product import Field
from bot.domain.steps import Gesture
from tests.domain.building import NOON, a_draft, a_field, a_file, a_product, words

FIELDS = st.builds(
    lambda kind, required, max_length: (kind, required, max_length),
    st.sampled_from(sorted(KINDS)),
    st.booleans(),
    st.sampled_from([3, 200]),
)
WORDS = st.sampled_from(["Тема", "104582", "web", "вариант phone", "ы" * 201]) | st.text(
    min_size=1, max_size=9
)
CAPTIONS = st.sampled_from(["", "web", "104582", "Смотрите"])
NAMES = st.sampled_from(["log.txt", "log.txt", "log.txt", "setup.exe"])


def _field(key: str, kind: str, *, required: bool, max_length: int) -> Field:
    options = ("web", "phone") if KINDS[kind].takes_options else ()
    return a_field(key, kind, required=required, max_length=max_length, options=options)


class FormWalk(RuleBasedStateMachine):
    """`sent` are the messages that the draft must have: said, not refused, and not replaced or removed by
    the customer's own choice; `files` are those of them that are files."""

    form: Form
    sent: set[int]
    files: set[int]
    number: int

    @initialize(
        shapes=st.lists(FIELDS, min_size=1, max_size=5),
        early=st.lists(st.tuples(WORDS, st.booleans()), max_size=3),
        max_count=st.integers(min_value=1, max_value=4),
    )
    def begin(
        self, shapes: list[tuple[str, bool, int]], early: list[tuple[str, bool]], max_count: int
    ) -> None:
        fields = [
            _field(f"q{number}", kind, required=required, max_length=max_length)
            for number, (kind, required, max_length) in enumerate(shapes)
        ]
        additions = [Addition(number, said, file) for number, (said, file) in enumerate(early, start=1)]
        product = a_product(*fields, max_count=max_count)
        self.form = Form(a_draft(*additions), product, product.types[0], now=NOON)
        self.sent = {each.message_id for each in additions}
        self.files = {each.message_id for each in additions if each.file}
        self.number = len(additions)
        self.form.begin()

    # What the customer does.

    @precondition(lambda self: self.form.draft.is_filling)
    @rule(said=WORDS)
    def say_words(self, said: str) -> None:
        self._say(words(self._next(), said))

    @precondition(lambda self: self.form.draft.is_filling)
    @rule(caption=CAPTIONS, name=NAMES)
    def send_file(self, caption: str, name: str) -> None:
        self._say(a_file(self._next(), caption, name=name))

    def _say(self, said: Said) -> None:
        before = self._answer_here()
        if self._do(lambda: self.form.say(said)):
            self._replaced(before)
            if said.text.strip() or said.attachment:
                self.sent.add(said.message_id)
            if said.attachment:
                self.files.add(said.message_id)

    @precondition(lambda self: self.form.draft.is_filling)
    @rule(button=st.sampled_from(["skip", "done", "keep", "back"]), elsewhere=st.booleans())
    def press(self, button: str, *, elsewhere: bool) -> None:
        before = self._answer_here()
        key = self._key(elsewhere=elsewhere)
        if self._do(lambda: getattr(self.form, button)(key)):
            self._replaced(before)

    @precondition(lambda self: self._at_files())
    @rule()
    def clear(self) -> None:
        key, answer = self._answer_here()
        if self._do(lambda: self.form.clear(key)) and answer:
            self.sent -= set(answer.messages)
            self.files -= set(answer.messages)

    @precondition(lambda self: self.form.draft.is_filling)
    @rule(option=st.sampled_from(["web", "phone", "fax"]), elsewhere=st.booleans())
    def choose(self, option: str, *, elsewhere: bool) -> None:
        before = self._answer_here()
        key = self._key(elsewhere=elsewhere)
        if self._do(lambda: self.form.choose(key, option)):
            self._replaced(before)

    @precondition(lambda self: self.form.draft.is_filling)
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        keys = [each.key for each in self.form.type.form]
        key = data.draw(st.sampled_from([*keys, "nonsense"]))
        self._do(lambda: self.form.edit(key))

    @precondition(lambda self: self.form.draft.at == PREVIEW)
    @rule()
    def submit(self) -> None:
        if not self.form.complete():
            step = self.form.step()
            assert step
            assert step.current is None or step.field.required

    @precondition(lambda self: self.form.draft.at is None)
    @rule()
    def choose_type_again(self) -> None:
        self.form.begin()

    # What is always so.

    @precondition(lambda self: hasattr(self, "form"))
    @invariant()
    def nothing_sent_is_lost(self) -> None:
        draft = self.form.draft
        kept = {each for answer in draft.answers.values() for each in answer.messages}
        kept |= {each.message_id for each in draft.additions}
        assert self.sent <= kept
        assert self.form.files_collected() == len(self.files)

    @precondition(lambda self: self.form.draft.is_filling)
    @invariant()
    def there_is_a_question_or_the_preview(self) -> None:
        step = self.form.step()
        if step is None:
            assert {each.key for each in self.form.type.form} <= set(self.form.draft.answers)
            return
        assert 1 <= step.number <= step.total == len(self.form.type.form)
        assert step.field.key == self.form.draft.at

    @precondition(lambda self: self.form.draft.is_filling)
    @invariant()
    def what_has_a_button_is_not_refused(self) -> None:
        for gesture in (Gesture.SKIP, Gesture.DONE, Gesture.BACK):
            if self.form.allows(gesture):
                copy = Form(deepcopy(self.form.draft), self.form.product, self.form.type, now=NOON)
                getattr(copy, gesture.value)(copy.draft.at)

    @precondition(lambda self: hasattr(self, "form"))
    @invariant()
    def the_database_gives_back_what_it_got(self) -> None:
        draft = self.form.draft
        stored = json.loads(
            json.dumps(
                {
                    "answers": {key: answer.as_json() for key, answer in draft.answers.items()},
                    "additions": [each.as_json() for each in draft.additions],
                }
            )
        )
        assert {key: Answer.from_json(each) for key, each in stored["answers"].items()} == draft.answers
        assert tuple(Addition.from_json(each) for each in stored["additions"]) == draft.additions

    # How it is done.

    def _do(self, act: Callable[[], object]) -> bool:
        """False for a refusal, which must not have changed anything. Any other exception is a failure."""
        before = deepcopy(self.form.draft)
        try:
            act()
        except Refusal:
            assert self.form.draft == before
            return False
        return True

    def _next(self) -> int:
        self.number += 1
        return self.number

    def _key(self, *, elsewhere: bool) -> str:
        here = self.form.draft.at or ""
        others = [each.key for each in self.form.type.form if each.key != here]
        return others[0] if elsewhere and others else here

    def _at_files(self) -> bool:
        step = self.form.step() if self.form.draft.is_filling else None
        return step is not None and KINDS[step.field.kind].takes_files

    def _answer_here(self) -> tuple[str, Answer | None]:
        key = self.form.draft.at or ""
        return key, self.form.draft.answers.get(key)

    def _replaced(self, before: tuple[str, Answer | None]) -> None:
        """A new answer takes the place of the one before it; files are not replaced, only cleared."""
        key, answer = before
        if answer and self.form.draft.answers.get(key) != answer:
            self.sent -= set(answer.messages) - self.files


TestRandomWalks = FormWalk.TestCase
TestRandomWalks.settings = settings(max_examples=200, stateful_step_count=30)
