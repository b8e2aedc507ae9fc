"""What can go wrong with HipChat: one type per cause, each with a stable code and plain words.

No text here ever holds a token, and nothing here imports the HTTP library.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar

LOOK_FIRST = "It may have been carried out: look before you try again."
"""Ends the text of a failure after which nobody knows whether the server did what it was asked."""


class Phase(StrEnum):
    """How far a request had come when time was up."""

    CONNECT = "connect"
    READ = "read"


class Limit(StrEnum):
    """Which of HipChat's two limits refused a request."""

    GENERAL = "general"
    FLOOD = "flood"


class HipChatError(Exception):
    """Base of everything a client call raises; ``str`` is a sentence for people.

    ``status`` is the HTTP status or None when there was no usable answer. ``code`` is stable and
    names the remedy to show. ``details`` is the server's own text, cleaned and without tokens.
    ``outcome_unknown`` is True when the request may have been carried out all the same. ``wait_s``
    is how many seconds the server asked to wait, at most an hour; 0 if it did not.
    """

    code: ClassVar[str] = "hipchat"

    def __init__(
        self,
        text: str,
        *,
        status: int | None = None,
        details: str = "",
        outcome_unknown: bool = False,
        wait_s: float = 0.0,
    ) -> None:
        super().__init__(text)
        self.status = status
        self.details = details
        self.outcome_unknown = outcome_unknown
        self.wait_s = wait_s


class BadToken(HipChatError):
    """401: the token is missing, mistyped, expired or revoked."""

    code: ClassVar[str] = "bad_token"


class OAuth1Token(BadToken):
    """401, and the token looks like one of the old OAuth1 kind."""

    code: ClassVar[str] = "oauth1_token"


class Forbidden(HipChatError):
    """403: the token is valid but may not do this, for example in another room."""

    code: ClassVar[str] = "forbidden"


class MissingScope(Forbidden):
    """The token is valid but lacks a scope; one of ``scopes`` would do."""

    code: ClassVar[str] = "missing_scope"

    def __init__(
        self, scopes: Iterable[str], *, status: int | None = 403, details: str = ""
    ) -> None:
        self.scopes = tuple(scopes)
        wanted = " or ".join(self.scopes)
        text = f"The token lacks the scope {wanted}. Use a token that has it."
        super().__init__(text, status=status, details=details)


class NoSuchRoom(HipChatError):
    """404: no such room, or the token may not see it."""

    code: ClassVar[str] = "no_such_room"


class NoSuchPerson(HipChatError):
    """404: no such person."""

    code: ClassVar[str] = "no_such_person"


class NoSuchItem(HipChatError):
    """404: the room is there, but not the message, webhook or token that was asked for."""

    code: ClassVar[str] = "no_such_item"


class MessageRejected(HipChatError):
    """400, or refused before sending (``status`` None); ``field`` names the member at fault."""

    code: ClassVar[str] = "message_rejected"

    def __init__(
        self,
        text: str,
        *,
        field: str | None = None,
        status: int | None = None,
        details: str = "",
    ) -> None:
        super().__init__(text, status=status, details=details)
        self.field = field


class RateLimited(HipChatError):
    """429: too many requests, or too many messages to one room.

    ``wait_s`` is seconds from now (at most an hour), ``retry_at`` the same as epoch seconds.
    """

    code: ClassVar[str] = "rate_limited"

    def __init__(
        self,
        text: str,
        *,
        limit: Limit,
        wait_s: float,
        retry_at: float,
        status: int | None = 429,
        details: str = "",
    ) -> None:
        super().__init__(text, status=status, details=details, wait_s=wait_s)
        self.limit = limit
        self.retry_at = retry_at


class Unreachable(HipChatError):
    """No answer came from the server."""

    code: ClassVar[str] = "unreachable"


class DnsFailure(Unreachable):
    """The host's name is not known."""

    code: ClassVar[str] = "dns"


class ConnectionRefused(Unreachable):
    """Nothing listens at the host and port."""

    code: ClassVar[str] = "refused"


class TlsFailure(Unreachable):
    """The encrypted connection could not be made, mostly because of the certificate."""

    code: ClassVar[str] = "tls"


class TimedOut(Unreachable):
    """The server took too long; ``phase`` says in what."""

    code: ClassVar[str] = "timeout"

    def __init__(
        self, text: str, *, phase: Phase, status: int | None = None, outcome_unknown: bool = False
    ) -> None:
        super().__init__(text, status=status, outcome_unknown=outcome_unknown)
        self.phase = phase


class ConnectionBroken(Unreachable):
    """The connection ended in the middle: reset, cut off, or closed without an answer."""

    code: ClassVar[str] = "broken"


class ProxyFailure(Unreachable):
    """The proxy could not be reached or refused to connect."""

    code: ClassVar[str] = "proxy"


class NotHipChat(HipChatError):
    """Something answered that does not speak HipChat v2, or not at this path."""

    code: ClassVar[str] = "not_hipchat"


class Redirected(NotHipChat):
    """The server sends elsewhere on the same host, and following would repeat a send."""

    code: ClassVar[str] = "redirected"


class ForeignRedirect(Redirected):
    """The server sends to another host, which never gets the token."""

    code: ClassVar[str] = "foreign_redirect"


class TooLarge(NotHipChat):
    """The answer is larger than 1 MiB."""

    code: ClassVar[str] = "too_large"


class ServerFailure(HipChatError):
    """5xx: HipChat itself has trouble. After 502 and 504 the outcome is unknown."""

    code: ClassVar[str] = "server"


class Cancelled(HipChatError):
    """The call was cancelled; ``outcome_unknown`` tells whether it may have been sent."""

    code: ClassVar[str] = "cancelled"
