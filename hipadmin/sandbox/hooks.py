"""The webhooks that were registered, and which of them an event concerns."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hipadmin.sandbox.errors import ApiError
from hipadmin.sandbox.model import Webhook

MAX_HOOKS = 1_000
"""Webhooks the sandbox keeps at most (its own bound)."""
EVENTS = (
    "room_archived",
    "room_created",
    "room_deleted",
    "room_enter",
    "room_exit",
    "room_file_upload",
    "room_message",
    "room_notification",
    "room_topic_change",
    "room_unarchived",
)
_WITH_TEXT = ("room_message", "room_notification")
_PATTERN_MEMORY = 1 << 20


class Hooks:
    """All webhooks by id; every method may be called from any thread."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._lock = threading.Lock()
        self._hooks: dict[int, Webhook] = {}
        self._patterns: dict[str, Any] = {}
        self._last = 0

    def all(self) -> list[Webhook]:
        """List every webhook by id."""
        with self._lock:
            return [self._hooks[key] for key in sorted(self._hooks)]

    def of_room(self, room: int | None) -> list[Webhook]:
        """List the webhooks of a room, or the global ones."""
        return [hook for hook in self.all() if hook.room == room]

    def find(self, room: int | None, number: str) -> Webhook | None:
        """Find a webhook of a room by its id."""
        return next((hook for hook in self.of_room(room) if str(hook.id) == number), None)

    def keyed(self, room: int | None, client: str, key: str) -> Webhook | None:
        """Find what an integration registered under ``key``."""
        mine = (h for h in self.of_room(room) if h.owner.oauth_client == client)
        return next((hook for hook in mine if hook.key == key), None)

    def add(self, hook: Webhook) -> Webhook:
        """Keep ``hook`` under a fresh id; raises ``ApiError`` 400 when there are too many."""
        with self._lock:
            if len(self._hooks) >= MAX_HOOKS:
                raise ApiError(400, f"The sandbox keeps at most {MAX_HOOKS} webhooks")
            number = self._last + 1
        return self.put(replace(hook, id=number))

    def put(self, hook: Webhook) -> Webhook:
        """Keep ``hook`` as it is."""
        with self._lock:
            self._hooks[hook.id] = hook
            self._last = max(self._last, hook.id)
        self._changed()
        return hook

    def remove(self, number: int) -> None:
        """Forget a webhook."""
        self._remove(lambda hook: hook.id == number)

    def remove_room(self, room: int) -> None:
        """Forget the webhooks of a room."""
        self._remove(lambda hook: hook.room == room)

    def remove_client(self, client: str) -> None:
        """Forget the webhooks of an integration."""
        self._remove(lambda hook: hook.owner.oauth_client == client)

    def concerned(self, event: str, room: int, text: str) -> list[Webhook]:
        """List the webhooks that are to hear of an event in a room where ``text`` was said."""
        with self._lock:
            heard = [h for h in self._hooks.values() if h.event == event and h.room in (room, None)]
        return [hook for hook in heard if event not in _WITH_TEXT or self._fits(hook, text)]

    def _fits(self, hook: Webhook, text: str) -> bool:
        if not hook.pattern:
            return True
        pattern = self._patterns.get(hook.pattern)
        if pattern is None:
            pattern = self._patterns[hook.pattern] = compiled(hook.pattern)
        return pattern.search(text.encode("utf-8", "replace")) is not None

    def _remove(self, unwanted: Callable[[Webhook], bool]) -> None:
        with self._lock:
            self._hooks = {k: hook for k, hook in self._hooks.items() if not unwanted(hook)}
            used = {hook.pattern for hook in self._hooks.values()}
            self._patterns = {k: p for k, p in self._patterns.items() if k in used}
        self._changed()


def compiled(pattern: str) -> Any:
    """Compile ``pattern``; raises ``ApiError`` 400 when it is none.

    RE2 takes time in proportion to the text whatever the pattern, so that nobody's pattern can
    hold up the server; it knows no back-references and no look-around. It is loaded with the
    first pattern because most sandboxes see none.
    """
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _PATTERN_MEMORY
    try:
        return re2.compile(pattern.encode(), options)
    except (re2.error, UnicodeEncodeError):
        raise ApiError(400, "Field pattern must be a valid regular expression") from None
