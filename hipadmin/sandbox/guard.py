"""Who may do what: the token, its scopes, its room and its allowance, in that order."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from flask import g, request
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import errors
from hipadmin.sandbox.limits import Limits, Usage
from hipadmin.sandbox.model import Room, Token, TokenKind
from hipadmin.sandbox.state import State
from hipadmin.sandbox.views import Views

_PASSED = {
    "success": {
        "code": 202,
        "message": "This auth_token has access to use this method.",
        "type": "Accepted",
    }
}
Handler = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class Site:
    """What every route works on."""

    state: State
    limits: Limits
    views: Views

    def guarded(self, *scopes: str) -> Callable[[Handler], Handler]:
        """Let ``handler(token, ...)`` run for tokens with one of ``scopes`` (none: any token)."""

        def decorate(handler: Handler) -> Handler:
            @wraps(handler)
            def guarded(**path: str) -> ResponseReturnValue:
                with _AuthTest() as trial:
                    token = self._token(scopes)
                    self._admit()
                return trial.answer or handler(token, **path)

            return guarded

        return decorate

    def in_room(self, *scopes: str, sends: bool = False) -> Callable[[Handler], Handler]:
        """Let ``handler(token, room, ...)`` run in the room that the path names.

        ``sends`` puts the route under flood control.
        """

        def decorate(handler: Handler) -> Handler:
            @wraps(handler)
            def guarded(room: str, **path: str) -> ResponseReturnValue:
                with _AuthTest() as trial:
                    token = self._token(scopes)
                    found = self._room(token, room)
                    self._admit(found if sends else None, count=not trial.asked)
                return trial.answer or handler(token, found, **path)

            return guarded

        return decorate

    def _token(self, scopes: tuple[str, ...]) -> Token:
        value = _presented_token()
        if not value:
            raise errors.no_token()
        token = self.state.find_token(value)
        if token is None:
            raise errors.bad_token()
        g.requests = self.limits.requests.use(token.value)
        if scopes and not set(scopes) & set(token.scopes):
            raise errors.missing_scope(scopes)
        return token

    def _room(self, token: Token, name: str) -> Room:
        room = self.state.find_room(name)
        if room is None:
            raise errors.no_such_room(name)
        if token.kind is TokenKind.ROOM and token.room != room.id:
            raise errors.foreign_room()
        return room

    def _admit(self, sends_to: Room | None = None, *, count: bool = True) -> None:
        general: Usage = g.requests
        flood = None
        if sends_to is not None:
            sends = self.limits.sends
            counted = count and not general.refused
            flood = sends.use(sends_to.id) if counted else sends.look(sends_to.id)
            g.sends = flood
        if general.refused or (flood is not None and flood.refused):
            raise errors.too_many_requests()


class _AuthTest:
    """Inside ``with``: under ``auth_test=true`` no access is a 401, and access is the answer."""

    def __init__(self) -> None:
        self.asked = request.args.get("auth_test", "").lower() == "true"
        self.answer: ResponseReturnValue | None = None

    def __enter__(self) -> "_AuthTest":
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not self.asked:
            return
        if error is None:
            self.answer = (_PASSED, 202)
        elif isinstance(error, errors.ApiError) and error.status == 403:
            raise errors.ApiError(401, error.message) from None


def _presented_token() -> str:
    """Take the token from the Authorization header, else from the query, never from the body."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    return request.args.get("auth_token", "")
