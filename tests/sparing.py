"""What each of thousands of bots in one process would find out anew, and what is the same for all of them."""

import ssl
from functools import cache
from types import FunctionType
from typing import Any

import pytest
from aiogram.dispatcher.event.handler import CallableObject
from aiogram.filters import Filter
from sqlalchemy import Dialect

from storage import sqlite_connections
from storage.prepared import Plans


def spare(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(CallableObject, "__post_init__", _remembering(CallableObject.__post_init__))
    patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
    patch.setattr(sqlite_connections, "Plans", _shared)


def _remembering(look_up: Any) -> Any:
    """What handlers and filters take; aiogram makes hundreds of lambdas alone that are never called."""
    known = dict[Any, Any]()

    def looked_up(asked: CallableObject) -> None:
        callback = getattr(asked.callback, "__func__", asked.callback)
        if isinstance(callback, Filter):
            key: object = type(callback)
        elif isinstance(callback, FunctionType) and not hasattr(callback, "__wrapped__"):
            key = callback.__code__
        else:
            look_up(asked)
            return
        if key not in known:
            look_up(asked)
            known[key] = asked.awaitable, asked.params, asked.varkw
        asked.awaitable, asked.params, asked.varkw = known[key]

    return looked_up


_plans: list[Plans] = []


def _shared(dialect: Dialect) -> Plans:
    """How statements are spelt on SQLite."""
    if not _plans:
        _plans.append(Plans(dialect))
    return _plans[0]
