"""Clients kept open between sends: one call at a time each, found again by server and token."""

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Iterator

from hipadmin.domain.outbox import Route
from hipadmin.domain.token import Secret
from hipadmin.services.delivery.sending import Dial, Sender, server_of

IDLE_MAX = 64
"""Clients that are kept while nobody sends; beyond it the one unused longest is closed."""
Key = tuple[str, str, str, str | None]


class Claims:
    """Clients lent for what may start now, each for one message."""

    def __init__(self, clients: "Clients") -> None:
        self._clients = clients
        self._lent: list[tuple[Route, Sender]] = []

    def claim(self, route: Route) -> bool:
        """Whether there was an open client for ``route``; it is set aside."""
        sender = self._clients.idle(route)
        if sender is not None:
            self._lent.append((route, sender))
        return sender is not None

    def of(self, route: Route) -> Sender:
        """One that was set aside for ``route``, no longer a claim. Raises StopIteration if none."""
        found = next(n for n, (claimed, _) in enumerate(self._lent) if claimed == route)
        return self._lent.pop(found)[1]

    def return_all(self) -> None:
        """What was set aside and is not needed is others' again."""
        while self._lent:
            self._clients.give_back(*self._lent.pop())


class Clients:
    """Lends clients to threads. What is lent is never lent twice."""

    def __init__(self, dial: Dial) -> None:
        self._dial = dial
        self._lock = threading.Lock()
        self._idle: OrderedDict[int, tuple[Key, Sender]] = OrderedDict()
        self._lent: dict[int, Sender] = {}
        self._ended = False

    def idle(self, route: Route) -> Sender | None:
        """An open client for ``route``, lent from now on; None if a new one has to be made."""
        wanted = _key(route)
        with self._lock:
            for number, (key, sender) in reversed(self._idle.items()):
                if key == wanted:
                    del self._idle[number]
                    self._lent[id(sender)] = sender
                    return sender
        return None

    @contextlib.contextmanager
    def claims(self) -> Iterator[Claims]:
        """Claims that end with ``with``."""
        claims = Claims(self)
        try:
            yield claims
        finally:
            claims.return_all()

    def fresh(self, route: Route, token: Secret) -> Sender:
        """A new client for ``route``, lent from now on."""
        sender = self._dial(server_of(route), token)
        with self._lock:
            self._lent[id(sender)] = sender
            if self._ended:
                sender.cancel()
        return sender

    def give_back(self, route: Route, sender: Sender) -> None:
        """Keep a client for the next send by the same way."""
        with self._lock:
            self._lent.pop(id(sender), None)
            self._idle[id(sender)] = (_key(route), sender)
            full = len(self._idle) > IDLE_MAX
            surplus = self._idle.popitem(last=False)[1][1] if full else None
        if surplus is not None:
            surplus.close()

    def cancel(self) -> None:
        """End every call that waits for a server, now and from now on."""
        with self._lock:
            self._ended = True
            lent = list(self._lent.values())
        for sender in lent:
            sender.cancel()

    def close(self) -> None:
        """Close what is idle."""
        with self._lock:
            idle = [sender for _, sender in self._idle.values()]
            self._idle.clear()
        for sender in idle:
            sender.close()


def _key(route: Route) -> Key:
    return (route.endpoint, route.ca_certificate, route.proxy, route.token_ref)
