"""A sandbox in which faults and limits can be set, and a relay's configuration that posts there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import requests

from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.ports import Store, Unit
from hipadmin.domain.subscription import RoomChoice, RoomNotification
from hipadmin.domain.token import Secret
from hipadmin.hipchat.client import HipChatClient
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.access import Server
from hipadmin.services.tokens import TokenKeeper
from tests.services.relaying import START, WEB

PATIENT = (10.0, 10.0)
"""Seconds to connect and to wait for an answer: a busy machine answers within them."""
HASTY = (10.0, 1.0)
"""The same where a server is asked that hangs."""


def dial(server: Server, token: Secret) -> HipChatClient:
    return HipChatClient(server.endpoint, token, timeout=PATIENT)


def hasty(server: Server, token: Secret) -> HipChatClient:
    return HipChatClient(server.endpoint, token, timeout=HASTY)


@dataclass(slots=True)
class Chat:
    """The sandbox from outside: its switches, and what its rooms have heard."""

    box: Sandbox

    def _put(self, path: str, body: Any = None) -> None:
        home = self.box.url.removesuffix("/v2")
        answer = requests.put(f"{home}/sandbox{path}", json=body, timeout=10)
        assert answer.status_code == 200, answer.text

    def fault(self, name: str, value: Any = None, times: int | None = None) -> None:
        members = {"value": value, "times": times}
        self._put(f"/faults/{name}", {k: v for k, v in members.items() if v is not None})

    def no_faults(self) -> None:
        home = self.box.url.removesuffix("/v2")
        assert requests.delete(f"{home}/sandbox/faults", timeout=10).status_code == 200

    def limit(self, **limits: int | bool) -> None:
        self._put("/limits", limits)

    def heard(self, room: int | str) -> list[str]:
        """The messages of a room, oldest first."""
        with HipChatClient(self.box.url, self.box.tokens.admin) as admin:
            return [each.message for each in admin.history_latest(room, max_results=1000)]

    def room_ids(self) -> list[int]:
        return [room.id for room in self.box.state.rooms()]


def integration(box: Sandbox, tokens: TokenKeeper, account: str | None = None) -> Integration:
    """Every room of the sandbox with its own token, and a user's token for people."""
    rooms = [room.id for room in box.state.rooms()]
    secrets = [Secret(account or box.tokens.user), *(Secret(box.tokens.rooms[r]) for r in rooms)]
    first, *rest = tokens.keep(secrets)
    own = tuple(Room(f"r{r}", str(r), ref) for r, ref in zip(rooms, rest, strict=True))
    return Integration("i1", "Chat", box.url, first, own)


def set_up(
    store: Store,
    tokens: TokenKeeper,
    to: Integration,
    own: Sequence[str] = (),
    **settings: Any,
) -> None:
    """One subscription, one notification to every room of the integration."""

    def work(unit: Unit) -> None:
        tokens.settle(unit, to.token_refs, ())
        unit.integrations.insert(to, START)
        unit.subscriptions.insert(WEB, START)
        choice = RoomChoice(own=tuple(own))
        unit.notifications.insert(
            RoomNotification("n1", "s1", "i1", "all", choice, **settings), START
        )

    store.write(work)
