"""Reading answers: what is missing or of the wrong type is not HipChat's."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hipadmin.domain.token import TokenKind
from hipadmin.hipchat.answers import Answer, not_hipchat
from hipadmin.hipchat.wire.types import (
    Person,
    Posted,
    Room,
    RoomBrief,
    RoomMessage,
    TokenSession,
)

_CENTURY_S = 100 * 366 * 86400


class Reader:
    """A JSON object with typed access; every mismatch is NotHipChat with the member's name."""

    def __init__(self, value: Any, answer: Answer, where: str = "answer") -> None:
        if not isinstance(value, dict):
            raise not_hipchat(answer, f"its {where} is not an object")
        self._value: Mapping[str, Any] = value
        self._answer = answer
        self._where = where

    def _wrong(self, name: str) -> Exception:
        return not_hipchat(self._answer, f"its {self._where} has no usable “{name}”")

    def text(self, name: str) -> str:
        """Give a member that must be text; halves of surrogate pairs become question marks."""
        value = self._value.get(name)
        if not isinstance(value, str):
            raise self._wrong(name)
        return value.encode("utf-8", "replace").decode("utf-8")

    def optional_text(self, name: str) -> str | None:
        """Give a member that is text, null or absent."""
        return None if self._value.get(name) is None else self.text(name)

    def integer(self, name: str) -> int:
        """Give a member that must be a whole number of at most 63 bits."""
        value = self._value.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**63:
            raise self._wrong(name)
        return value

    def optional_integer(self, name: str) -> int | None:
        """Give a member that is a whole number, null or absent."""
        return None if self._value.get(name) is None else self.integer(name)

    def optional_flag(self, name: str) -> bool | None:
        """Give a member that is true, false, null or absent."""
        value = self._value.get(name)
        if value is not None and not isinstance(value, bool):
            raise self._wrong(name)
        return value

    def date(self, name: str) -> datetime:
        """Give a member that must be an ISO date; without a zone UTC is meant."""
        try:
            moment = datetime.fromisoformat(self.text(name))
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self._wrong(name) from None

    def members(self, name: str) -> list[Any]:
        """Give a member that must be a list."""
        value = self._value.get(name)
        if not isinstance(value, list):
            raise self._wrong(name)
        return value

    def texts(self, name: str) -> list[str]:
        """Give a member that must be a list of texts."""
        values = self.members(name)
        if not all(isinstance(each, str) for each in values):
            raise self._wrong(name)
        return values

    def objects(self, name: str) -> "list[Reader]":
        """Give a member that must be a list of objects."""
        return [Reader(each, self._answer, f"“{name}”") for each in self.members(name)]

    def optional_object(self, name: str) -> "Reader | None":
        """Give a member that is an object, null or absent."""
        value = self._value.get(name)
        return None if value is None else Reader(value, self._answer, f"“{name}”")

    def is_text(self, name: str) -> bool:
        """Tell whether a member is text."""
        return isinstance(self._value.get(name), str)


def read_object(answer: Answer) -> Reader:
    """Read the body as one JSON object."""
    return Reader(answer.json(), answer)


def posted(answer: Answer) -> Posted:
    """Read the result of a room message."""
    if answer.status == 204:
        return Posted("", "", answer.status, answer.elapsed_s)
    body = read_object(answer)
    return Posted(body.text("id"), body.text("timestamp"), answer.status, answer.elapsed_s)


def person(body: Reader) -> Person:
    """Read a user in brief."""
    return Person(body.integer("id"), body.text("name"), body.optional_text("mention_name") or "")


def room_brief(body: Reader) -> RoomBrief:
    """Read a room as lists name it."""
    return RoomBrief(
        body.integer("id"),
        body.text("name"),
        body.optional_text("privacy"),
        body.optional_flag("is_archived"),
    )


def room(answer: Answer) -> Room:
    """Read a room in full."""
    body = read_object(answer)
    owner = body.optional_object("owner")
    return Room(
        id=body.integer("id"),
        name=body.text("name"),
        topic=body.optional_text("topic") or "",
        privacy=body.optional_text("privacy"),
        is_archived=body.optional_flag("is_archived"),
        owner=person(owner) if owner else None,
        created=body.date("created") if body.is_text("created") else None,
    )


def room_page(answer: Answer, start: int) -> tuple[list[RoomBrief], int | None]:
    """Read one page of rooms, and where the next one starts (None after the last).

    Only the number is taken from the link to the next page, never its host.
    """
    body = read_object(answer)
    rooms = [room_brief(each) for each in body.objects("items")]
    links = body.optional_object("links")
    following = links.optional_text("next") if links else None
    if not following or not rooms:
        return rooms, None
    named = _start_index(following)
    return rooms, named if named > start else start + len(rooms)


def _start_index(link: str) -> int:
    try:
        text = parse_qs(urlsplit(link).query).get("start-index", ["0"])[0]
        return int(text) if len(text) < 10 else 0
    except ValueError:
        return 0


def messages(answer: Answer) -> tuple[RoomMessage, ...]:
    """Read a page of history, oldest first."""
    found = [_message(each) for each in read_object(answer).objects("items")]
    return tuple(sorted(found, key=lambda each: each.date))


def _message(body: Reader) -> RoomMessage:
    by_name = body.is_text("from")
    sender = None if by_name else body.optional_object("from")
    known = person(sender) if sender else None
    file = body.optional_object("file")
    return RoomMessage(
        id=body.text("id"),
        date=body.date("date"),
        type=body.text("type"),
        sender=body.text("from") if by_name else (known.name if known else ""),
        message=body.optional_text("message") or "",  # deleted entries come without
        person=known,
        color=body.optional_text("color"),
        message_format=body.optional_text("message_format"),
        attach_to=body.optional_text("attach_to"),
        card=body.optional_text("card"),
        file_name=file.text("name") if file else None,
        file_url=file.text("url") if file else None,
    )


def token_session(answer: Answer, now: datetime) -> TokenSession:
    """Read what the server says of a token; ``now`` turns seconds left into a date."""
    body = read_object(answer)
    client, owner = body.optional_object("client"), body.optional_object("owner")
    home = client.optional_object("room") if client else None
    who = person(owner) if owner else None
    kind = _kind(body.text("owner_type"), has_room=home is not None)
    named = client.optional_text("name") if client else None
    return TokenSession(
        kind=kind,
        label=(who.name if who and kind is TokenKind.USER else named) or "",
        scopes=frozenset(body.texts("scopes")),
        owner=who,
        expiry=_expiry(body.optional_integer("expires_in"), now),
        room_id=home.integer("id") if home else None,
        room_name=home.optional_text("name") if home else None,
    )


def _kind(owner_type: str, *, has_room: bool) -> TokenKind:
    if has_room:
        return TokenKind.ROOM
    return TokenKind.USER if owner_type == "user" else TokenKind.ADDON


def _expiry(seconds: int | None, now: datetime) -> datetime | None:
    if seconds is None:
        return None
    return now + timedelta(seconds=min(max(seconds, 0), _CENTURY_S))
