"""Failures below HTTP: exceptions of requests and urllib3 turned into typed errors.

The library's texts hold URLs, and introspection's URL holds the token: none of them is passed on.
"""

import ssl
from collections.abc import Iterator

import requests
from urllib3 import exceptions as lib

from hipadmin.hipchat.answers import Asked
from hipadmin.hipchat.errors import (
    ConnectionBroken,
    ConnectionRefused,
    DnsFailure,
    Phase,
    ProxyFailure,
    TimedOut,
    TlsFailure,
    Unreachable,
)

_TLS_WORDS = {
    "self-signed": "the certificate is signed by itself. Enter the server's CA certificate",
    "self signed": "the certificate is signed by itself. Enter the server's CA certificate",
    "unable to get local issuer": "its issuer is not known. Enter the server's CA certificate",
    "expired": "the certificate has expired",
    "not yet valid": "the certificate is not valid yet",
    "mismatch": "the certificate is for another host",
    "doesn't match": "the certificate is for another host",
    "wrong version number": "the port does not speak TLS. Try http://, or another port",
    "record layer failure": "the port does not speak TLS. Try http://, or another port",
}


def unreachable(error: BaseException, asked: Asked, *, sent: bool) -> Unreachable:
    """Give the typed error for what requests, urllib3 or the system raised.

    ``sent`` tells whether the request began to be written.
    """
    chain = list(_causes(error))
    unknown = sent and asked.method != "GET"
    if _has(chain, requests.exceptions.ProxyError, lib.ProxyError) or _is_socks(chain):
        return ProxyFailure("The proxy does not let the request through.", outcome_unknown=unknown)
    if _has(chain, lib.NameResolutionError):
        return DnsFailure(f"The name {asked.host} is not known: the DNS lookup failed.")
    if _has(chain, ConnectionRefusedError):
        return ConnectionRefused(f"{asked.host} refused the connection: nothing listens there.")
    if _has(chain, requests.exceptions.SSLError, lib.SSLError, ssl.SSLError):
        return _tls(chain, asked, unknown)
    if late := _timed_out(chain, asked):
        return late
    if _has(chain, lib.NewConnectionError):
        return Unreachable(f"{asked.host} cannot be reached from here.")
    if _is_bad_ca(chain):
        return TlsFailure("The CA certificate file cannot be read.")
    text = f"The connection to {asked.host} broke before the answer was complete."
    return ConnectionBroken(text, outcome_unknown=unknown)


def timed_out(asked: Asked, phase: Phase) -> TimedOut:
    """Say that time was up; a send that was being read for may have been carried out."""
    if phase is Phase.CONNECT:
        return TimedOut(f"{asked.host} did not accept a connection in time.", phase=phase)
    text = f"{asked.host} accepted the request but did not answer in time."
    return TimedOut(text, phase=phase, outcome_unknown=asked.method != "GET")


def _timed_out(chain: list[BaseException], asked: Asked) -> TimedOut | None:
    if _has(chain, lib.ConnectTimeoutError, requests.exceptions.ConnectTimeout):
        if not _has(chain, lib.NewConnectionError):
            return timed_out(asked, Phase.CONNECT)
        return None
    if _has(chain, lib.ReadTimeoutError, requests.exceptions.ReadTimeout, TimeoutError):
        return timed_out(asked, Phase.READ)
    return None


def _tls(chain: list[BaseException], asked: Asked, unknown: bool) -> TlsFailure:
    said = " ".join(str(e).lower() for e in chain)
    reason = next((text for key, text in _TLS_WORDS.items() if key in said), "TLS failed")
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
