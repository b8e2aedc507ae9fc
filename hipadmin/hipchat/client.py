"""The HipChat API v2, one method per call."""

from typing import Self

from hipadmin.domain.endpoint import normalise_endpoint
from hipadmin.domain.token import Secret
from hipadmin.hipchat.calls import Calls
from hipadmin.hipchat.histories import HistoryCalls
from hipadmin.hipchat.messages import MessageCalls
from hipadmin.hipchat.people import PeopleCalls
from hipadmin.hipchat.rate import Allowance, RateState
from hipadmin.hipchat.rooms import RoomCalls
from hipadmin.hipchat.tokens import TokenCalls
from hipadmin.hipchat.transport import Transport
from hipadmin.hipchat.webhooks import WebhookCalls


class HipChatClient(MessageCalls, RoomCalls, PeopleCalls, HistoryCalls, WebhookCalls, TokenCalls):
    """Speaks to one HipChat server with one token, which travels in a header only.

    Every call returns a typed result or raises HipChatError. ``endpoint`` is taken with or without
    ``/v2``; ``verify`` is True, False or the path of a CA file; ``proxy`` None means the system's
    proxies, never for loopback; ``timeout`` is seconds to connect and to wait for each read, and
    a call as a whole ends after the first plus three times the second. A client serves one call at
    a time; ``cancel`` alone may come from another thread.

    Raises:
        EndpointError: ``endpoint`` is no address.
    """

    def __init__(
        self,
        endpoint: str,
        token: str | Secret | None,
        *,
        verify: bool | str = True,
        proxy: str | None = None,
        timeout: tuple[float, float] = (3.05, 10),
    ) -> None:
        self.endpoint = normalise_endpoint(endpoint)
        plain = token.reveal() if isinstance(token, Secret) else token or ""
        self._secret = Secret(plain.strip())
        via = f"http://{proxy}" if proxy and "://" not in proxy else proxy
        self._transport = Transport(self.endpoint, verify=verify, proxy=via, timeout=timeout)
        self._calls = Calls(self.endpoint, self._secret, self._transport)

    def __repr__(self) -> str:
        return f"HipChatClient({self.endpoint})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections; the client can still be used and opens new ones."""
        self._transport.close()

    def cancel(self) -> None:
        """End the call in flight, from any thread; it and all later calls raise Cancelled."""
        self._transport.cancel()

    @property
    def rate(self) -> RateState:
        """What was last said of the general limit, and of the last recipient's flood control."""
        return self._calls.rate

    def flood(
        self, *, room: int | str | None = None, user: int | str | None = None
    ) -> Allowance | None:
        """What was last said of a room's or person's own flood control, None if nothing.

        HipChat counts each by itself. Name them as they were named when sending.
        """
        return self._calls.flood(room=room, person=user)
