"""The service manager that started a relay, if one wants to hear how it goes: sd_notify(3)."""

import contextlib
import socket
from collections.abc import MutableMapping

VARIABLE = "NOTIFY_SOCKET"
"""Names the manager's socket: a path, or an abstract name after "@"."""


class Manager:
    """Tells it when the relay takes events in, and in words how it stands.

    Taken out of ``environment``: children of ours have nothing to say there. Without a manager, or
    when it does not listen, nothing happens.
    """

    def __init__(self, environment: MutableMapping[str, str]) -> None:
        self._address = environment.pop(VARIABLE, "")

    def ready(self, text: str) -> None:
        """Say that the start is over."""
        self._tell("READY=1", text)

    def status(self, text: str) -> None:
        """Say in a line how it stands, such as why it ends."""
        self._tell("", text)

    def _tell(self, state: str, text: str) -> None:
        if not self._address:
            return
        told = f"{state}\nSTATUS={' '.join(text.split())}".strip()
        name = self._address.replace("@", "\0", 1) if self._address[0] == "@" else self._address
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as letterbox,
        ):
            letterbox.connect(name)
            letterbox.send(told.encode())
