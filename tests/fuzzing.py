"""How hard the fuzz tests try: 200 examples each in the suite, as many as one likes by hand.

    HIPADMIN_FUZZ=10000 python -m pytest -k fuzz --timeout 0

tries 10,000 of each. What they find becomes an ``@example`` beside its test.
"""

import os
from typing import Any

from hypothesis import HealthCheck, settings

from hipadmin.sandbox.app import create_app
from hipadmin.sandbox.defaults import furnish
from hipadmin.sandbox.limits import Limits
from hipadmin.sandbox.state import State

EXAMPLES = int(os.environ.get("HIPADMIN_FUZZ", "200"))
TRY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
BASE = "http://127.0.0.1:1/v2"


class Box:
    """A sandbox without a socket, made anew only when a request has removed what the next needs.

    Making one takes longer than a hundred requests.
    """

    def __init__(self) -> None:
        self._make()

    def _make(self) -> None:
        self.state = State()
        self.admin = furnish(self.state).admin
        app = create_app(self.state, base=BASE, limits=Limits(unlimited=True))
        self._http = app.test_client()

    def open(self, method: str, path: str, content_type: str, body: bytes, **more: Any) -> Any:
        """Ask as the administrator; ``path`` is what follows ``/v2``."""
        if not self._is_whole():
            self._make()
        headers = {"Authorization": f"Bearer {self.admin}", "Content-Type": content_type}
        return self._http.open(f"/v2{path}", method=method, data=body, headers=headers, **more)

    def _is_whole(self) -> bool:
        people = [each for each in self.state.people() if not each.is_deleted]
        known = self.state.find_token(self.admin) is not None
        names = {room.name for room in self.state.rooms() if not room.is_archived}
        return known and len(people) >= 3 and {"Builds", "Ops"} <= names
