"""The products served."""

from collections.abc import Sequence

from bot.domain.product import Product


class Catalog:
    """The products served, in the order of their files."""

    def __init__(self, products: Sequence[Product], fingerprint: str = "") -> None:
        self._products = {product.id: product for product in products}
        self.fingerprint = fingerprint
        """Of the files they were read from."""

    def all(self) -> Sequence[Product]:
        return tuple(self._products.values())

    def find(self, product_id: str) -> Product | None:
        return self._products.get(product_id)
