"""Logs through hiplogging and hippy-chat and sends with kawasemi, each set up as its users do.

Run by the clients' own Python: `python with_handlers.py https://… ADMIN_TOKEN ROOM_TOKEN`.
Prints one JSON line: what each said of a message taken and of one refused.
"""

import json
import logging
import sys
from collections.abc import Callable

from hiplogging import HipChatHandler
from hippy_chat.handler import HipchatHandler
from kawasemi import Kawasemi

SERVER, ADMIN, OF_ROOM_1 = sys.argv[1:4]


def outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except Exception as error:  # whatever a client raises is what it saw
        return f"{type(error).__name__}: {error}"
    return "taken"


def log(handler: logging.Handler, level: int, text: str) -> None:
    record = logging.LogRecord("web", level, __file__, 1, text, None, None)
    handler.emit(record)


def kawasemi(token: str) -> Kawasemi:
    """Set up as its documentation says; the room is addressed by id."""
    backend = "kawasemi.backends.hipchat.HipChatChannel"
    room = {"_backend": backend, "api_id": 1, "token": token, "base_url": f"{SERVER}/v2/"}
    return Kawasemi({"CHANNELS": {"ops": room | {"color": "purple", "notify": True}}})


def main() -> None:
    """Send what is taken, then what is refused."""
    loud = HipChatHandler(ADMIN, "Ops", SERVER)
    cards = HipchatHandler(SERVER, "Builds", OF_ROOM_1)
    foreign = HipchatHandler(SERVER, "Ops", OF_ROOM_1)
    seen = {
        "hiplogging": outcome(lambda: log(loud, logging.ERROR, "disk <b>full</b>")),
        "hippy-chat": outcome(lambda: log(cards, logging.CRITICAL, "out of memory")),
        "hippy-chat elsewhere": outcome(lambda: log(foreign, logging.ERROR, "x")),
        "kawasemi": outcome(lambda: kawasemi(OF_ROOM_1).send("deployed", channel_name="ops")),
        "kawasemi, v1 token": outcome(
            lambda: kawasemi("0123456789abcdef0123456789abcd").send("x", channel_name="ops")
        ),
    }
    sys.stdout.write(json.dumps(seen) + "\n")


if __name__ == "__main__":
    main()
