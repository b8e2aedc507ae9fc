"""The part of requests that makes connections, with what a busy relay does not need left out."""

from typing import Any

import requests
from requests.adapters import HTTPAdapter

from hipadmin.hipchat.lifeline import Lifeline, pools_for


class Adapter(HTTPAdapter):
    """Keeps connections open between calls; a lifeline watches each of them.

    One call at a time. What requests does over again for each call of a session is left out where
    nothing can have changed since the last.
    """

    def __init__(self, lifeline: Lifeline) -> None:
        self._pools = pools_for(lifeline)
        self._last: tuple[object, Any] | None = None
        super().__init__(pool_connections=4, pool_maxsize=2)

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        """The pool of the last call again, if this one goes the same way."""
        way = (_origin(str(request.url)), verify, proxies, cert)
        last = self._last
        if last is None or last[0] != way:
            pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
            last = self._last = (way, pool)
        return last[1]

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:
        """What follows the host, where no proxy has to be looked for; a path is always there."""
        url = str(request.url)
        rest = url[len(_origin(url)) :]
        plain = not proxies and rest[:1] == "/" and rest[:2] != "//"
        return rest if plain else super().request_url(request, proxies)

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        """Only what is read here; nobody asks for cookies, and headers are read as they came."""
        response = requests.Response()
        response.status_code, response.raw, response.request = resp.status, resp, req
        return response

    def close(self) -> None:
        """Close all connections."""
        self._last = None
        super().close()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """As always, with connections that are watched."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """As always, with connections that are watched."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
