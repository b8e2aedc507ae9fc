"""No test speaks to another machine: what would leave this one is refused and fails the test.

It sees what this process does. Children are ours too and are given loopback addresses only.
"""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.plugins.audit import Audit, line


class Network:
    """Refuses to connect, send, listen or look up beyond loopback."""

    def __init__(self, audit: Audit) -> None:
        self._refused: list[str] = []
        for event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"):
            audit.on(event, self._on_address)
        for event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
            audit.on(event, self._on_name)

    def _on_address(self, arguments: tuple[Any, ...]) -> None:
        opened, address = arguments[0], arguments[1]
        if opened.family not in (socket.AF_INET, socket.AF_INET6) or not address:
            return
        if not _is_loopback(str(address[0])):
            self._refuse(str(address[0]))
            raise OSError(f"a test must not reach {address[0]}")

    def _on_name(self, arguments: tuple[Any, ...]) -> None:
        host = arguments[0]
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")
        if _is_loopback(name) or _is_address(name):
            return
        # reserved (RFC 6761): it exists nowhere, and here nobody is asked to find that out
        if not name.lower().rstrip(".").endswith(".invalid"):
            self._refuse(name)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    def _refuse(self, what: str) -> None:
        self._refused.append(f"{what}, asked for at {line()}")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Iterator[None]:
        """Fail a test that tried, even if its subject took the refusal in good part."""
        yield
        refused, self._refused = self._refused, []
        if refused:
            pytest.fail("reached for the network: " + "; ".join(refused), pytrace=False)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_loopback(text: str) -> bool:
    name = text.lower().rstrip(".")
    if name in ("", "localhost") or name.endswith(".localhost"):
        return True
    return _is_address(name) and ipaddress.ip_address(name.partition("%")[0]).is_loopback
