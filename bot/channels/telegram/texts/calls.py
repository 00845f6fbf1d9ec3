"""What an agent reads who registers a request for a customer on the phone."""

from aiogram.utils.formatting import BlockQuote, Bold, Italic, Text

from bot.channels.telegram.callbacks import CallPress, ConsentPress
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling, fill, lines, product_of


def call_products(it: Telling) -> Said:
    rows = [
        [button(product.title.in_language(it.language), CallPress(product=product.id))]
        for each in it.data["products"]
        if (product := it.catalog.find(each))
    ]
    return Said(
        Text(it._("A request for a customer on the phone. Which product is it about?")), keyboard(*rows)
    )


def call_types(it: Telling) -> Said:
    product = product_of(it)
    rows = [
        [button(each.title.in_language(it.language), CallPress(product=product.id, type=each.id))]
        for each in product.types
    ]
    text = fill(
        it._("{product}: what kind of request is it?"), product=Bold(product.title.in_language(it.language))
    )
    return Said(text, keyboard(*rows))


def call_who(it: Telling) -> Said:
    _ = it._
    product = product_of(it)
    return Said(
        lines(
            Text(
                Bold(product.title.in_language(it.language)),
                f" · {product.type(it.data['type']).title.in_language(it.language)}",
            ),
            fill(
                _(
                    "{agent}, who is calling? Write the name and phone number, or the number of one of "
                    "their tickets."
                ),
                agent=Bold(it.data["agent"]),
            ),
            Italic(_("Your next messages here go into the form. To cancel: /cancel")),
        )
    )


def call_consent(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            fill(
                _("Please read this to {customer} and ask for consent:"), customer=Bold(it.data["customer"])
            ),
            BlockQuote(product_of(it).consent.text.in_language(it.language)),
        ),
        keyboard(
            [
                button(_("Agree"), ConsentPress(draft=it.draft_id, agreed=True), style="success"),
                button(_("Decline"), ConsentPress(draft=it.draft_id, agreed=False)),
            ]
        ),
    )


def call_declined(it: Telling) -> Said:
    _ = it._
    return Said(
        Text(
            _(
                "Without consent the request cannot be registered. If the customer agrees after all, press "
                "“Agree” above; otherwise /cancel."
            )
        )
    )


def call_cancelled(it: Telling) -> Said:
    return Said(Text(it._("Cancelled: nothing was registered. To start again: /new")))


def call_nothing_to_cancel(it: Telling) -> Said:
    return Said(Text(it._("There is nothing to cancel here. To register a request for a caller: /new")))


def call_registered(it: Telling) -> Said:
    text = it._("✅ Registered: {ticket}, {subject}. Please tell the customer the number.")
    return Said(fill(text, ticket=Bold(it.data["ticket"]), subject=Italic(it.data["subject"])))


def told_by_phone(it: Telling) -> Said:
    """Instead of the mark: nobody but the agent can bring the message to this customer."""
    text = it._("☎️ Please tell {customer} by phone: they have no chat with the bot.")
    return Said(fill(text, customer=Bold(it.data["customer"])))


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (
        call_products,
        call_types,
        call_who,
        call_consent,
        call_declined,
        call_cancelled,
        call_nothing_to_cancel,
        call_registered,
        told_by_phone,
    )
}
