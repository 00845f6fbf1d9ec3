"""A form's buttons."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.channels.telegram.callbacks import FormDo, FormPress
from bot.domain.errors import OutdatedButton
from bot.domain.people import Customer
from bot.services.conversation import Conversation
from bot.services.intake import Intake
from bot.services.ports import Clock
from bot.services.reception import Reception


async def question(
    press: CallbackQuery, callback_data: FormPress, customer: Customer, intake: Intake
) -> None:
    draft, key = callback_data.draft, callback_data.key
    match callback_data.do:
        case FormDo.CHOOSE:
            await intake.choose(customer, draft, key, callback_data.option)
        case FormDo.CONTACT:
            await intake.offer_contact(customer, draft, key)
        case FormDo.SKIP:
            await intake.skip(customer, draft, key)
        case FormDo.DONE:
            await intake.done(customer, draft, key)
        case FormDo.KEEP:
            await intake.keep(customer, draft, key)
        case FormDo.CLEAR:
            await intake.clear(customer, draft, key)
        case FormDo.BACK:
            await intake.back(customer, draft, key)
        case FormDo.EDIT:
            await intake.edit(customer, draft, key)
        case _:
            raise OutdatedButton


async def whole(
    press: CallbackQuery,
    callback_data: FormPress,
    customer: Customer,
    intake: Intake,
    reception: Reception,
    clock: Clock,
) -> None:
    draft = callback_data.draft
    match callback_data.do:
        case FormDo.SUBMIT:
            await intake.submit(customer, draft, at=clock.now())
        case FormDo.LIST:
            await intake.list_answers(customer, draft)
        case FormDo.PREVIEW:
            await intake.preview(customer, draft)
        case FormDo.CANCEL:
            await intake.cancel(customer, draft)
        case FormDo.RESUME:
            await reception.resume(customer, draft)
        case FormDo.RESTART:
            await reception.restart(customer, draft, callback_data.key)
        case FormDo.OTHER:
            await intake.another_problem(customer, draft)


async def same(
    press: CallbackQuery, callback_data: FormPress, customer: Customer, conversation: Conversation
) -> None:
    await conversation.same_problem(customer, callback_data.draft, int(callback_data.option))


SAME = FormPress.filter((F.do == FormDo.SAME) & F.option.regexp(r"^\d{1,18}$"))
OF_A_CALL = {FormDo.SUBMIT, FormDo.LIST, FormDo.PREVIEW, FormDo.CANCEL, FormDo.OTHER}
"""What an agent may do with a form on the whole; one that is cancelled begins anew."""

WHOLE = {
    FormDo.SUBMIT,
    FormDo.LIST,
    FormDo.PREVIEW,
    FormDo.CANCEL,
    FormDo.RESUME,
    FormDo.RESTART,
    FormDo.OTHER,
}


async def held(
    press: CallbackQuery, callback_data: FormPress, customer: Customer, conversation: Conversation
) -> None:
    await conversation.answer_form_with_held(customer, callback_data.draft)


def create_router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(same, SAME)
    router.callback_query.register(held, FormPress.filter(F.do == FormDo.HELD))
    router.callback_query.register(whole, FormPress.filter(F.do.in_(WHOLE)))
    router.callback_query.register(question, FormPress.filter())
    return router
