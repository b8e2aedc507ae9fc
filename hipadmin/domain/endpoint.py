"""API endpoints: one spelling for every way a person may write them."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

from hipadmin.domain.names import hidden_character
from hipadmin.domain.redaction import holds_secret

VERSION = "v2"
ENDPOINT_MAX = 2_000
"""Characters of an endpoint as it is entered; browsers and proxies agree on about as many."""
MAX_TEXT = 20_000
"""Characters of pasted text looked at; a longer text is refused unread."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]{0,30}://")
_OTHER_SCHEME = re.compile(r"(?:https?|[a-z][a-z+\-]*):(?![0-9]|//)", re.IGNORECASE)
_BARE_IPV6 = re.compile(r"[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%]*")
_IPV6_MAX = 60
_BRACKETS = "An IPv6 address stands in brackets, such as https://[2001:db8::1]."
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DEVIATING = frozenset("ßς\u200c\u200d")
"""Letters whose host differs between IDNA 2003 and 2008 (Unicode TR 46, deviation characters)."""
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_\-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_\-]*[a-z0-9_])?)*")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WRAPPERS = " \t\r\n\"'`<>“”‘’«»\ufeff\u200b\u00a0"
_VERSIONED = re.compile(r"v[0-9]{1,3}")
_PORTS = {"https": 443, "http": 80}
_LOCAL_SUFFIXES = (".local", ".localhost", ".internal", ".lan", ".home.arpa")


class EndpointError(ValueError):
    """The text is no API endpoint; ``str`` is one readable sentence that repeats none of it."""


@dataclass(frozen=True, slots=True)
class Address:
    """A web address taken apart: ``origin`` is normalised, ``segments`` are decoded."""

    origin: str
    segments: tuple[str, ...]
    query: str
    fragment: str


def strip_wrapping(text: str) -> str:
    """Take off the blanks, quotes and angle brackets a pasted address comes in."""
    return text.strip(_WRAPPERS)


def has_controls(text: str) -> bool:
    """Tell whether ``text`` holds control characters or halves of surrogate pairs."""
    return any(ord(c) < 32 or 127 <= ord(c) < 160 or 0xD800 <= ord(c) < 0xE000 for c in text)


def split_address(text: str) -> Address:
    """Take a web address apart; without a scheme https is meant.

    Raises:
        EndpointError: it is none, with the first thing that is wrong.
    """
    if has_controls(text):
        raise EndpointError("The address contains control characters.")
    url = _with_scheme(text)
    try:
        parts = urlsplit(url)
    except ValueError:
        raise EndpointError("The host in the address cannot be read.") from None
    segments = tuple(decode(s) for s in parts.path.split("/") if s)
    return Address(_origin(parts), segments, parts.query, parts.fragment)


def refuse_hidden(address: Address) -> None:
    """Refuse a path with characters nobody would see in a field. Raises EndpointError."""
    if any(map(hidden_character, address.segments)):
        raise EndpointError("The address has a character that cannot be seen. Type it again.")


def _with_scheme(text: str) -> str:
    found = _SCHEME.match(text)
    if found is None:
        bare = text.removeprefix("//")
        host = re.split(r"[/?#]", bare, maxsplit=1)[0]
        if _is_bare_ipv6(host):
            raise EndpointError(_BRACKETS)
        if _OTHER_SCHEME.match(bare) and "@" not in host:
            raise EndpointError("HipChat addresses start with https:// or http://.")
        if "." not in host and ":" not in host and host.lower() != "localhost":
            raise EndpointError("This is not a web address.")
        return f"https://{bare}"
    if found[0].lower() not in ("https://", "http://"):
        raise EndpointError("HipChat addresses start with https:// or http://.")
    return text


def _origin(parts: SplitResult) -> str:
    if "@" in parts.netloc:
        raise EndpointError(
            "The address has a user name in front of the host. HipChat knows tokens only: "
            "leave out everything up to and including the @."
        )
    if _is_bare_ipv6(parts.netloc):
        raise EndpointError(_BRACKETS)
    try:
        port, host = parts.port, parts.hostname
    except ValueError:
        raise EndpointError("The port in the address must be a number up to 65535.") from None
    if port == 0:
        raise EndpointError("The port in the address must not be 0.")
    shown = _host(host or "")
    scheme = parts.scheme.lower()
    return f"{scheme}://{shown}" + ("" if port in (None, _PORTS[scheme]) else f":{port}")


def _is_bare_ipv6(host: str) -> bool:
    return len(host) <= _IPV6_MAX and bool(_BARE_IPV6.fullmatch(host))


