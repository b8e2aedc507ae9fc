"""The sandbox of a profile: what its file remembers, and whether one serves it already.

Two windows on one data directory share a server: with one each they would overwrite each other's
history, and a message sent through the one would never show in the other.
"""

import socket
import time
from types import MappingProxyType

from hipadmin.domain.token import Secret
from hipadmin.parts import connect
from hipadmin.profiles import Profile
from hipadmin.services.sandbox_child import SandboxInfo, SandboxRoom

ADDRESS = "127.0.0.1"
KNOCK_S = 0.5
"""Seconds a server on this machine may take to accept a connection."""


def remembered(profile: Profile) -> SandboxInfo | None:
    """The sandbox that last served ``profile``, as its file says; None if there was none."""
    from hipadmin.sandbox.defaults import furnish
    from hipadmin.sandbox.persistence import StateFileError, load
    from hipadmin.sandbox.state import State

    state = State(time.time)
    try:
        saved = load(profile.sandbox_state, state)
    except StateFileError:
        return None
    if saved is None:
        return None
    known = furnish(state)
    return SandboxInfo(
        url=f"http://{ADDRESS}:{saved.port}/v2",
        rooms=tuple(SandboxRoom(room.id, room.name) for room in state.rooms()),
        room_tokens=MappingProxyType({r: Secret(token) for r, token in known.rooms.items()}),
        user_token=Secret(known.user),
        admin_token=Secret(known.admin),
    )


def serving(profile: Profile) -> SandboxInfo | None:
    """The sandbox that serves ``profile`` right now, started by another window; None if none."""
    info = remembered(profile)
    if info is None or not _accepts(info.url):
        return None
    return info if _knows(info) else None


def _accepts(url: str) -> bool:
    port = int(url.rpartition(":")[2].partition("/")[0])
    try:
        with socket.create_connection((ADDRESS, port), KNOCK_S):
            return True
    except OSError:
        return False


def _knows(info: SandboxInfo) -> bool:
    """Whether the server there takes our token: another program may have the port by now."""
    from hipadmin.hipchat.errors import HipChatError
    from hipadmin.services.testing import Server

    with connect(Server(info.url), info.user_token) as client:
        try:
            client.introspect()
        except HipChatError:
            return False
    return True
