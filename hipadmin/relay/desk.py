"""The short way for events: what is plain is begun with here, everything else is the application's.

Most requests bring a few events with a key that is known. Flask's way to them costs as much as all
that is to be done about them, and it can only wait for the disk with one request a thread.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Response

from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.incoming import Incoming
from hipadmin.relay.web import EVENTS, JSON, Site, by_name, failed, fates, trouble
from hipadmin.services.intake.intake import Received, Taking
from hipadmin.services.relay.settings import DOOR

PLAIN_MAX = 16_384
"""Bytes of a body that is read at once: what is longer would keep others waiting."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a sender hears."""

    status: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = (("Content-Type", JSON),)


Begun = Callable[[], Answer | None]
"""Waits for what was begun; None: nothing was taken in, the application is to answer."""


class Desk:
    """Begins with plain requests over ``site``. Any thread may ask."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def begin(self, path: str, headers: Mapping[str, str], body: bytes) -> Begun | None:
        """Begin with a POST without a query; None if it is not plain, which changes nothing.

        ``headers`` by their names in capitals with underscores, as waitress keeps them.
        """
        site, parts = self._site, path.removeprefix(f"{DOOR}/").split("/")
        plain = path.startswith(DOOR) and len(parts) == 2 and all(parts) and path.isascii()
        if not plain or "CONTENT_ENCODING" in headers or not site.is_open():
            return None
        subscription, source = parts
        incoming = Incoming(by_name(headers.items()), body, site.clock())
        try:
            begun = site.reception.begin(subscription, incoming, "" if source == EVENTS else source)
        except Exception:
            return None  # the application meets it again, and says what it is
        return begun and (lambda: self._end(begun))

    def _end(self, begun: Taking) -> Answer | None:
        try:
            received = begun()
        except StoreTrouble as error:
            told = trouble(error)
            self._site.metrics.turned_away(told.status_code)
            return _as_told(told)
        except Exception:
            return None  # and here
        return None if received is None else self._told(received)

    def _told(self, received: Sequence[Received]) -> Answer:
        try:
            self._site.took_in(received)
            body, status = fates(received)
        except Exception as error:
            return _as_told(failed(error))  # not the application's: it would take them in twice
        return Answer(f"{status} {HTTPStatus(status).phrase}", json.dumps(body).encode())


def _as_told(response: Response) -> Answer:
    return Answer(response.status, response.get_data(), tuple(response.headers))
