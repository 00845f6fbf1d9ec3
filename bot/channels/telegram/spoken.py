"""Labels of a form's buttons, when people type them instead of pressing."""

from collections.abc import Mapping
from functools import cache

from bot.domain.steps import Gesture
from bot.i18n import N_, gettext_for, languages

_LABELS = {
    Gesture.SKIP: N_("Skip"),
    Gesture.DONE: N_("Done"),
    Gesture.BACK: N_("Back"),
    Gesture.CANCEL: N_("Cancel"),
    Gesture.SUBMIT: N_("Submit"),
    Gesture.EDIT: N_("Edit"),
}


def gesture(text: str) -> Gesture | None:
    """The button whose label, in any language, this is."""
    return _spoken().get(text.strip().casefold())


@cache
def _spoken() -> Mapping[str, Gesture]:
    return {
        gettext_for(language)(label).casefold(): meant
        for language in languages()
        for meant, label in _LABELS.items()
    }
