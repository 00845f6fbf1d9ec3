"""The webhook's settings, and how its deliveries go."""

import re
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.request import Request
from bot.sandbox.methods.updates import remember_allowed
from bot.sandbox.model import JSON
from bot.sandbox.updates import DEFAULT

CONNECTIONS = 40
MOST_CONNECTIONS = 100
PORTS = (80, 88, 443, 8443)
HAPPENED = ("last_error_date", "last_error_message")


def set_webhook(request: Request) -> Any:
    """Set anew, it forgets what went wrong with the one before."""
    world, params = request.world, request.params
    url, secret = params.text("url"), params.text("secret_token")
    if url and not world.plain_webhooks:
        _check_address(url)
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    remember_allowed(request)
    if params.flag("drop_pending_updates"):
        world.drop_updates()
    connections = params.integer("max_connections") or CONNECTIONS
    world.profile.webhook = {
        "url": url,
        "max_connections": min(max(connections, 1), MOST_CONNECTIONS),
        "secret_token": secret,
    }
    world.keep_bot()
    if url:
        world.queue.poller = None
    world.queue.arrived.ring()
    return True


def delete_webhook(request: Request) -> Any:
    if request.params.flag("drop_pending_updates"):
        request.world.drop_updates()
    request.world.profile.webhook = {}
    request.world.keep_bot()
    return True


def get_webhook_info(request: Request) -> Any:
    world = request.world
    hook = world.profile.webhook
    info: JSON = {
        "url": hook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": world.updates_pending(),
    }
    if info["url"]:
        info["max_connections"] = hook["max_connections"]
        info |= {name: hook[name] for name in HAPPENED if name in hook}
    if world.queue.allowed != DEFAULT:
        info["allowed_updates"] = sorted(world.queue.allowed)
    return info


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


METHODS = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
