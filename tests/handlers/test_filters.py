"""Filters are asked many times for each update."""

from collections.abc import Iterator

from aiogram import Router
from aiogram.dispatcher.event.handler import CallableObject

from handlers.routers import create_routers


def _asked(router: Router) -> Iterator[CallableObject]:
    for observer in router.observers.values():
        yield from observer._handler.filters or ()
        for handler in observer.handlers:
            yield handler
            yield from handler.filters or ()


def test_none_is_looked_at_in_a_thread_of_its_own() -> None:
    routers = [each for router in create_routers() for each in router.chain_tail]
    asked = [each for router in routers for each in _asked(router)]

    assert len(asked) > 200
    assert [each.callback for each in asked if not each.awaitable] == []
