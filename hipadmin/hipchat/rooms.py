"""Calls about rooms and who is in them."""

from collections.abc import Collection, Iterator
from typing import Any

from hipadmin.domain.endpoint import has_controls
from hipadmin.hipchat import checks
from hipadmin.hipchat.calls import CREATED, DONE, Caller, segment, sent
from hipadmin.hipchat.errors import MessageRejected
from hipadmin.hipchat.paging import Pages, page_query, pages
from hipadmin.hipchat.wire import read
from hipadmin.hipchat.wire.types import (
    CreatedRoom,
    Member,
    Person,
    Room,
    RoomBrief,
    RoomStatistics,
    Sent,
)

PRIVACIES = ("public", "private")
ROLES = ("room_member", "room_admin")


class RoomCalls(Caller):
    """Looks rooms up, makes, changes and removes them, and says who belongs to them."""

    def rooms(
        self,
        *,
        start_index: int = 0,
        page_size: int = 100,
        include_private: bool | None = None,
        include_archived: bool | None = None,
    ) -> Iterator[RoomBrief]:
        """Go through all rooms the token may see, a page at a time as they are asked for.

        Scope view_group or view_room; ``page_size`` is 1-1000.
        """
        checks.check_number("start-index", start_index, least=0, most=10**9)
        query = page_query(
            page_size, include_private=include_private, include_archived=include_archived
        )
        return pages(self._asks("/room"), read.room_brief, query, start_index)

    def room_pages(
        self,
        *,
        start_index: int = 0,
        page_size: int = 100,
        include_archived: bool | None = None,
        detailed: bool = False,
    ) -> Pages[RoomBrief]:
        """The same list, for who asks for each page by himself; nothing is asked yet.

        ``detailed`` asks for topics and for who is there, which makes pages some times larger.
        """
        checks.check_number("start-index", start_index, least=0, most=10**9)
        query = page_query(page_size, include_archived=include_archived)
        if detailed:
            query["expand"] = "items"
        return Pages(self._asks("/room"), read.room_brief, query, start_index)

    def room(self, room: int | str) -> Room:
        """Look a room up (scope view_group or view_room, which room tokens lack)."""
        return read.room(self._calls.ask("GET", "", room=room))

    def create_room(
        self,
        name: str,
        *,
        topic: str = "",
        privacy: str = "public",
        guest_access: bool = False,
        owner: int | str | None = None,
        delegate_admin_visibility: bool | None = None,
    ) -> CreatedRoom:
        """Make a room called ``name``, 1-50 characters (scope manage_rooms).

        ``owner`` is a person's id, e-mail address or @mention; None means the token's user.

        Raises:
            MessageRejected: also when there is a room of that name.
        """
        checks.check_flags(
            guest_access=guest_access, delegate_admin_visibility=delegate_admin_visibility
        )
        body = _described(name, topic, privacy) | {"guest_access": guest_access}
        if owner is not None:
            body["owner_user_id"] = _person(owner)
        if delegate_admin_visibility is not None:
            body["delegate_admin_visibility"] = delegate_admin_visibility
        encoded = checks.encode(body)
        return read.created_room(
            self._calls.ask("POST", "/room", item="such owner", body=encoded, expected=CREATED)
        )

    def update_room(
        self,
        room: int | str,
        *,
        name: str,
        topic: str,
        privacy: str,
        is_archived: bool,
        is_guest_accessible: bool,
        owner: int | str,
        delegate_admin_visibility: bool | None = None,
    ) -> Sent:
        """Replace what is known of a room as a whole (scope admin_room, and its owner or admin).

        HipChat takes no partial change: give every member, as ``room`` tells them. To archive a
        room, replace it with ``is_archived`` true.
        """
        flags = {"is_archived": is_archived, "is_guest_accessible": is_guest_accessible}
        for field, flag in flags.items():
            checks.check_flag(field, flag)
        checks.check_flags(delegate_admin_visibility=delegate_admin_visibility)
        body = _described(name, topic, privacy) | flags | {"owner": {"id": _person(owner)}}
        if delegate_admin_visibility is not None:
            body["delegate_admin_visibility"] = delegate_admin_visibility
        encoded = checks.encode(body)
        return sent(self._calls.ask("PUT", "", room=room, body=encoded, expected=DONE))

    def delete_room(self, room: int | str) -> Sent:
        """Remove a room and its history for good (scope manage_rooms)."""
        return sent(self._calls.ask("DELETE", "", room=room, expected=DONE))

    def members(self, room: int | str, *, page_size: int = 100) -> Iterator[Member]:
        """Go through a room's members (scope admin_room); ``page_size`` is 1-1000."""
        ask = self._asks("/member", checks.check_room(room))
        return pages(ask, read.member, page_query(page_size))

    def add_member(
        self, room: int | str, user: int | str, roles: Collection[str] = ("room_member",)
    ) -> Sent:
        """Make a person a member of a room, or give a member other roles (scope admin_room).

        ``roles`` are ``room_member`` and ``room_admin``, at least one.
        """
        if isinstance(roles, str) or not roles:
            raise MessageRejected("“room_roles” must be a list of roles.", field="room_roles")
        for role in roles:
            checks.check_choice("room_roles", role, ROLES)
        body = checks.encode({"room_roles": list(roles)})
        return self._change_member("PUT", room, user, body)

    def remove_member(self, room: int | str, user: int | str) -> Sent:
        """Take a person out of a room (scope admin_room)."""
        return self._change_member("DELETE", room, user)

    def _change_member(
        self, method: str, room: int | str, user: int | str, body: bytes | None = None
    ) -> Sent:
        person = checks.check_person(user)
        path = f"/member/{segment(person)}"
        answer = self._calls.ask(method, path, room=room, person=person, body=body, expected=DONE)
        return sent(answer)

    def participants(
        self, room: int | str, *, include_offline: bool | None = None, page_size: int = 100
    ) -> Iterator[Person]:
        """Go through who is in a room now (scope view_group or view_room)."""
        query = page_query(page_size, include_offline=include_offline)
        ask = self._asks("/participant", checks.check_room(room))
        return pages(ask, read.person, query)

    def statistics(self, room: int | str) -> RoomStatistics:
        """Ask how much was said in a room, and when last (scope view_group or view_room)."""
        return read.statistics(self._calls.ask("GET", "/statistics", room=room))


def _described(name: str, topic: str, privacy: str) -> dict[str, Any]:
    checks.check_text("name", name, least=1, most=checks.MAX_NAME)
    if not name.strip():
        raise MessageRejected("“name” must not be blank.", field="name")
    if has_controls(name):
        raise MessageRejected("“name” must not contain control characters.", field="name")
    checks.check_text("topic", topic, most=checks.MAX_TOPIC)
    checks.check_choice("privacy", privacy, PRIVACIES)
    return {"name": name, "topic": topic, "privacy": privacy}


def _person(owner: int | str) -> int | str:
    checks.check_person(owner)
    return owner
