"""Calls that read what was said in a room."""

from collections.abc import Iterator
from datetime import UTC, datetime

from hipadmin.hipchat import checks
from hipadmin.hipchat.calls import Caller, segment
from hipadmin.hipchat.paging import page_query, pages
from hipadmin.hipchat.wire import read
from hipadmin.hipchat.wire.types import RoomMessage


class HistoryCalls(Caller):
    """Reads messages; HipChat keeps them from room tokens."""

    def history_latest(
        self, room: int | str, *, not_before: str | None = None, max_results: int = 100
    ) -> tuple[RoomMessage, ...]:
        """Get a room's newest messages, oldest first (scope view_messages).

        ``not_before`` is a message id, itself included; ``max_results`` is 1-1000.
        """
        query = page_query(max_results)
        if not_before is not None:
            checks.check_text("not-before", not_before, least=1)
            query["not-before"] = not_before
        return read.messages(self._calls.ask("GET", "/history/latest", room=room, query=query))

    def history(
        self,
        room: int | str,
        *,
        before: datetime | None = None,
        since: datetime | None = None,
        page_size: int = 100,
    ) -> Iterator[RoomMessage]:
        """Go back through a room's messages, newest first, as they are asked for.

        Scope view_messages. From ``before`` (None: now) to ``since`` (None: the first message),
        both included; dates without a zone are UTC. ``page_size`` is 1-1000. Without ``before``
        the newest messages come from a page of their own, since HipChat's search by date lags.
        """
        query = page_query(page_size) | {"reverse": "false"}
        if since is not None:
            query["end-date"] = _written(since)
        name = checks.check_room(room)
        return self._history(name, before, since, query)

    def _history(
        self, room: str, before: datetime | None, since: datetime | None, query: dict[str, str]
    ) -> Iterator[RoomMessage]:
        recent: tuple[RoomMessage, ...] = ()
        if before is None:
            recent = read.messages(self._asks("/history", room)({"date": "recent"}))[::-1]
            if not recent:
                return
            yield from (each for each in recent if _is_wanted(each, since))
            before = recent[-1].date
        if since is not None and _utc(before) < _utc(since):
            return
        given = {each.id for each in recent}
        older = pages(
            self._asks("/history", room), read.message, query | {"date": _written(before)}
        )
        yield from (each for each in older if each.id not in given and _is_wanted(each, since))

    def message(self, room: int | str, message_id: str) -> RoomMessage | None:
        """Get one message (scope view_messages); None when the server knows it but shows it not.

        Raises:
            NoSuchItem: there is none with this id.
        """
        name = checks.check_id("message_id", message_id)
        path, item = f"/history/{segment(name)}", f"message “{name}”"
        return read.one_message(self._calls.ask("GET", path, room=room, item=item))


def _is_wanted(message: RoomMessage, since: datetime | None) -> bool:
    return since is None or message.date >= _utc(since)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def _written(moment: datetime) -> str:
    """Write a date as HipChat's own messages do. ``timezone`` with ``end-date`` was a 401."""
    return _utc(moment).isoformat(timespec="microseconds")
