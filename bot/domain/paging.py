"""Lists that are looked at page by page."""


def pages(rows: int, on_a_page: int) -> int:
    """At least one, which may be empty."""
    return max(1, -(-rows // on_a_page))


def within(page: int, rows: int, on_a_page: int) -> int:
    """The page, counted from 0, or the nearest there is: the list may have become shorter."""
    return max(0, min(page, pages(rows, on_a_page) - 1))
