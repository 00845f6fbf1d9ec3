"""The products served by a running bot: other files can take the place of those read at the start."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.catalog.files import fingerprint_of
from bot.catalog.products import Catalog
from bot.catalog.reader import read_catalog
from bot.domain.product import Product
from bot.domain.public_days import DayKind
from bot.faults import Fault, Faulty

Changes = Mapping[str, Mapping[date, DayKind]]
"""Days that administrators have changed, by country."""


class LiveCatalog:
    """What everybody asks. Each answer is of one set of files; the next may be of another.

    An administrator's changes of the production calendar stand in every product's hours.
    """

    def __init__(self, read: Catalog, folder: Path | None = None) -> None:
        self.folder = folder
        self._read = read
        self._changes: Changes = {}
        self._served = read

    def all(self) -> Sequence[Product]:
        return self._served.all()

    def find(self, product_id: str) -> Product | None:
        return self._served.find(product_id)

    @property
    def fingerprint(self) -> str:
        return self._read.fingerprint

    def fingerprint_of_files(self) -> str:
        """As they are now; raises `Faulty`."""
        try:
            return fingerprint_of(self.folder)
        except OSError as error:
            raise _unreadable(error) from error

    def read_files(self) -> Catalog:
        """What is to be served instead, when all is in order; raises `Faulty` with everything that is not."""
        try:
            return read_catalog(self.folder)
        except OSError as error:
            raise _unreadable(error) from error

    def use(self, read: Catalog) -> None:
        """From now on."""
        self._read = read
        self._served = _with_changes(read, self._changes)

    def observe(self, changes: Changes) -> bool:
        """From now on the calendars are so; whether that is any different from before."""
        if changes == self._changes:
            return False
        self._changes = {country: dict(days) for country, days in changes.items()}
        self._served = _with_changes(self._read, self._changes)
        return True


def _with_changes(read: Catalog, changes: Changes) -> Catalog:
    return Catalog([_product(each, changes) for each in read.all()], read.fingerprint)


def _product(product: Product, changes: Changes) -> Product:
    calendar, public = product.hours.calendar, product.hours.calendar.public
    changed = calendar.with_changes(changes.get(public.code, {}) if public else {})
    return (
        product if changed is calendar else replace(product, hours=replace(product.hours, calendar=changed))
    )


def _unreadable(error: OSError) -> Faulty:
    name = Path(error.filename).name if isinstance(error.filename, str) else ""
    return Faulty([Fault(name, None, "", f"cannot be read ({error.strerror}); check its permissions")])
