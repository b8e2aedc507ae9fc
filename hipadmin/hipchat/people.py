"""Calls about people."""

from collections.abc import Iterator

from hipadmin.hipchat import checks
from hipadmin.hipchat.calls import DONE, Caller, segment, sent
from hipadmin.hipchat.paging import page_query, pages
from hipadmin.hipchat.wire import read
from hipadmin.hipchat.wire.types import Person, Sent, User


class PeopleCalls(Caller):
    """Looks people up, and asks them into rooms."""

    def users(
        self,
        *,
        page_size: int = 100,
        include_guests: bool | None = None,
        include_deleted: bool | None = None,
    ) -> Iterator[Person]:
        """Go through all people the token may see (scope view_group); ``page_size`` is 1-1000."""
        query = page_query(
            page_size, include_guests=include_guests, include_deleted=include_deleted
        )
        return pages(self._asks("/user"), read.person, query)

    def user(self, user: int | str) -> User:
        """Look a person up by id, e-mail address or @mention (scope view_group)."""
        person = checks.check_person(user)
        return read.user(self._calls.ask("GET", f"/user/{segment(person)}", person=person))

    def invite(self, room: int | str, user: int | str, reason: str = "") -> Sent:
        """Ask a person into a room (scope admin_room)."""
        checks.check_text("reason", reason)
        person = checks.check_person(user)
        body = checks.encode({"reason": reason} if reason else {})
        path = f"/invite/{segment(person)}"
        return sent(
            self._calls.ask("POST", path, room=room, person=person, body=body, expected=DONE)
        )
