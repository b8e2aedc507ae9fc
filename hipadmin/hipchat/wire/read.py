"""Reading rooms, people, messages and pages of them."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from hipadmin.hipchat.answers import Answer
from hipadmin.hipchat.errors import NotHipChat
from hipadmin.hipchat.wire.reader import Reader
from hipadmin.hipchat.wire.types import (
    CreatedRoom,
    Member,
    Person,
    Posted,
    Room,
    RoomBrief,
    RoomMessage,
    RoomStatistics,
    SharedLink,
    User,
    Webhook,
)

Item = TypeVar("Item")
Trimming = TypeVar("Trimming", Person, SharedLink)


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


def user(answer: Answer) -> User:
    """Read a user in full."""
    body = read_object(answer)
    who, presence = person(body), body.optional_object("presence")
    return User(
        *(who.id, who.name, who.mention_name),
        email=body.optional_text("email"),
        title=body.optional_text("title"),
        timezone=body.optional_text("timezone"),
        created=body.moment("created"),
        last_active=body.moment("last_active"),
        is_deleted=body.optional_flag("is_deleted"),
        is_guest=body.optional_flag("is_guest"),
        is_group_admin=body.optional_flag("is_group_admin"),
        is_online=presence.optional_flag("is_online") if presence else None,
        show=presence.optional_text("show") if presence else None,
    )


def room_brief(body: Reader) -> RoomBrief:
    """Read a room as lists name it."""
    return RoomBrief(
        body.integer("id"),
        body.text("name"),
        body.optional_text("privacy"),
        body.optional_flag("is_archived"),
        body.optional_text("topic"),
        body.count("participants"),
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
        created=body.moment("created"),
        is_guest_accessible=body.optional_flag("is_guest_accessible"),
        guest_access_url=body.optional_text("guest_access_url"),
        version=body.optional_text("version"),
    )


def created_room(answer: Answer) -> CreatedRoom:
    """Read the id of a new room."""
    return CreatedRoom(read_object(answer).integer("id"), answer.status, answer.elapsed_s)


def member(body: Reader) -> Member:
    """Read a member of a room."""
    who = person(body)
    roles = body.texts("room_roles") if body.has("room_roles") else []
    return Member(who.id, who.name, who.mention_name, frozenset(roles))


def statistics(answer: Answer) -> RoomStatistics:
    """Read how much was said in a room."""
    body = read_object(answer)
    return RoomStatistics(body.integer("messages_sent"), body.moment("last_active"))


def webhook(body: Reader) -> Webhook:
    """Read a webhook; the members that only its own page has may be missing."""
    creator = body.optional_object("creator")
    return Webhook(
        id=body.optional_integer("id"),
        url=body.text("url"),
        event=body.text("event"),
        pattern=body.optional_text("pattern"),
        name=body.optional_text("name"),
        key=body.optional_text("key"),
        creator=creator.optional_text("name") if creator else None,
        created=body.moment("created"),
    )


def webhook_id(answer: Answer, *, required: bool) -> int | None:
    """Read the id of a webhook just made; by key, servers may answer without."""
    if not required and (answer.status == 204 or not answer.body.strip()):
        return None
    body = read_object(answer)
    return body.integer("id") if required else body.optional_integer("id")


def page(
    answer: Answer, start: int, read: Callable[[Reader], Item]
) -> tuple[list[Item], int | None]:
    """Read one page of items, and where the next one starts (None after the last).

    Only the number is taken from the link to the next page, never its host.
    """
    body = read_object(answer)
    items = [read(each) for each in body.objects("items")]
    links = body.optional_object("links")
    following = links.optional_text("next") if links else None
    if not following or not items:
        return items, None
    named = _start_index(following)
    return items, named if named > start else start + len(items)


def _start_index(link: str) -> int:
    try:
        text = parse_qs(urlsplit(link).query).get("start-index", ["0"])[0]
        return int(text) if len(text) < 10 else 0
    except ValueError:
        return 0


def messages(answer: Answer) -> tuple[RoomMessage, ...]:
    """Read a page of history, oldest first."""
    found = [message(each) for each in read_object(answer).objects("items")]
    return tuple(sorted(found, key=lambda each: each.date))


def one_message(answer: Answer) -> RoomMessage | None:
    """Read a message asked for by its id; servers may answer null for one that is gone."""
    wrapped = read_object(answer).optional_object("message")
    return message(wrapped) if wrapped else None


def message(body: Reader) -> RoomMessage:
    """Read one entry of a history."""
    by_name = body.is_text("from")
    sender = None if by_name else body.optional_object("from")
    known = person(sender) if sender else None
    file = body.optional_object("file")
    card, text = body.optional_text("card"), body.optional_text("message")
    return RoomMessage(
        id=body.text("id"),
        date=body.date("date"),
        type=body.text("type"),
        sender=body.text("from") if by_name else (known.name if known else ""),
        message=text or "",
        person=known,
        color=body.optional_text("color"),
        message_format=body.optional_text("message_format"),
        attach_to=body.optional_text("attach_to"),
        card=card,
        file_name=file.text("name") if file else None,
        file_url=file.text("url") if file else None,
        file_size=file.loose_integer("size") if file else None,
        file_thumb=file.first_text("thumb_url") or None if file else None,
        mentions=tuple(_readable(body, "mentions", person)),
        links=tuple(_readable(body, "message_links", _link)),
        is_deleted=not (text is not None or card or file),
    )


def _readable(
    body: Reader, name: str, read_one: Callable[[Reader], Trimming]
) -> Iterator[Trimming]:
    """Read what can be read of a message's trimmings: a message is worth more than they are."""
    for each in body.loose_objects(name):
        with suppress(NotHipChat):
            yield read_one(each)


def _link(body: Reader) -> SharedLink:
    """Read what a server found behind a link; the details stand under the link's kind."""
    kind, url = body.text("type"), body.text("url")
    details = body.loose_object(kind)
    if details is None:
        return SharedLink(kind, url)
    title = details.first_text("title", "name", "screenName", "image")
    return SharedLink(kind, url, title, details.first_text("description", "text"))
