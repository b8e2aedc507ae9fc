"""The witness: reads store and sandbox to confirm what the tour did; writes neither."""

from collections.abc import Callable

from hipadmin.domain.alert import AlertFilter, AlertState
from hipadmin.domain.health import Health
from hipadmin.gui.context import Context
from hipadmin.services.access import Server
from hipadmin.services.rooms.rooms import RoomPlace
from hipadmin.services.views import IntegrationRow


class Witness:
    """Answers yes or no. Blocking: asked off the GUI thread."""

    def __init__(self, context: Callable[[], Context | None]) -> None:
        self._context = context

    @property
    def _open(self) -> Context:
        found = self._context()
        if found is None:
            raise LookupError("the profile is not open")
        return found

    def holds_no_integration(self) -> bool:
        """The store's list is empty."""
        return self._open.services.views.integrations() == ()

    def integration(self, name: str) -> IntegrationRow | None:
        """The stored integration of that name."""
        rows = self._open.services.views.integrations()
        return next((row for row in rows if row.integration.name == name), None)

    def state(self, name: str) -> Health | None:
        """The shown state of an integration."""
        row = self.integration(name)
        return row.state.health if row else None

    def has_token(self, name: str) -> bool:
        """The vault holds a token for the integration's first room."""
        row = self.integration(name)
        if row is None or not row.integration.rooms:
            return False
        ref = row.integration.token_for(row.integration.rooms[0])
        return self._open.services.tokens.reveal(ref) is not None

    def used_by(self, name: str) -> tuple[str, ...]:
        """The subscriptions that depend on an integration."""
        row = self.integration(name)
        if row is None:
            return ()
        found = self._open.services.integrations.dependents(row.id)
        return tuple(d.subscription for d in found)

    def subscription(self, name: str) -> bool:
        """The store has a subscription of that name."""
        rows = self._open.services.views.subscriptions()
        return any(row.subscription.name == name for row in rows)

    def relay_runs(self) -> bool:
        """A relay on this store lives."""
        return bool(self._open.services.relays.running())

    def acknowledged(self, title: str) -> bool:
        """The alert of that title is in somebody's hands."""
        rows = self._open.services.activity.alerts(AlertFilter(text=title), limit=1).rows
        return bool(rows) and rows[0].state is AlertState.ACKNOWLEDGED

    def room_received(self, part: str) -> int:
        """How many messages of the sandbox's first room hold ``part``."""
        sandbox = self._open.sandbox
        if sandbox is None:
            return 0
        talk = self._open.services.talk
        room = sandbox.rooms[0]
        server, token = Server(sandbox.url), sandbox.user_token
        channel = talk.open(RoomPlace(room.name, str(room.id), server, token))
        try:
            return sum(part in line.html for line in channel.latest())
        finally:
            channel.close()
