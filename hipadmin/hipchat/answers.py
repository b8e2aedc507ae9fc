"""Answers with a status: which are fine, and which typed error each of the others is."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hipadmin.domain.token import TokenLook, token_look
from hipadmin.hipchat.errors import (
    LOOK_FIRST,
    BadToken,
    Forbidden,
    HipChatError,
    Limit,
    MessageRejected,
    MissingScope,
    NoSuchItem,
    NoSuchPerson,
    NoSuchRoom,
    NotHipChat,
    OAuth1Token,
    ProxyFailure,
    RateLimited,
    ServerFailure,
)
from hipadmin.hipchat.masking import clean_details, mask
from hipadmin.hipchat.rate import retry_after_s, wait_after

PROXY_WANTS_NAME = (
    "The proxy wants a user name and password, and hipadmin keeps none for a proxy. Use one that"
    " wants none, or leave Proxy empty and name it with them in https_proxy or http_proxy."
)

_FIELD = re.compile(r"[Ff]ield '([A-Za-z0-9_.@-]{1,40})'")
"""Older servers name the field in the sentence only."""
_SCOPES = re.compile(r"scopes?: \[([^\]]{0,500})\]")
_SCOPE = re.compile(r"[a-z]+(?:_[a-z]+)+")
_NO_ROOM = re.compile(r"Room\b.*not found", re.IGNORECASE)
"""HipChat v2: its words for a room that is not there, early and late."""
_REJECTED = frozenset({400, 413, 415, 422})
_MAYBE_DONE = frozenset({502, 504})
_V1_RATE = "You have exceeded the rate limit"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request was about, for the words of its failure. ``clock`` gives epoch seconds.

    ``item`` names what was asked for inside a room or beside it, like “webhook 7”. ``secrets`` are
    kept out of every text, as the token is. ``heard`` is told the headers of every answer.
    """

    method: str
    host: str
    token: str
    clock: Callable[[], float]
    room: str | None = None
    person: str | None = None
    item: str | None = None
    secrets: tuple[str, ...] = ()
    heard: Callable[[Mapping[str, str]], None] = lambda _: None

    def clean(self, said: object) -> str:
        """Make a server's text fit to show: one line without token and secrets."""
        return clean_details(str(said or ""), self.token, *self.secrets)

    def named(self, name: str) -> str:
        """What a person called something, without token and secrets."""
        return mask(name, self.token, *self.secrets)

    def __repr__(self) -> str:
        return f"Asked({self.method} {self.host})"


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer: body at most 1 MiB, ``elapsed_s`` from first to last byte of the call."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    elapsed_s: float

    @property
    def is_html(self) -> bool:
        """Tell whether a web page came back where HipChat would answer in JSON."""
        kind = self.headers.get("Content-Type", "").lower()
        return "html" in kind or self.body.lstrip()[:1] == b"<"

    def json(self) -> Any:
        """Read the body as JSON.

        Raises:
            NotHipChat: it is none.
        """
        try:
            return json.loads(self.body.decode("utf-8"))
        except (ValueError, RecursionError):
            raise not_hipchat(self, "its answer is not JSON") from None


def not_hipchat(answer: Answer, why: str) -> NotHipChat:
    """Say that something answered which is not HipChat v2 at this endpoint."""
    return NotHipChat(
        f"This is not a HipChat v2 endpoint: {why} (status {answer.status}). "
        "Check the API endpoint.",
        status=answer.status,
    )


def failure_of(answer: Answer, asked: Asked) -> HipChatError:
    """Give the typed error for an answer whose status is not the expected one."""
    status = answer.status
    if status == 407:
        return ProxyFailure(PROXY_WANTS_NAME, status=status)
    if status == 429:
        return _limited(answer, asked)
    if status >= 500:
        return _server_trouble(answer, asked)
    if answer.is_html or status < 400:
        why = "a web page came back" if answer.is_html else "the status is not one HipChat gives"
        return not_hipchat(answer, why)
    return _refused(answer, asked)


