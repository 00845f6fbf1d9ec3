"""What a customer reads before a form begins."""

from aiogram.utils.formatting import Bold, Text, TextLink

from bot.channels.telegram.callbacks import (
    ConsentPress,
    FormDo,
    FormPress,
    MenuItem,
    MenuPress,
    ProductPress,
    TypePress,
)
from bot.channels.telegram.keyboards import button, keyboard
from bot.channels.telegram.texts.base import Said, Teller, Telling, fill, lines, product_of
from bot.channels.telegram.texts.hours import hours
from bot.domain.product import LocalText, Product


def products(it: Telling) -> Said:
    _ = it._
    if it.data.get("kept"):
        text = _(
            "Hello! Your message is saved and will be included in your request. Which product is it about?"
        )
    elif it.data.get("unknown"):
        text = _("We could not find the product from this link. Which of these do you need help with?")
    else:
        text = _("Hello! This is technical support. Which product do you need help with?")
    rows = [
        [button(each.title.in_language(it.language), ProductPress(product=each.id))]
        for each in it.catalog.all()
    ]
    return Said(Text(text), keyboard(*rows))


def menu(it: Telling) -> Said:
    _ = it._
    product = product_of(it)
    kept = it.data.get("kept")
    intro = _("Your message is saved and will be included in your request.") if kept else None
    kinds = [
        lines(Text(Bold(each.title.in_language(it.language)), *(_hint(each.hint, it.language))))
        for each in product.types
    ]
    rows = [
        [button(each.title.in_language(it.language), TypePress(product=product.id, type=each.id))]
        for each in product.types
    ]
    suggest = (
        button(_("Suggest a feature"), MenuPress(item=MenuItem.SUGGEST, product=product.id))
        if product.takes_suggestions
        else None
    )
    return Said(
        lines(
            intro,
            fill(
                _("{product}: what do you need help with?"),
                product=Bold(product.title.in_language(it.language)),
            ),
            Text(""),
            *kinds,
        ),
        keyboard(
            *rows,
            [
                button(_("My tickets"), MenuPress(item=MenuItem.TICKETS)),
                button(_("Contacts"), MenuPress(item=MenuItem.CONTACTS, product=product.id)),
            ],
            [suggest],
        ),
    )


def suggest_in_channel(it: Telling) -> Said:
    product = product_of(it)
    text = fill(
        it._("Please send suggestions for {product} to its Telegram channel: {channel}"),
        product=Bold(product.title.in_language(it.language)),
        channel=product.suggestions_channel or "",
    )
    return Said(text)


def suggest_where(it: Telling) -> Said:
    rows = [
        [
            button(
                product.title.in_language(it.language),
                MenuPress(item=MenuItem.SUGGEST, product=product.id),
            )
        ]
        for each in it.data["products"]
        if (product := it.catalog.find(each))
    ]
    return Said(Text(it._("Which product is your suggestion about?")), keyboard(*rows))


def _hint(hint: LocalText | None, language: str) -> list[str]:
    return [f" — {hint.in_language(language)}"] if hint else []


def unfinished(it: Telling) -> Said:
    _ = it._
    product, number = product_of(it), it.data.get("number")
    request_type = product.type(it.data["type"]).title.in_language(it.language)
    where = (
        _("question {number} of {total}").format(number=number, total=it.data["total"])
        if number
        else _("ready to submit")
    )
    completing = it.data.get("completing")
    return Said(
        lines(
            fill(
                _("You were completing your request: {product} · {type}, {where}.")
                if completing
                else _("You have an unfinished request: {product} · {type}, {where}."),
                product=product.title.in_language(it.language),
                type=Bold(request_type),
                where=where,
            ),
            _("Would you like to continue?"),
        ),
        keyboard(
            [button(_("Continue"), FormPress(draft=it.draft_id, do=FormDo.RESUME), style="primary")],
            [
                button(
                    _("New request") if completing else _("Start over"),
                    FormPress(draft=it.draft_id, do=FormDo.RESTART, key=it.data.get("wanted", "")),
                )
            ],
        ),
    )


def form_set_aside(it: Telling) -> Said:
    _ = it._
    resume = button(_("Continue"), FormPress(draft=it.draft_id, do=FormDo.RESUME))
    if not it.data["type"]:
        text = _("What you wrote earlier is set aside. You can come back to it later.")
        return Said(Text(text), keyboard([resume]))
    product = product_of(it)
    return Said(
        fill(
            _("Your form is set aside: {product} · {type}. You can come back to it later."),
            product=product.title.in_language(it.language),
            type=product.type(it.data["type"]).title.in_language(it.language),
        ),
        keyboard([resume]),
    )


def consent(it: Telling) -> Said:
    _ = it._
    text = (
        _(
            "Your message is saved and will be included in your request. To continue, please read"
            " the consent text above and choose an answer below."
        )
        if it.data.get("reminder")
        else product_of(it).consent.text.in_language(it.language)
    )
    return Said(
        Text(text),
        keyboard(
            [
                button(_("Agree"), ConsentPress(draft=it.draft_id, agreed=True), style="success"),
                button(_("Decline"), ConsentPress(draft=it.draft_id, agreed=False)),
            ]
        ),
    )


def consent_declined(it: Telling) -> Said:
    _ = it._
    return Said(
        lines(
            _("Without your consent we cannot register a request here."),
            _("If you change your mind, press “Agree” above. You can also contact us directly:"),
            *contact_lines(it, product_of(it)),
        )
    )


def contacts(it: Telling) -> Said:
    named = it.catalog.find(it.data.get("product") or "")
    blocks = [
        lines(
            Bold(each.title.in_language(it.language)),
            *contact_lines(it, each),
            *(
                Text("🔗 ", TextLink(link.title.in_language(it.language), url=link.url))
                for link in each.links
            ),
        )
        for each in ([named] if named else it.catalog.all())
    ]
    return Said(lines(*[part for block in blocks for part in (Text(""), block)][1:]))


def contact_lines(it: Telling, product: Product) -> list[str]:
    signs = {"site": "🌐", "email": "✉️", "phone": "📞", "telegram": "💬"}
    return [
        *(f"{signs[each.kind]} {each.value}" for each in product.contacts),
        f"🕘 {hours(it._, product)}",
    ]


TELLERS: dict[str, Teller] = {
    teller.__name__: teller
    for teller in (
        products,
        menu,
        suggest_in_channel,
        suggest_where,
        unfinished,
        form_set_aside,
        consent,
        consent_declined,
        contacts,
    )
}
