"""What Telegram accepts as an address in buttons and links."""

from urllib.parse import urlsplit


def fault_of(url: object) -> str | None:
    """Why Telegram refuses this address, in its words; None if it does not."""
    if not isinstance(url, str) or not url:
        return "URL is empty" if url == "" else "Wrong HTTP URL"
    try:
        parts = urlsplit(url if "://" in url or url.startswith(("tg:", "ton:")) else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        return "Wrong HTTP URL"
    if parts.scheme in ("tg", "ton"):
        return None
    if parts.scheme not in ("http", "https"):
        return "Unsupported URL protocol"
    if "." not in host.strip(".") or any(char.isspace() for char in url):
        return "Wrong HTTP URL"
    return None
