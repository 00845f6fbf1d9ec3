"""What administrators are told when something needs their hands."""

from aiogram.utils.formatting import Text

from bot.channels.telegram.texts.base import Said, Teller, Telling


def incident_page(it: Telling) -> Said:
    text = it._("⚠️ Error {number}: update {update} could not be processed ({error}). See the log.")
    return Said(Text(text.format(**it.data)))


def timer_page(it: Telling) -> Said:
    text = it._("⚠️ Error {number}: a timer of {ticket} could not be carried out ({error}). See the log.")
    return Said(Text(text.format(**it.data)))


def calendar_missing(it: Telling) -> Said:
    found = (it.catalog.find(each) for each in it.data["products"])
    titles = [product.title.in_language(it.language) for product in found if product]
    text = it._(
        "⚠️ The public holidays of {year} are not known yet, so due times in {year} are provisional: "
        "{products}. Please update the software, or add the days off to the calendar file "
        "beside the product files."
    )
    return Said(Text(text.format(year=it.data["year"], products=", ".join(titles))))


TELLERS: dict[str, Teller] = {
    teller.__name__: teller for teller in (incident_page, timer_page, calendar_missing)
}