def _host(host: str) -> str:
    if not host:
        raise EndpointError("The address names no host.")
    if ":" in host:
        return f"[{_ipv6(host)}]"
    name = _ascii_host(host.rstrip("."))
    labels = name.split(".")
    if len(name) > 253 or any(len(label) > 63 for label in labels):
        raise EndpointError("The host in the address is too long.")
    if not _HOST.fullmatch(name):
        raise EndpointError("The host in the address contains characters no host name has.")
    if _NUMERIC.fullmatch(labels[-1]) and not _is_ipv4(name):
        # the system would read 134744072 or 0x8.8.8.8 as an address all the same
        raise EndpointError("The host ends in a number, but it is no IPv4 address.")
    return name


def _ascii_host(host: str) -> str:
    if host.isascii():
        return host
    if any(char in _DEVIATING for char in host):
        raise EndpointError("This host can mean two addresses. Write it in its xn-- form.")
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise EndpointError("The host in the address cannot be read.") from None


def _is_ipv4(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def _ipv6(host: str) -> str:
    try:
        address = ipaddress.IPv6Address(host)
    except ValueError:
        raise EndpointError("The IPv6 address cannot be read.") from None
    if address.scope_id is not None:
        raise EndpointError("An IPv6 address with a zone cannot be used.")
    return address.compressed


def decode(segment: str) -> str:
    """Undo percent-encoding of one path segment or query value, refusing what is not UTF-8."""
    if _BROKEN_ESCAPE.search(segment):
        raise EndpointError("The address contains a % that is not followed by two hex digits.")
    try:
        text = unquote_to_bytes(segment).decode("utf-8")
    except UnicodeError:
        raise EndpointError("The percent-encoded part of the address is not UTF-8.") from None
    if has_controls(text):
        raise EndpointError("The address contains control characters.")
    return text


def encode_segment(text: str) -> str:
    """Percent-encode ``text`` as one path segment; names of dots only are encoded as well."""
    if text.strip(".") == "":
        return "%2E" * len(text)
    return quote(text, safe="")


def join_endpoint(origin: str, context: tuple[str, ...]) -> str:
    """Put together the normalised endpoint ``origin[/context]/v2``."""
    if any(s.strip(".") == "" for s in context):
        raise EndpointError("The path of the address must not contain . or .. as a step.")
    endpoint = "/".join([origin, *(encode_segment(s) for s in context), VERSION])
    if holds_secret(endpoint):
        raise EndpointError("A part of the address looks like a token. Leave that out here.")
    return endpoint


def normalise_endpoint(text: str) -> str:
    """Give the one spelling ``scheme://host[:port][/context]/v2`` of an API endpoint.

    Accepted with or without ``/v2``, trailing slash and scheme (https is meant).

    Raises:
        EndpointError: with a sentence for the person who typed it.
    """
    if len(text) > ENDPOINT_MAX:
        raise EndpointError("This is too long for an API endpoint.")
    bare = strip_wrapping(text)
    if not bare:
        raise EndpointError("Enter the API endpoint, for example https://hipchat.example.com/v2.")
    address = split_address(bare)
    refuse_hidden(address)
    if address.query or address.fragment:
        raise EndpointError("An API endpoint ends after its path: leave out the rest from ? or #.")
    return join_endpoint(address.origin, _context(address.segments))


def _context(segments: tuple[str, ...]) -> tuple[str, ...]:
    lowered = [s.lower() for s in segments]
    if VERSION in lowered[:-1] or "rooms" in lowered:
        raise EndpointError(
            "This is the address of a room or page. The API endpoint ends in /v2; a room’s whole "
            "address can be pasted as Room URL."
        )
    if lowered and lowered[-1] == "v1":
        raise EndpointError("This is HipChat's old API v1. hipadmin speaks v2: end it in /v2.")
    if lowered and is_other_version(lowered[-1]):
        raise EndpointError("This is another version of the API. End the address in /v2.")
    return segments[:-1] if lowered and lowered[-1] == VERSION else segments


def is_other_version(segment: str) -> bool:
    """Tell whether a lower-case step of a path names a version of an API that is not ours."""
    return segment != VERSION and bool(_VERSIONED.fullmatch(segment))


def endpoint_host(endpoint: str) -> str:
    """Give the host of a normalised endpoint, lower case, IPv6 without brackets."""
    return urlsplit(endpoint).hostname or ""


def is_local_host(host: str) -> bool:
    """Tell whether ``host`` is loopback, private or a name the public DNS does not have."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_LOCAL_SUFFIXES)
    return not address.is_global


def is_loopback_host(host: str) -> bool:
    """Tell whether ``host`` names this very machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_insecure_public(endpoint: str) -> bool:
    """Tell whether tokens would cross the internet in clear: http to a host that is not local."""
    return endpoint.startswith("http://") and not is_local_host(endpoint_host(endpoint))
