"""A room's connections, used by worker threads one call at a time and let go from any thread."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TypeVar

from hipadmin.gui.jobs import JobContext
from hipadmin.gui.threads.strand import Strand
from hipadmin.services.rooms.rooms import Earlier, Reading, RoomChannel, RoomPlace, RoomTalk

T = TypeVar("T")


class RoomWire:
    """Reads and posts over two connections, so that a line leaves while a read still waits."""

    def __init__(self, talk: RoomTalk, place: RoomPlace) -> None:
        def connect() -> RoomChannel:
            return talk.open(place)

        self._reads, self._posts = Strand(connect), Strand(connect)

    def read(self, context: JobContext, *, with_topic: bool) -> Reading:
        """Look at the room once. Blocking. Raises HipChatError, or Cancelled once closed."""
        return _use(self._reads, context, lambda channel: channel.read(with_topic=with_topic))

    def earlier(self, context: JobContext, before: datetime, known: Collection[str]) -> Earlier:
        """What was said before. Blocking. Raises HipChatError, or Cancelled once closed."""
        return _use(self._reads, context, lambda channel: channel.earlier(before, known))

    def post(self, context: JobContext, text: str) -> None:
        """Say ``text``. Blocking. Raises HipChatError, or Cancelled once closed."""
        _use(self._posts, context, lambda channel: channel.post(text))

    def close(self) -> None:
        """Let go of both connections; a running call does it itself. Does not block."""
        self._reads.close()
        self._posts.close()


def _use(strand: Strand[RoomChannel], context: JobContext, act: Callable[[RoomChannel], T]) -> T:
    def cancellable(channel: RoomChannel) -> T:
        context.on_cancel(channel.cancel)
        return act(channel)

    return strand.use(cancellable)
