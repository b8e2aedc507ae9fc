"""The address at which sources elsewhere reach a relay: one spelling, or what is wrong with it."""

import ipaddress

from hipadmin.domain.endpoint import (
    ENDPOINT_MAX,
    EndpointError,
    encode_segment,
    endpoint_host,
    refuse_hidden,
    split_address,
    strip_wrapping,
)
from hipadmin.domain.redaction import holds_secret

_INTAKE = ("v1", "subscriptions")


def public_address(text: str) -> str:
    """Give ``scheme://host[:port][/path]`` without a slash at its end; "" for none.

    Raises:
        EndpointError: with a sentence for the person who typed it, which repeats none of it.
    """
    bare = strip_wrapping(text)
    if not bare:
        return ""
    if len(bare) > ENDPOINT_MAX:
        raise EndpointError("This is too long for an address.")
    if not bare.lower().startswith(("https://", "http://")):
        raise EndpointError("Enter an address that begins with https://.")
    if "@" in bare.split("/")[2]:
        raise EndpointError("Leave out the user name and the @: sources show a key instead.")
    return _joined(bare)


def _joined(bare: str) -> str:
    address = split_address(bare)
    if address.query or address.fragment:
        raise EndpointError("The address ends after its path: leave out the rest from ? or #.")
    if any(not step.strip(".") for step in address.segments):
        raise EndpointError("The path of the address must not contain . or .. as a step.")
    if _INTAKE in zip(address.segments, address.segments[1:], strict=False):
        raise EndpointError("Leave out the rest from /v1/subscriptions: it is added here.")
    if _is_nowhere(endpoint_host(address.origin)):
        raise EndpointError("Nothing can be sent to this address: it stands for every one.")
    joined = "/".join([address.origin, *map(encode_segment, address.segments)])
    refuse_hidden(address)
    if holds_secret(joined):
        raise EndpointError("A part of the address looks like a token. Leave that out here.")
    return joined


def _is_nowhere(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
