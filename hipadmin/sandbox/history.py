"""The bounded history of one room."""

from collections import deque
from collections.abc import Iterator

from hipadmin.sandbox.model import Message

MAX_MESSAGES = 1000
MAX_CHARACTERS = 4_000_000
"""Characters of text and cards kept for a room, so that memory stays bounded."""
_OVERHEAD = 600
"""Bytes a message takes beside its text, about."""


class History:
    """The newest messages of a room, oldest first. The caller holds the lock."""

    def __init__(self) -> None:
        self._messages: deque[Message] = deque()
        self._characters = 0
        self.total = 0

    def __iter__(self) -> Iterator[Message]:
        return iter(self._messages)

    def __len__(self) -> int:
        return len(self._messages)

    def append(self, message: Message) -> None:
        """Add ``message`` and let go of the oldest ones beyond the bounds."""
        self._messages.append(message)
        self.total += 1
        self._characters += message.size
        while self._is_over():
            self._characters -= self._messages.popleft().size

    @property
    def weight(self) -> int:
        """About how many bytes all of this takes (a character counts as one)."""
        return self._characters + _OVERHEAD * len(self._messages)

    def halve(self) -> None:
        """Let go of the older half, the newest message excepted."""
        for _ in range(len(self._messages) // 2):
            self._characters -= self._messages.popleft().size

    def find(self, message_id: str) -> Message | None:
        """Find a message that is still kept."""
        return next((m for m in reversed(self._messages) if m.id == message_id), None)

    def newest(self, limit: int, *, not_before: str | None = None) -> list[Message]:
        """Give up to ``limit`` of the newest messages, oldest first.

        ``not_before`` is the id of the earliest one wanted, itself included; an id that is no
        longer kept bounds nothing.
        """
        found: list[Message] = []
        for message in reversed(self._messages):
            if len(found) == limit:
                break
            found.append(message)
            if message.id == not_before:
                break
        return found[::-1]

    def _is_over(self) -> bool:
        many = len(self._messages) > MAX_MESSAGES
        return many or (self._characters > MAX_CHARACTERS and len(self._messages) > 1)
