"""Reading what a server says of tokens and of itself."""

from datetime import datetime, timedelta

from hipadmin.domain.token import Secret, TokenKind
from hipadmin.hipchat.answers import Answer
from hipadmin.hipchat.wire.read import person, read_object
from hipadmin.hipchat.wire.reader import Reader
from hipadmin.hipchat.wire.types import Capabilities, NewToken, TokenSession

_CENTURY_S = 100 * 366 * 86400


def new_token(answer: Answer, now: datetime) -> NewToken:
    """Read a token just made; ``now`` turns seconds left into a date."""
    body = read_object(answer)
    refresh = body.optional_text("refresh_token")
    return NewToken(
        token=Secret(body.text("access_token")),
        scopes=frozenset((body.optional_text("scope") or "").split()),
        expiry=_expiry(body.optional_integer("expires_in"), now),
        refresh_token=Secret(refresh) if refresh else None,
        group_id=body.number_or_digits("group_id"),
        group_name=body.optional_text("group_name"),
    )


def capabilities(answer: Answer) -> Capabilities:
    """Read a server's description of itself, of which old servers leave much out."""
    body = read_object(answer)
    offered = _part(body, "capabilities")
    api, oauth = _part(offered, "hipchatApiProvider"), _part(offered, "oauth2Provider")
    scopes = _part(api, "availableScopes")
    return Capabilities(
        name=body.optional_text("name") or "",
        description=body.optional_text("description") or "",
        api_version=body.optional_integer("connect_server_api_version"),
        api_url=_text(api, "url"),
        authorization_url=_text(oauth, "authorizationUrl"),
        token_url=_text(oauth, "tokenUrl"),
        scopes=frozenset(scopes.names() if scopes else ()),
    )


def _part(body: Reader | None, name: str) -> Reader | None:
    return body.optional_object(name) if body else None


def _text(body: Reader | None, name: str) -> str | None:
    return body.optional_text(name) if body else None


def token_session(answer: Answer, now: datetime) -> TokenSession:
    """Read what the server says of a token; ``now`` turns seconds left into a date."""
    body = read_object(answer)
    client, owner = body.optional_object("client"), body.optional_object("owner")
    home = client.optional_object("room") if client else None
    who = person(owner) if owner else None
    kind = _kind(body.text("owner_type"), has_room=home is not None)
    named = (client.optional_text("name") if client else None) or ""
    label = who.name if who and kind is TokenKind.USER else named
    return TokenSession(
        kind=kind,
        label=label,
        scopes=frozenset(body.texts("scopes")),
        owner=who,
        expiry=_expiry(body.optional_integer("expires_in"), now),
        room_id=home.integer("id") if home else None,
        room_name=home.optional_text("name") if home else None,
        title="" if named == label else named,
    )


def _kind(owner_type: str, *, has_room: bool) -> TokenKind:
    if has_room:
        return TokenKind.ROOM
    return TokenKind.USER if owner_type == "user" else TokenKind.ADDON


def _expiry(seconds: int | None, now: datetime) -> datetime | None:
    if seconds is None:
        return None
    return now + timedelta(seconds=min(max(seconds, 0), _CENTURY_S))
