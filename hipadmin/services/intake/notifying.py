"""Speaking to a subscription's door as a source does: signed, and again while nobody answers."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from hipadmin.domain.endpoint import is_loopback_host
from hipadmin.domain.errors import HipadminError
from hipadmin.domain.ports import Clock
from hipadmin.domain.token import Secret
from hipadmin.services.intake.intake import Fate
from hipadmin.services.intake.reception import SIGNATURE, TIMESTAMP, sign

PAUSES_S = (0.5, 2.0, 5.0)
"""Rests before further tries: a relay that is being restarted is back by then."""
_AGAIN = (408, 429, 502, 503, 504)
_TEXT_MAX = 300
_NO_ADDRESS = (
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
)
_ADDRESS = "That of a relay begins with http:// or https://."
_NO_TLS = (
    "does not speak TLS, or its certificate is not trusted. "
    "The address of the relay itself begins with http."
)


class NotTaken(HipadminError):
    """The event was not taken in; the text says why, as far as the relay said so."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where to send to, and the key that opens it."""

    url: str
    key: Secret


@dataclass(frozen=True, slots=True)
class Taken:
    """What the relay did with the events: how many it accepted, knew already, and refused.

    ``problems`` say what was wrong with those it refused.
    """

    accepted: int
    repeated: int
    refused: int
    problems: tuple[str, ...] = ()


def notify(
    door: Door,
    body: bytes,
    clock: Clock,
    *,
    timeout: float = 10.0,
    pause: Callable[[float], None] = time.sleep,
) -> Taken:
    """Send ``body``, JSON in hipadmin's own form; blocks until it is taken or refused.

    The key never travels: the request is signed with it. An event should have an id, because a
    try that got no answer is made again. Raises NotTaken.
    """
    for wait in (*PAUSES_S, None):
        try:
            answer = _post(door, body, clock, timeout)
        except requests.RequestException as error:
            last = f"No relay answers at {door.url}. Start one: hipadmin relay."
            if isinstance(error, requests.exceptions.SSLError):
                raise NotTaken(f"{door.url} {_NO_TLS}") from None
            if isinstance(error, _NO_ADDRESS):
                raise NotTaken(f"{door.url} is no address. {_ADDRESS}") from None
        else:
            if answer.status_code not in _AGAIN:
                return _taken(answer)
            last = _reason(answer)
        if wait is not None:
            pause(wait)
    raise NotTaken(last)


def _post(door: Door, body: bytes, clock: Clock, timeout: float) -> requests.Response:
    timestamp = str(int(clock().timestamp()))
    headers = {
        "Content-Type": "application/json",
        TIMESTAMP: timestamp,
        SIGNATURE: f"sha256={sign(door.key, timestamp, body)}",
    }
    with requests.Session() as session:
        # a proxy does not know this machine, and ~/.netrc must not add a password
        session.trust_env = not is_loopback_host(urlsplit(door.url).hostname or "")
        return session.post(
            door.url,
            data=body,
            headers=headers,
            timeout=timeout,
            allow_redirects=False,
            auth=lambda request: request,
        )


def _taken(answer: requests.Response) -> Taken:
    try:
        plain = answer.json()
        if answer.status_code in (202, 422) and "events" in plain:
            problems = tuple(_problems(plain["events"]))
            accepted, repeated, refused = (int(plain[fate.value]) for fate in Fate)
            return Taken(accepted, repeated, refused, problems)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotTaken(f"{answer.url} answers, but it is no hipadmin relay.") from None
    raise NotTaken(_reason(answer))


def _problems(events: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What is wrong, member by member; of several events with the number of each."""
    for number, event in enumerate(events, 1):
        for problem in event.get("problems", ()):
            places = [f"event {number}"] if len(events) > 1 else []
            places += [problem["path"]] if problem["path"] else []
            yield ": ".join((*places, problem["reason"]))


def _reason(answer: requests.Response) -> str:
    try:
        told = str(answer.json()["reason"])[:_TEXT_MAX]
    except (ValueError, KeyError, TypeError):
        told = f"it answered {answer.status_code}, which no hipadmin relay does."
    return f"The relay took nothing in: {told}"
