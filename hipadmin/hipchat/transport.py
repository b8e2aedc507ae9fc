"""One exchange with a server: sent once, read to the end, bounded in time and size."""

import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

import requests
from requests.structures import CaseInsensitiveDict
from requests.utils import get_environ_proxies, select_proxy
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from hipadmin import __version__
from hipadmin.domain.endpoint import endpoint_host, is_loopback_host
from hipadmin.domain.token import Secret
from hipadmin.hipchat.adapter import Adapter
from hipadmin.hipchat.answers import Answer, Asked
from hipadmin.hipchat.errors import (
    Cancelled,
    ConnectionBroken,
    ConnectionRefused,
    DnsFailure,
    ForeignRedirect,
    HipChatError,
    Phase,
    Redirected,
    TimedOut,
    TooLarge,
    Unreachable,
)
from hipadmin.hipchat.failures import timed_out, unreachable
from hipadmin.hipchat.lifeline import Lifeline
from hipadmin.hipchat.masking import guard_library_logs
from hipadmin.hipchat.rate import retry_after_s

NO_TOKEN = Secret("")
MAX_BODY = 1024 * 1024
_CHUNK = 16 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 3
_GET_TRIES = 3
_PAUSES_S = (0.1, 0.3)
_MAX_PAUSE_S = 2.0
_FOREIGN = (requests.RequestException, HTTPError, HTTPException, OSError, ValueError, EOFError)
"""What the libraries raise; ValueError because requests lets urllib3's and int()'s through."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a request holds besides its address; ``authorization`` is that header's whole value."""

    authorization: Secret = NO_TOKEN
    content: bytes | None = None
    kind: str = "application/json"


