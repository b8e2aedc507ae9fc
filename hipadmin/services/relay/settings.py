"""Where the relay takes events in: kept with the configuration, read by window and relay alike."""

from dataclasses import dataclass

from hipadmin.domain.endpoint import endpoint_host, is_insecure_public, is_loopback_host
from hipadmin.domain.ports import Store, Unit
from hipadmin.domain.public_address import public_address

PORT = 8790
"""Where a relay listens unless told otherwise: unassigned, and a source's set-up outlives a day."""
LOOPBACK = "127.0.0.1"
DOOR = "/v1/subscriptions"
"""Where events of subscriptions are sent to."""
PORT_KEY, ADDRESS_KEY, PUBLIC_KEY = "relay_port", "relay_address", "relay_public_address"
"""Settings."""


@dataclass(frozen=True, slots=True)
class Place:
    """Port (1 to 65535) and address to listen at.

    ``public`` is how sources reach it from elsewhere, such as https://hooks.example.com; "" if
    nothing stands before it.
    """

    port: int = PORT
    address: str = LOOPBACK
    public: str = ""

    @property
    def loopback_only(self) -> bool:
        """Whether only this machine can reach it, as far as is known."""
        return is_loopback_host(endpoint_host(self.public) if self.public else self.address)

    @property
    def in_clear(self) -> bool:
        """Whether keys would cross the internet unencrypted on the way to it."""
        return is_insecure_public(self.public)

    @property
    def url(self) -> str:
        """What a source is told to send to, without a slash at its end."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return self.public.rstrip("/") or f"http://{host}:{self.port}"


def door(url: str, subscription_id: str, source: str = "") -> str:
    """The whole address for the events of a subscription, at a relay's address.

    ``source``: the only one whose form is taken there; "" for whichever knows its own.
    """
    return f"{url.rstrip('/')}{DOOR}/{subscription_id}/{source or 'events'}"


class RelaySettings:
    """Reads and keeps the place. What it raises is StoreTrouble."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def place(self) -> Place:
        """What is set, or the defaults."""
        return self._store.read(_place)

    def keep(self, place: Place) -> None:
        """Keep another from now on, its public address in its one spelling.

        Raises ValueError for a port that is none, EndpointError for a public address that is none.
        """
        if not 1 <= place.port <= 65535:
            raise ValueError("a port is a number from 1 to 65535")
        public = public_address(place.public)

        def work(unit: Unit) -> None:
            unit.set_setting(PORT_KEY, str(place.port))
            unit.set_setting(ADDRESS_KEY, place.address.strip())
            unit.set_setting(PUBLIC_KEY, public)

        self._store.write(work)


def _place(unit: Unit) -> Place:
    port = unit.setting(PORT_KEY) or ""
    known = int(port) if port.isdecimal() and 1 <= int(port) <= 65535 else PORT
    return Place(known, unit.setting(ADDRESS_KEY) or LOOPBACK, unit.setting(PUBLIC_KEY) or "")
