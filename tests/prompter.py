"""Who shows the keyring's question for its password: nobody answers it, or somebody dismisses it.

gnome-keyring asks the name org.gnome.keyring.SystemPrompter on the session's bus to show its
questions; on a desktop that is a dialog. Here it is a person who takes as long as a test wants.
"""

import contextlib
import threading
from collections.abc import Iterator

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import DBusConnection, Proxy

from tests.secret_service import SecretService

NAME = "org.gnome.keyring.SystemPrompter"
CALLBACK = "org.gnome.keyring.internal.Prompter.Callback"
BEGINNING = "[sx-aes-1]\npublic=\n"


class Prompter:
    """``asked`` is set once the question stands on the screen; `dismiss` closes every one."""

    def __init__(self, connection: DBusConnection) -> None:
        self.asked = threading.Event()
        self._connection = connection
        self._open: list[tuple[str, str]] = []
        self._dismissing = False
        self._over = False

    def dismiss(self) -> None:
        """Close the question, and from now on every one at once."""
        self._dismissing = True
        while self._open:
            self._ready(*self._open.pop(), "no")

    def leave(self) -> None:
        self._over = True

    def serve(self) -> None:
        while not self._over:
            with contextlib.suppress(TimeoutError):
                self._hear(self._connection.receive(timeout=0.05))

    def _hear(self, message: Message) -> None:
        fields = message.header.fields
        if message.header.message_type is not MessageType.method_call:
            return
        who, member = fields[HeaderFields.sender], fields[HeaderFields.member]
        self._connection.send(new_method_return(message))
        callback = str(message.body[0]) if message.body else ""
        if member == "BeginPrompting":
            self._ready(who, callback, "")
        elif member == "PerformPrompt":
            self._perform(who, callback)
        elif member == "StopPrompting":
            self._open = [one for one in self._open if one != (who, callback)]
            self._call(who, callback, "PromptDone", None, ())

    def _perform(self, who: str, callback: str) -> None:
        if self._dismissing:
            self._ready(who, callback, "no")
        else:
            self._open.append((who, callback))
        self.asked.set()

    def _ready(self, who: str, callback: str, reply: str) -> None:
        self._call(who, callback, "PromptReady", "sa{sv}s", (reply, {}, ""))

    def _call(
        self, who: str, path: str, member: str, signature: str | None, body: tuple[object, ...]
    ) -> None:
        address = DBusAddress(path, who, CALLBACK)
        self._connection.send(new_method_call(address, member, signature, body))


@contextlib.contextmanager
def prompter(service: SecretService) -> Iterator[Prompter]:
    """Somebody before the screen of the session of ``service``."""
    connection = service.connection()
    with contextlib.closing(connection):
        Proxy(message_bus, connection).RequestName(NAME)
        person = Prompter(connection)
        thread = threading.Thread(target=person.serve, name="prompter")
        thread.start()
        try:
            yield person
        finally:
            person.leave()
            thread.join(10)
