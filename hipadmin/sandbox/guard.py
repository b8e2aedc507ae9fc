"""Who may do what: the token, its scopes, its room and its allowance, in that order."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from flask import g, request
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import errors, fresh
from hipadmin.sandbox.events import Events
from hipadmin.sandbox.limits import Limits, Usage
from hipadmin.sandbox.model import Person, Room, Token
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
    events: Events

    def guarded(self, *scopes: str) -> Callable[[Handler], Handler]:
        """Let ``handler(token, ...)`` run for tokens with one of ``scopes`` (none: any token)."""

        def decorate(handler: Handler) -> Handler:
            @wraps(handler)
            def guarded(**path: str) -> ResponseReturnValue:
                with _AuthTest() as trial:
                    token = self._token(scopes)
                    self._admit(None, count=not trial.asked)
                return trial.answer or handler(token, **path)

            return guarded

        return decorate

    def in_room(
        self, *scopes: str, sends: bool = False, speaks: bool = False
    ) -> Callable[[Handler], Handler]:
        """Let ``handler(token, room, ...)`` run in the room that the path names.

        ``sends`` puts the route under flood control, ``speaks`` asks for somebody's token.
        """

        def decorate(handler: Handler) -> Handler:
            @wraps(handler)
            def guarded(room: str, **path: str) -> ResponseReturnValue:
                with _AuthTest() as trial:
                    token = self._token(scopes, speaks=speaks)
                    found = self._room(token, room)
                    self._admit(found if sends else None, count=not trial.asked)
                return trial.answer or handler(token, found, **path)

            return guarded

        return decorate

    def to_person(
        self, *scopes: str, sends: bool = False, speaks: bool = False
    ) -> Callable[[Handler], Handler]:
        """Let ``handler(token, person, ...)`` run for the person that the path names."""

        def decorate(handler: Handler) -> Handler:
            @wraps(handler)
            def guarded(user: str, **path: str) -> ResponseReturnValue:
                with _AuthTest() as trial:
                    token = self._token(scopes, speaks=speaks)
                    found = self.person(user)
                    self._admit(found if sends else None, count=not trial.asked)
                return trial.answer or handler(token, found, **path)

            return guarded

        return decorate

    def person(self, name: str) -> Person:
        """Find a person as paths and bodies name one; raises ``ApiError`` 404."""
        found = self.state.find_person(name)
        if found is None:
            raise errors.no_such_user(name)
        return found

    def _token(self, scopes: tuple[str, ...], *, speaks: bool = False) -> Token:
        token = self.presented()
        g.requests = self.limits.requests(token).use(token.oauth_client)
        if scopes and not set(scopes) & set(token.scopes):
            raise errors.missing_scope(scopes)
        if speaks and token.person is None:
            raise errors.needs_a_person()
        return token

    def presented(self) -> Token:
        """Give the token of this request, whatever it may do; raises ``ApiError`` 401."""
        value = _presented_token()
        if not value:
            raise errors.no_token()
        token = None if fresh.looks_like_v1(value) else self.state.find_token(value)
        if token is None:
            raise errors.bad_token()
        return token

    def _room(self, token: Token, name: str) -> Room:
        room = self.state.find_room(name)
        if room is None:
            raise errors.no_such_room(name)
        if token.room not in (None, room.id):
            raise errors.foreign_room()
        return room

    def _admit(self, target: Room | Person | None = None, *, count: bool = True) -> None:
        general: Usage = g.requests
        flood = None
        if target is not None:
            key = (type(target).__name__, target.id)
            counted = count and not general.refused
            flood = self.limits.sends.use(key) if counted else self.limits.sends.look(key)
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
