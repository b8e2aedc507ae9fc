"""A source as any program may be one: it sends events over HTTP to where the relay listens."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from hipadmin.gui.context import Context
from hipadmin.services.intake.notifying import Door, NotTaken, notify
from hipadmin.services.relay.settings import door


class Source:
    """Sends to the subscription of this name. Blocking: used off the GUI thread."""

    def __init__(self, context: Callable[[], Context | None], subscription: str) -> None:
        self._context = context
        self._subscription = subscription

    def send(self, **event: str) -> bool:
        """Send one event; whether the relay took it in. Raises NotTaken, StoreTrouble."""
        found = self._door()
        if found is None:
            return False
        taken = notify(found, json.dumps(event).encode(), lambda: datetime.now(UTC))
        if taken.refused:
            raise NotTaken(" ".join(taken.problems))
        return True

    def _door(self) -> Door | None:
        """Where the relay listens, with the key that the window shows."""
        context = self._context()
        if context is None:
            return None
        services = context.services
        rows, relays = services.views.subscriptions(), services.relays.running()
        [wanted] = (r.subscription for r in rows if r.subscription.name == self._subscription)
        key = services.intake_keys.reveal(services.intake_keys.ensure(wanted.id).ref_id)
        return Door(door(relays[0].url, wanted.id), key) if relays and key else None
