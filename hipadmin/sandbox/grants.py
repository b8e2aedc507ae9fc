"""POST /oauth/token: what a client, a person, or a token may be exchanged for."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flask import request
from werkzeug.datastructures import Authorization

from hipadmin.sandbox import errors, fresh, reading
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.model import (
    ADDON_LIFE,
    ALL_SCOPES,
    ROOM_SCOPES,
    TOKEN_LIFE,
    USER_SCOPES,
    Client,
    Person,
    Promise,
    Room,
    Token,
    TokenKind,
)

GROUP_ID = 1
GROUP_NAME = "Sandbox"
_FOR_ADMINS = {"admin_group", "import_data"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """The fields of a request, from the body or the query, and the add-on that makes it."""

    site: Site
    fields: Mapping[str, str]
    client: Client | None

    def need(self, name: str) -> str:
        """Give a field that must be there."""
        if not self.fields.get(name):
            raise errors.missing_field(name)
        return self.fields[name]

    def first(self, *names: str) -> str:
        """Give the first of several fields that is there, or nothing."""
        return next((self.fields[name] for name in names if self.fields.get(name)), "")


def grant(site: Site) -> dict[str, object]:
    """Give the answer to a token request; raises ``ApiError`` 400, 401 or 403."""
    fields = _fields()
    kind = fields.get("grant_type", "")
    if not kind:
        raise errors.missing_field("grant_type")
    if kind not in _GRANTS:
        raise errors.not_an_option("grant_type", kind, tuple(_GRANTS))
    return _GRANTS[kind](_Asked(site, fields, _client(site, fields)))


def _fields() -> Mapping[str, str]:
    """Take fields from the body, whatever its type, and what is missing there from the query."""
    body = reading.optional_members() if request.mimetype else {}
    texts = {name: _text(value) for name, value in body.items()}
    return {**request.args.to_dict(), **{k: v for k, v in texts.items() if v}}


def _text(value: object) -> str:
    if isinstance(value, list):
        return " ".join(item for item in value if isinstance(item, str))
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value if isinstance(value, str) else ""


def _client(site: Site, fields: Mapping[str, str]) -> Client | None:
    """Find the add-on by HTTP Basic, or by ``client_id`` and ``client_secret``; 401 if wrong."""
    basic = _authorization()
    given = (fields.get("client_id"), fields.get("client_secret"))
    if basic and basic.type == "basic":
        given = (basic.username, basic.password)
    name, secret = given
    if not name or not secret:
        return None
    client = site.state.find_client(name)
    if client is None or not _same(client.secret, secret):
        raise errors.bad_client()
    return client


def _authorization() -> Authorization | None:
    try:
        return request.authorization
    except ValueError:  # letters beyond ASCII where base64 should be
        raise errors.bad_client() from None


def _same(one: str, other: str) -> bool:
    first, second = (text.encode("utf-8", "surrogatepass") for text in (one, other))
    return hmac.compare_digest(first, second)


def _by_client(asked: _Asked) -> dict[str, object]:
    """``client_credentials``: the add-on itself, or a person it acts for (``username``)."""
    client = asked.client
    if client is None:
        raise errors.bad_client()
    person = asked.site.person(asked.fields["username"]) if asked.first("username") else None
    token = _addon_token(asked, client, _scopes(asked, client.scopes, client.scopes), person)
    return _answer(asked.site, token)


def _addon_token(
    asked: _Asked, client: Client, scopes: tuple[str, ...], person: Person | None
) -> Token:
    room = asked.site.state.room(client.room)
    return asked.site.state.add_token(
        TokenKind.ADDON,
        client.name,
        scopes,
        room=room,
        person=person,
        life=ADDON_LIFE,
        client=client,
    )


def _by_password(asked: _Asked) -> dict[str, object]:
    person = _person(asked)
    scopes = _scopes(asked, _allowed(person), USER_SCOPES)
    label = asked.client.name if asked.client else person.name
    promise = _promised(asked, label, scopes, person)
    return _redeemed(asked, promise)


def _by_refresh(asked: _Asked) -> dict[str, object]:
    promise = asked.site.state.find_promise(asked.need("refresh_token"))
    if promise is None or promise.expires is not None or not _theirs(asked, promise):
        raise errors.bad_grant()
    fewer = _scopes(asked, promise.scopes, promise.scopes)
    return _redeemed(asked, replace(promise, scopes=fewer))


def _by_code(asked: _Asked) -> dict[str, object]:
    promise = asked.site.state.find_promise(asked.need("code"))
    told = asked.first("redirect_uri", "redirect_url")
    if promise is None or promise.redirect != told or not _theirs(asked, promise):
        raise errors.bad_grant()
    asked.site.state.remove_promise(promise.value)
    person = asked.site.state.person(promise.person)
    return _redeemed(asked, _promised(asked, promise.label, promise.scopes, person))


def _theirs(asked: _Asked, promise: Promise) -> bool:
    return not promise.client or (asked.client is not None and asked.client.id == promise.client)


def _personal(asked: _Asked) -> dict[str, object]:
    """``personal``: what a person makes on the page of their account."""
    person = _person_or_bearer(asked)
    label = asked.first("label", "name", "client_name") or "Personal token"
    scopes = _scopes(asked, _allowed(person), USER_SCOPES)
    add = asked.site.state.add_token
    return _answer(asked.site, add(TokenKind.USER, label, scopes, person=person, life=TOKEN_LIFE))


def _room_notification(asked: _Asked) -> dict[str, object]:
    """``room_notification``: what an administrator makes on the page of a room."""
    bearer = asked.site.presented()
    if "admin_room" not in bearer.scopes:
        raise errors.missing_scope(("admin_room",))
    room = _room(asked, bearer)
    label = asked.first("label", "name") or room.name
    _scopes(asked, ROOM_SCOPES, ROOM_SCOPES)
    token = asked.site.state.add_token(TokenKind.ROOM, label, ROOM_SCOPES, room=room)
    return _answer(asked.site, token)


def _room(asked: _Asked, bearer: Token) -> Room:
    name = asked.first("room_id", "room", "room_id_or_name") or asked.need("room_id")
    room = asked.site.state.find_room(name)
    if room is None:
        raise errors.no_such_room(name)
    if bearer.room not in (None, room.id):
        raise errors.foreign_room()
    return room


def _person(asked: _Asked) -> Person:
    """Find the person whose name and password are given; raises ``ApiError`` 401."""
    name, password = asked.need("username"), asked.need("password")
    find = asked.site.state.find_person
    person = find(name) or find(f"@{name}")
    if person is None or not person.password or not _same(person.password, password):
        raise errors.bad_grant()
    return person


def _person_or_bearer(asked: _Asked) -> Person:
    if asked.first("username"):
        return _person(asked)
    person = asked.site.state.person(asked.site.presented().person)
    if person is None:
        raise errors.needs_a_person()
    return person


def _allowed(person: Person) -> tuple[str, ...]:
    kept = set() if person.is_group_admin else _FOR_ADMINS
    return tuple(scope for scope in ALL_SCOPES if scope not in kept)


def _scopes(asked: _Asked, allowed: tuple[str, ...], otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """Read ``scope``, words with blanks between; raises ``ApiError`` 400 for one too many."""
    wanted = tuple(dict.fromkeys(asked.fields.get("scope", "").split()))
    for scope in wanted:
        if scope not in allowed:
            raise errors.not_an_option("scope", scope, allowed)
    return wanted or otherwise


def _promised(asked: _Asked, label: str, scopes: tuple[str, ...], person: Person | None) -> Promise:
    client = asked.client.id if asked.client else ""
    promise = Promise(fresh.token(), client, label, scopes, person.id if person else None)
    return asked.site.state.put_promise(promise)


def _redeemed(asked: _Asked, promise: Promise) -> dict[str, object]:
    state = asked.site.state
    person = state.person(promise.person)
    if person is None or person.is_deleted:
        raise errors.bad_grant()
    token = state.add_token(
        TokenKind.USER, promise.label, promise.scopes, person=person, life=ADDON_LIFE
    )
    return _answer(asked.site, token) | {"refresh_token": promise.value}


def _answer(site: Site, token: Token) -> dict[str, object]:
    return {
        "access_token": token.value,
        "expires_in": site.state.seconds_left(token),
        "group_id": GROUP_ID,
        "group_name": GROUP_NAME,
        "scope": " ".join(token.scopes),
        "token_type": "bearer",
    }


_GRANTS: Mapping[str, Callable[[_Asked], dict[str, object]]] = {
    "authorization_code": _by_code,
    "refresh_token": _by_refresh,
    "password": _by_password,
    "client_credentials": _by_client,
    "personal": _personal,
    "room_notification": _room_notification,
}
