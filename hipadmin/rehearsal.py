"""The sandbox of a profile as its file remembers it: commands ask the one a window serves."""

import time
from types import MappingProxyType

from hipadmin.domain.token import Secret
from hipadmin.profiles import Profile
from hipadmin.services.sandbox_child import SandboxInfo, SandboxRoom

ADDRESS = "127.0.0.1"


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
