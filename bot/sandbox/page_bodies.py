"""What the page sends, as the values that are meant. A fault raises ValueError with a sentence."""

from aiohttp import web

from bot.sandbox.model import JSON


async def json_body(request: web.Request) -> JSON:
    if request.content_type != "application/json":
        raise ValueError("The body must be JSON.")
    body = await request.json()
    return dict(body)


def number(body: JSON, name: str) -> int:
    try:
        return int(body[name])
    except KeyError:
        raise ValueError(f"The field {name} is missing.") from None
    except (TypeError, ValueError):
        raise ValueError(f"The field {name} must be a number.") from None


def text(body: JSON) -> str:
    said = body.get("text")
    if not isinstance(said, str) or not said.strip():
        raise ValueError("There is no text.")
    return said


def flag(body: JSON, name: str) -> bool:
    value = body[name]
    if value is True or value is False:
        return bool(value)
    raise ValueError(f"The field {name} must be true or false.")