class Transport:
    """Sends requests to one server, the token in a header only.

    There is no session: no cookies, no ``.netrc`` that would replace the token, no redirect that
    would carry it off. A GET that found no connection, or a 503 that asks for at most two seconds,
    is tried again; a POST or PUT never. One call at a time; ``cancel`` may come from any thread.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        verify: bool | str,
        proxy: str | None,
        timeout: tuple[float, float],
    ) -> None:
        guard_library_logs()
        self._endpoint = endpoint
        self._verify = verify
        self._proxy = proxy
        self._is_near = is_loopback_host(endpoint_host(endpoint))
        self._timeout = timeout
        self._total_s = timeout[0] + 3 * timeout[1]
        self._lifeline = Lifeline()
        self._adapter = Adapter(self._lifeline)
        self._turn = threading.Lock()

    @property
    def host(self) -> str:
        """Host and port as people know them."""
        return urlsplit(self._endpoint).netloc

    def cancel(self) -> None:
        """End the call in flight within moments and refuse all later ones."""
        self._lifeline.cancel()

    def close(self) -> None:
        """Close all connections."""
        self._adapter.close()
        self._lifeline.rest()

    def exchange(
        self, url: str, asked: Asked, *, query: Mapping[str, str], out: Outgoing
    ) -> Answer:
        """Send one request and read its whole answer, whatever its status.

        Raises:
            HipChatError: there was no complete answer.
        """
        full = f"{url}?{urlencode(query)}" if query else url
        with self._turn:
            self._refuse_if_cancelled(asked, sent=False)
            with self._lifeline.exchange(self._total_s):
                return self._follow(full, asked, out)

    def _follow(self, url: str, asked: Asked, out: Outgoing) -> Answer:
        started = time.monotonic()
        for _ in range(_MAX_REDIRECTS + 1):
            answer = self._persist(url, asked, out, started)
            if answer.status not in _REDIRECTS:
                return answer
            url = self._next(url, answer, asked)
        text = f"{asked.host} redirects in circles. Check the API endpoint."
        raise Redirected(text, status=answer.status)

    def _next(self, url: str, answer: Answer, asked: Asked) -> str:
        here = urlsplit(url)
        there = _target(url, answer)
        if there is None or there.hostname != here.hostname or "@" in there.netloc:
            raise ForeignRedirect(_foreign_words(asked, there), status=answer.status)
        upgraded = (here.scheme, there.scheme) == ("http", "https")
        same = (here.scheme, here.port) == (there.scheme, there.port)
        if same and asked.method != "GET":
            text = f"{asked.host} redirects to another page ({asked.clean(there.path)}) instead."
            raise Redirected(f"{text} Check the API endpoint.", status=answer.status)
        if not (same or upgraded) or asked.method != "GET":
            port = f":{there.port}" if there.port else ""
            text = f"{asked.host} redirects to {there.scheme}://{there.hostname}{port}."
            raise Redirected(f"{text} Enter that as the API endpoint.", status=answer.status)
        return there._replace(fragment="").geturl()

    def _persist(self, url: str, asked: Asked, out: Outgoing, started: float) -> Answer:
        tries = _GET_TRIES if asked.method == "GET" else 1
        for attempt in range(tries):
            last = attempt == tries - 1
            outcome = self._once(url, asked, out, started)
            pause = None if last else _pause_before_retry(outcome, attempt)
            if pause is not None:
                self._lifeline.pause(pause)
                self._refuse_if_cancelled(asked, sent=False)
                continue
            break
        if isinstance(outcome, HipChatError):
            raise outcome
        return outcome

    def _once(self, url: str, asked: Asked, out: Outgoing, started: float) -> Answer | HipChatError:
        """Try once. Failures are handed back so that no library exception is in their context."""
        proxies = self._proxies(url)
        try:
            response = self._adapter.send(
                self._prepared(url, asked.method, out),
                stream=True,
                timeout=self._timeout,
                verify=self._trusted(),
                proxies=proxies,
            )
            with response:
                content = _read(response.raw)
        except _FOREIGN as error:
            via, sent = _shown_proxy(url, proxies), self._lifeline.sent
            return self._cut_failure(asked) or unreachable(error, asked, sent=sent, via=via)
        status, headers = response.status_code, response.raw.headers
        asked.heard(headers)
        if content is None:
            text = f"The answer of {asked.host} is larger than 1 MiB. Check the API endpoint."
            return TooLarge(text, status=status)
        elapsed = time.monotonic() - started
        return self._cut_failure(asked) or Answer(status, headers, content, elapsed)

    def _cut_failure(self, asked: Asked) -> HipChatError | None:
        sent = self._lifeline.sent
        if self._lifeline.cancelled:
            return _cancelled(asked, sent=sent)
        if self._lifeline.expired:
            return timed_out(asked, Phase.READ if sent else Phase.CONNECT)
        return None

    def _refuse_if_cancelled(self, asked: Asked, *, sent: bool) -> None:
        if self._lifeline.cancelled:
            raise _cancelled(asked, sent=sent)

    def _prepared(self, url: str, method: str, out: Outgoing) -> requests.PreparedRequest:
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": f"hipadmin/{__version__}",
        }
        if out.authorization:
            headers["Authorization"] = out.authorization.reveal()
        if out.content is not None:
            headers["Content-Type"] = out.kind
        prepared = requests.PreparedRequest()
        prepared.prepare_method(method)
        prepared.url = url  # as it is: requests would undo %2E, and a room may be called ".."
        prepared.headers = CaseInsensitiveDict(headers)
        prepared.body = out.content or None
        prepared.prepare_content_length(prepared.body)
        return prepared

    def _trusted(self) -> bool | str:
        if self._verify is not True:
            return self._verify
        environment = os.environ
        return environment.get("REQUESTS_CA_BUNDLE") or environment.get("CURL_CA_BUNDLE") or True

    def _proxies(self, url: str) -> dict[str, str]:
        if self._proxy:
            return {"http": self._proxy, "https": self._proxy}
        if self._is_near:
            return {}
        return dict(get_environ_proxies(url))


def _foreign_words(asked: Asked, there: SplitResult | None) -> str:
    name = asked.clean(there.hostname) if there is not None else ""
    other = f"another host ({name})" if name else "another host"
    text = f"{asked.host} redirects to {other}, which does not get the token."
    return f"{text} If that is the right server, enter it as the API endpoint."


def _shown_proxy(url: str, proxies: Mapping[str, str]) -> str:
    """Host and port of the proxy for ``url``, without name and password; empty without one."""
    proxy = select_proxy(url, proxies) or ""
    return proxy.rpartition("://")[2].rpartition("@")[2].rstrip("/")


def _target(url: str, answer: Answer) -> SplitResult | None:
    try:
        target = urlsplit(urljoin(url, answer.headers.get("Location", "")))
        return target if target.hostname and target.port != 0 else None
    except ValueError:
        return None


def _read(response: BaseHTTPResponse) -> bytes | None:
    """Read the body, or give None once it is larger than allowed."""
    if response.length_remaining == 0 and not response.headers.get("Transfer-Encoding"):
        response.release_conn()  # nothing follows: the next call can have the connection
        return b""
    content = bytearray()
    for chunk in response.stream(_CHUNK, decode_content=True):
        content += chunk
        if len(content) > MAX_BODY:
            return None
    return bytes(content)


def _pause_before_retry(outcome: Answer | HipChatError, attempt: int) -> float | None:
    """Give the seconds to wait before a GET is tried again, or None when it is not."""
    if isinstance(outcome, Answer):
        asked_s = retry_after_s(outcome.headers, time.time()) if outcome.status == 503 else None
        return asked_s if asked_s is not None and asked_s <= _MAX_PAUSE_S else None
    never = isinstance(outcome, DnsFailure | ConnectionRefused) or type(outcome) is Unreachable
    late = isinstance(outcome, TimedOut) and outcome.phase is Phase.CONNECT
    # A server may end a kept connection in the very moment in which it is used again.
    broken = isinstance(outcome, ConnectionBroken)
    return _PAUSES_S[attempt] if never or ((late or broken) and attempt == 0) else None


def _cancelled(asked: Asked, *, sent: bool) -> Cancelled:
    unknown = sent and asked.method != "GET"
    text = "Cancelled: it may have been sent." if unknown else "Cancelled: not sent."
    return Cancelled(text, outcome_unknown=unknown)
