"""Failures below HTTP: exceptions of requests and urllib3 turned into typed errors.

The library's texts hold URLs, and introspection's URL holds the token: none of them is passed on.
"""

import re
import socket
import ssl
from collections.abc import Iterator

import requests
from urllib3 import exceptions as lib

from hipadmin.hipchat.answers import PROXY_WANTS_NAME, Asked
from hipadmin.hipchat.errors import (
    LOOK_FIRST,
    ConnectionBroken,
    ConnectionRefused,
    DnsFailure,
    Phase,
    ProxyFailure,
    TimedOut,
    TlsFailure,
    Unreachable,
)

_OF_THE_SERVER = "Whoever runs the server must mend that"
_OTHER_HOST = "the certificate is for another host. Enter the name it is for as API endpoint"
_TLS_WORDS = {
    "self-signed": "the certificate is signed by itself. Enter the server's CA certificate",
    "self signed": "the certificate is signed by itself. Enter the server's CA certificate",
    "unable to get local issuer": "its issuer is not known. Enter the server's CA certificate",
    "expired": f"the certificate has expired. {_OF_THE_SERVER}",
    "not yet valid": "the certificate is not valid yet. See whether this machine's clock is right",
    "mismatch": _OTHER_HOST,
    "doesn't match": _OTHER_HOST,
    "wrong version number": "the port does not speak TLS. Try http://, or another port",
    "record layer failure": "the port does not speak TLS. Try http://, or another port",
}
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")


def unreachable(error: BaseException, asked: Asked, *, sent: bool, via: str = "") -> Unreachable:
    """Give the typed error for what requests, urllib3 or the system raised.

    ``sent`` tells whether the request began to be written, ``via`` which proxy was asked, if any.
    """
    chain = list(_causes(error))
    unknown = sent and asked.method != "GET"
    if _has(chain, requests.exceptions.ProxyError, lib.ProxyError) or _is_socks(chain):
        return ProxyFailure(_proxy_words(chain, asked, via), outcome_unknown=unknown)
    if via and (early := _before_the_proxy(chain, via)):
        return ProxyFailure(early)
    if _has(chain, lib.NameResolutionError):
        return DnsFailure(_dns_words(chain, asked.host))
    if _has(chain, ConnectionRefusedError):
        text = f"{asked.host} refused the connection: nothing listens there."
        return ConnectionRefused(f"{text} See whether the port is right and the server runs.")
    if _has(chain, requests.exceptions.SSLError, lib.SSLError, ssl.SSLError):
        return _tls(chain, asked, unknown)
    if late := _timed_out(chain, asked, sent=sent):
        return late
    if _has(chain, lib.NewConnectionError):
        text = f"{asked.host} cannot be reached from here."
        return Unreachable(f"{text} See whether network, VPN and firewall let it through.")
    if _is_bad_ca(chain):
        text = "The CA certificate file cannot be read. Choose another under CA certificate."
        return TlsFailure(text)
    if via and not sent:
        return ProxyFailure(_broken_words(asked, via))
    text = f"The connection to {asked.host} broke before the answer was complete."
    return ConnectionBroken(f"{text} {_again(unknown)}", outcome_unknown=unknown)


def _again(unknown: bool) -> str:
    return LOOK_FIRST if unknown else "Try again."


def _broken_words(asked: Asked, via: str) -> str:
    text = f"The connection through the proxy {via} broke before anything was sent."
    return f"{text} See whether it is a proxy and lets {asked.host} through."


def _proxy_words(chain: list[BaseException], asked: Asked, via: str) -> str:
    if early := _before_the_proxy(chain, via):
        return early
    if _is_socks(chain):
        return f"The proxy {via} is of a kind hipadmin does not speak. Use http:// or https://."
    refused = next((found for e in chain if (found := _TUNNEL.search(str(e)))), None)
    if refused and refused[1] == "407":
        return PROXY_WANTS_NAME
    if refused:
        text = f"The proxy {via} does not let the request through (status {refused[1]})."
        return f"{text} Ask whoever runs it to allow {asked.host}."
    return _broken_words(asked, via)


def _before_the_proxy(chain: list[BaseException], via: str) -> str:
    """Why the proxy itself was not reached; empty if it was."""
    if _has(chain, lib.NameResolutionError):
        return f"The name of the proxy {via} is not known: the DNS lookup failed. {_SEE_PROXY}"
    if _has(chain, ConnectionRefusedError):
        return f"The proxy {via} refused the connection: nothing listens there. {_SEE_PROXY}"
    if _has(chain, lib.ConnectTimeoutError, requests.exceptions.ConnectTimeout):
        return f"The proxy {via} did not accept a connection in time. {_SEE_PROXY}"
    return ""


_SEE_PROXY = "See whether it is right under Proxy, and whether the proxy runs."


def _dns_words(chain: list[BaseException], host: str) -> str:
    again = any(isinstance(e, socket.gaierror) and e.errno == socket.EAI_AGAIN for e in chain)
    if again:
        text = f"The name {host} could not be looked up: DNS does not answer."
        return f"{text} See whether this machine is on the network."
    text = f"The name {host} is not known: the DNS lookup failed."
    return f"{text} See whether it is spelt right, and whether it needs a VPN."


def timed_out(asked: Asked, phase: Phase) -> TimedOut:
    """Say that time was up; a send that was being read for may have been carried out."""
    if phase is Phase.CONNECT:
        text = f"{asked.host} did not accept a connection in time."
        return TimedOut(f"{text} See whether a firewall or VPN is in between.", phase=phase)
    text = f"{asked.host} accepted the request but did not answer in time."
    unknown = asked.method != "GET"
    return TimedOut(f"{text} {_again(unknown)}", phase=phase, outcome_unknown=unknown)


def _timed_out(chain: list[BaseException], asked: Asked, *, sent: bool) -> TimedOut | None:
    if _has(chain, lib.ConnectTimeoutError, requests.exceptions.ConnectTimeout):
        if not _has(chain, lib.NewConnectionError):
            return timed_out(asked, Phase.CONNECT)
        return None
    if not _has(chain, lib.ReadTimeoutError, requests.exceptions.ReadTimeout, TimeoutError):
        return None
    if sent:
        return timed_out(asked, Phase.READ)
    text = f"{asked.host} accepted a connection but said nothing in time."
    return TimedOut(f"{text} See whether the port is right.", phase=Phase.CONNECT)


def _tls(chain: list[BaseException], asked: Asked, unknown: bool) -> TlsFailure:
    said = " ".join(str(e).lower() for e in chain)
    known = (text for key, text in _TLS_WORDS.items() if key in said)
    reason = next(known, f"TLS failed. {_OF_THE_SERVER}")
    text = f"No encrypted connection to {asked.host}: {reason}."
    return TlsFailure(text, outcome_unknown=unknown)


def _is_bad_ca(chain: list[BaseException]) -> bool:
    return type(chain[0]) is OSError and "CA certificate bundle" in str(chain[0])


def _is_socks(chain: list[BaseException]) -> bool:
    return _has(chain, requests.exceptions.InvalidSchema, lib.ProxySchemeUnknown)


def _has(chain: list[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(e, kinds) for e in chain)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk an exception, what it wraps in its arguments, and what it was raised from."""
    todo: list[BaseException] = [error]
    seen = set[int]()
    while todo and len(seen) < 20:
        each = todo.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        linked = (*each.args, getattr(each, "reason", None), each.__cause__, each.__context__)
        todo.extend(e for e in linked if isinstance(e, BaseException))
