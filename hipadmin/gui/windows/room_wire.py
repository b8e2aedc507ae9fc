"""A room's connections, used by worker threads one call at a time and let go from any thread."""

import threading
from collections.abc import Callable, Collection
from datetime import datetime
from typing import TypeVar

from hipadmin.gui.jobs import Cancelled, JobContext
from hipadmin.services.rooms import Earlier, Reading, RoomChannel, RoomPlace, RoomTalk

T = TypeVar("T")


class _Strand:
    """One connection; a call that is under way when it is closed lets go of it at its end."""

    def __init__(self, connect: Callable[[], RoomChannel]) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._channel: RoomChannel | None = None
        self._closed = False

    def use(self, context: JobContext, act: Callable[[RoomChannel], T]) -> T:
        try:
            with self._lock:
                if self._closed:
                    raise Cancelled
                self._channel = self._channel or self._connect()
                context.on_cancel(self._channel.cancel)
                return act(self._channel)
        finally:
            if self._closed:
                self.close()

    def close(self) -> None:
        self._closed = True
        if self._lock.acquire(blocking=False):
            try:
                if self._channel is not None:
                    self._channel.close()
            finally:
                self._lock.release()


class RoomWire:
    """Reads and posts over two connections, so that a line leaves while a read still waits."""

    def __init__(self, talk: RoomTalk, place: RoomPlace) -> None:
        def connect() -> RoomChannel:
            return talk.open(place)

        self._reads = _Strand(connect)
        self._posts = _Strand(connect)

    def read(self, context: JobContext, *, with_topic: bool) -> Reading:
        """Look at the room once. Blocking. Raises HipChatError, or Cancelled once closed."""
        return self._reads.use(context, lambda channel: channel.read(with_topic=with_topic))

    def earlier(self, context: JobContext, before: datetime, known: Collection[str]) -> Earlier:
        """What was said before. Blocking. Raises HipChatError, or Cancelled once closed."""
        return self._reads.use(context, lambda channel: channel.earlier(before, known))

    def post(self, context: JobContext, text: str) -> None:
        """Say ``text``. Blocking. Raises HipChatError, or Cancelled once closed."""
        self._posts.use(context, lambda channel: channel.post(text))

    def close(self) -> None:
        """Let go of both connections; a running call does it itself. Does not block."""
        self._reads.close()
        self._posts.close()
