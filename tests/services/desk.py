"""A reception over the usual configuration, with a key for its subscription."""

import itertools
import json
from dataclasses import dataclass
from typing import Any

from hipadmin.domain.activity import Refusal
from hipadmin.domain.incoming import Incoming
from hipadmin.domain.ports.sources import Source
from hipadmin.domain.token import Secret
from hipadmin.services.configuration.journal import Journal
from hipadmin.services.configuration.records import Acts
from hipadmin.services.intake.doors import Doors
from hipadmin.services.intake.intake import Received, Taking
from hipadmin.services.intake.intake_keys import IntakeKeys
from hipadmin.services.intake.reception import SIGNATURE, TIMESTAMP, Reception, TurnedAway, sign
from hipadmin.services.intake.refusals import Refusals
from hipadmin.services.tokens import TokenKeeper
from hipadmin.sources import every_source
from hipadmin.vault.session_vault import SessionVault
from tests.services.relaying import Relay


@dataclass(slots=True)
class Desk:
    """Everything between a request and the store."""

    hub: Relay
    vault: SessionVault
    tokens: TokenKeeper
    keys: IntakeKeys
    doors: Doors
    refusals: Refusals
    reception: Reception
    key: Secret

    def send(self, body: Any = None, *, to: str = "s1", **more: Any) -> tuple[Received, ...]:
        """Send with the bearer key unless other headers are given."""
        return self.reception.receive(to, self.request(body, **more))

    def begin(
        self, body: Any = None, *, to: str = "s1", name: str = "", **more: Any
    ) -> Taking | None:
        """Hand the same over, to be waited for."""
        return self.reception.begin(to, self.request(body, **more), name)

    def request(
        self,
        body: Any = None,
        *,
        key: Secret | None = None,
        query: dict[str, str] | None = None,
        **headers: str,
    ) -> Incoming:
        data = body if isinstance(body, bytes) else json.dumps(body or {"title": "x"}).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if not named and query is None:
            named = {"authorization": f"Bearer {(key or self.key).reveal()}"}
        return Incoming(
            {"content-type": "application/json", **named}, data, self.hub.clock(), query
        )

    def turned(self, *given: Any, **more: Any) -> str:
        """Send what is turned away; give the code."""
        try:
            self.send(*given, **more)
        except TurnedAway as away:
            return away.code
        raise AssertionError("it was taken in")

    def signed(self, body: bytes, timestamp: str, key: Secret | None = None) -> dict[str, str]:
        made = sign(key or self.key, timestamp, body)
        return {TIMESTAMP.replace("-", "_"): timestamp, SIGNATURE.replace("-", "_"): made}

    def noted(self) -> list[Refusal]:
        """What Activity has of what was refused, oldest first."""
        self.refusals.write()
        return list(reversed(self.hub.activity.refusals()))


def desk(hub: Relay, vault: SessionVault, *sources: Source) -> Desk:
    ids = itertools.count()

    def new_id() -> str:
        return f"id{next(ids)}"

    tokens = TokenKeeper(hub.store, vault, hub.clock, new_id)
    acts = Acts(hub.store, "ann", hub.clock, new_id, Journal())
    keys = IntakeKeys(hub.store, tokens, acts, hub.clock)
    doors = Doors(hub.store, keys, hub.clock)
    refusals = Refusals(hub.store, hub.clock)
    reception = Reception(hub.intake, doors, (*sources, *every_source()), refusals)
    key = keys.reveal(keys.ensure("s1").ref_id)
    assert key is not None
    return Desk(hub, vault, tokens, keys, doors, refusals, reception, key)