def _refused(answer: Answer, asked: Asked) -> HipChatError:
    error = _envelope(answer)
    said = asked.clean(error.get("message"))
    if answer.status == 401:
        return _bad_token(asked, said)
    if answer.status == 403:
        return _forbidden(answer, asked, said)
    if answer.status == 404:
        return _missing(answer, asked, said)
    if answer.status in _REJECTED:
        return _rejected(answer.status, error, said, asked)
    return not_hipchat(answer, "the address exists, but not for this kind of request")


def _envelope(answer: Answer) -> dict[str, Any]:
    try:
        value = answer.json()
    except NotHipChat:
        return {}
    error = value.get("error") if isinstance(value, dict) else None
    return error if isinstance(error, dict) else {}


def _bad_token(asked: Asked, said: str) -> BadToken:
    token = asked.token
    if not token:
        return BadToken("HipChat wants a token, and there is none.", status=401, details=said)
    if token_look(token) is TokenLook.OAUTH1:
        text = (
            "HipChat refused the token. It looks like an OAuth1 token (no capital letter): "
            "create an OAuth2 token."
        )
        return OAuth1Token(text, status=401, details=said)
    text = "HipChat refused the token: it is mistyped, expired or revoked. Enter another token."
    return BadToken(text, status=401, details=said)


def _forbidden(answer: Answer, asked: Asked, said: str) -> HipChatError:
    if said.startswith(_V1_RATE):
        return _limited(answer, asked)
    listed = _SCOPES.search(said)
    scopes = _SCOPE.findall(listed[1]) if listed else []
    if scopes:
        return MissingScope(scopes, status=403, details=said)
    what = f"in the room “{asked.named(asked.room)}”" if asked.room else "with this token"
    text = f"HipChat does not allow this {what}. Use a token that may do it."
    return Forbidden(text, status=403, details=said)


def _missing(answer: Answer, asked: Asked, said: str) -> HipChatError:
    if not answer.body.strip():
        return not_hipchat(answer, "nothing is found at this path")
    inner = asked.item or asked.person
    if asked.room is not None and (inner is None or _NO_ROOM.match(said)):
        text = f"There is no room “{asked.named(asked.room)}”, or the token may not see it."
        return NoSuchRoom(f"{text} Check its ID or name.", status=404, details=said)
    if asked.item is not None:
        return NoSuchItem(f"There is no {asked.named(asked.item)}.", status=404, details=said)
    if asked.person is not None:
        return NoSuchPerson(
            f"There is nobody called “{asked.named(asked.person)}”.", status=404, details=said
        )
    return not_hipchat(answer, "nothing is found at this path")


def _rejected(status: int, error: dict[str, Any], said: str, asked: Asked) -> MessageRejected:
    field = error.get("field")
    found = _FIELD.search(said)
    named = asked.clean(field) if isinstance(field, str) else found and found[1]
    about = f" because of “{named}”" if named else ""
    reason = f": {said}" if said else "."
    text = f"HipChat rejected the request{about}{reason}"
    return MessageRejected(text, field=named, status=status, details=said)


def _limited(answer: Answer, asked: Asked) -> RateLimited:
    wait = wait_after(answer.headers, asked.clock())
    what = "messages to this room" if wait.limit is Limit.FLOOD else "requests with this token"
    seconds = max(1, round(wait.wait_s))
    how_long = f"asks to wait {seconds} s" if wait.told else "does not say how long to wait"
    return RateLimited(
        f"Too many {what}: HipChat {how_long}.",
        limit=wait.limit,
        wait_s=wait.wait_s,
        retry_at=wait.retry_at,
        status=answer.status,
        details=asked.clean(_envelope(answer).get("message")),
    )


def _server_trouble(answer: Answer, asked: Asked) -> ServerFailure:
    unknown = answer.status in _MAYBE_DONE and asked.method != "GET"
    after = LOOK_FIRST if unknown else "Try again later."
    return ServerFailure(
        f"{asked.host} has trouble of its own (status {answer.status}). {after}",
        status=answer.status,
        details=asked.clean(_envelope(answer).get("message")),
        outcome_unknown=unknown,
        wait_s=retry_after_s(answer.headers, asked.clock()) or 0.0,
    )
