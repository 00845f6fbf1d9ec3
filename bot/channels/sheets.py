"""What is wrong with a list of entitlements, in words; for a chat and for the command line."""

from collections.abc import Mapping
from typing import Any

from bot.i18n import N_, Gettext

PROBLEMS = {
    "no_table": N_("This is not a CSV file. In your spreadsheet, choose “Save as”, CSV (UTF-8)."),
    "empty": N_("The file is empty. Its first line must be: {known}"),
    "no_header": N_("The first line must name the columns; missing: {given}. It should read: {known}"),
    "unknown_column": N_("This column is not known and was left out. Known columns: {known}."),
    "missing": N_("It is empty; fill it in."),
    "too_many": N_(
        "There are more values than columns ({known}). Put a value that contains the separator in quotes."
    ),
    "too_long": N_("“{given}” is too long: at most {known} characters."),
    "unknown_product": N_("There is no product “{given}”; use one of: {known}."),
    "no_number": N_("“{given}” has neither letters nor digits; write the number."),
    "unknown_level": N_("There is no level “{given}”; use one of: {known}."),
    "no_date": N_("“{given}” is not a date; write 2026-12-31 or 31.12.2026."),
    "no_such_year": N_("“{given}”: the year cannot be right; write 2026-12-31 or 31.12.2026."),
    "backwards": N_("{given} is before {known}, when the right begins; correct one of the dates."),
    "not_yes_or_no": N_("“{given}” is neither yes nor no."),
    "twice": N_("“{given}” is already in line {known}; keep one of them."),
}


def problem(_: Gettext, fault: Mapping[str, Any]) -> str:
    """`fault`: a `RowFault` as JSON; without its place."""
    label = PROBLEMS[fault["wrong"]]
    return _(label).format(given=fault["given"], known=fault["known"])
