"""What stands outside the window: a relay that takes events in, and rooms to look into."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from pytestqt.qtbot import QtBot

from hipadmin.app import clock
from hipadmin.domain.activity import DeliveryFilter
from hipadmin.domain.token import Secret
from hipadmin.hipchat.client import HipChatClient
from hipadmin.parts import connect
from hipadmin.relay.health import Secrets
from hipadmin.relay.process import Setting, working
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from hipadmin.services.relay.settings import Place

LIMIT_S = 10
PATIENCE_MS = 10_000


class Outside:
    """Speaks to the relay as sources do, and reads rooms as a HipChat client does."""

    def __init__(self, qtbot: QtBot, url: str, services: Services, sandbox: Sandbox) -> None:
        self._qtbot = qtbot
        self._url = url
        self._services = services
        self._sandbox = sandbox
        self._keys: dict[str, tuple[str, Secret]] = {}

    def sends(self, subscription: str, *bodies: Any, source: str = "events") -> None:
        """A source reports to a subscription, one request for each body, with its intake key."""
        ident, key = self._door(subscription)
        for body in bodies:
            headers = {"Authorization": f"Bearer {key.reveal()}"}
            assert self._post(ident, source, json.dumps(body).encode(), headers) == 202

    def is_given(self, subscription: str, url: str, key: str) -> None:
        """A source is given the address and the key that the window showed for a subscription."""
        ident = url.rpartition("/v1/subscriptions/")[2].partition("/")[0]
        self._keys[subscription] = (ident, Secret(key))

    def signs(self, subscription: str, *bodies: Any, key: str = "") -> list[int]:
        """LaunchDarkly's webhook calls, signed with its secret or ``key``; gives the answers."""
        ident, secret = self._door(subscription)
        made = (key or secret.reveal()).encode()
        answers = []
        for body in bodies:
            data = json.dumps(body).encode()
            signature = hmac.new(made, data, hashlib.sha256).hexdigest()
            answers.append(self._post(ident, "launchdarkly", data, {"X-LD-Signature": signature}))
        return answers

    def hears(self, room: str) -> list[str]:
        """Every message of a room, oldest first, once nothing is under way any more."""
        self._qtbot.waitUntil(self._is_still, timeout=PATIENCE_MS)
        with HipChatClient(self._sandbox.url, self._sandbox.tokens.admin) as admin:
            return [each.message for each in admin.history_latest(room)]

    def _is_still(self) -> bool:
        rows = self._services.activity.deliveries(DeliveryFilter(), limit=999).rows
        return not any(row.state.is_open for row in rows)

    def _door(self, subscription: str) -> tuple[str, Secret]:
        if subscription not in self._keys:
            rows = self._services.views.subscriptions()
            [ident] = [r.subscription.id for r in rows if r.subscription.name == subscription]
            keys = self._services.intake_keys
            found = keys.reveal(keys.ensure(ident).ref_id)
            assert found is not None
            self._keys[subscription] = (ident, found)
        return self._keys[subscription]

    def _post(self, ident: str, source: str, data: bytes, headers: dict[str, str]) -> int:
        url = f"{self._url}/v1/subscriptions/{ident}/{source}"
        headers = {"Content-Type": "application/json", **headers}
        return requests.post(url, data, headers=headers, timeout=LIMIT_S).status_code


@contextmanager
def outside_of(qtbot: QtBot, services: Services, sandbox: Sandbox) -> Iterator[Outside]:
    """A relay at work over ``services``, in threads of this process."""
    failures: list[str] = []
    setting = Setting("r1", Place(0), True, True, lambda: Secrets.OK)
    with working(services, connect, clock, setting, lambda: failures.append("ended")) as at_work:
        yield Outside(qtbot, at_work.url, services, sandbox)
    assert failures == []
