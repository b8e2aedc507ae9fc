"""Drives HypChat as its users do, and prints what it saw as one JSON line.

Run by the clients' own Python: `python with_hypchat.py https://… ADMIN_TOKEN ROOM_TOKEN`.
"""

import datetime as dt
import json
import sys
from collections.abc import Callable

from hypchat import HypChat
from hypchat.requests import HttpClientError
from hypchat.restobject import HistoryCollection, Room, RoomCollection, User

SERVER, ADMIN, OF_ROOM_1 = sys.argv[1:4]


def refusal(act: Callable[[], object]) -> list[object]:
    """Give the class HypChat raised, and HipChat's own words in it."""
    try:
        act()
    except HttpClientError as error:
        told = json.loads(str(error))["error"]
        return [type(error).__name__, told["code"], told["message"]]
    return ["nothing was raised"]


def rooms(hip: HypChat) -> dict[str, object]:
    page = hip.rooms(max_results=2)
    ops = hip.get_room("Ops", expand="participants,owner")
    return {
        "page kind": isinstance(page, RoomCollection),
        "all rooms": [room["name"] for room in page.contents()],
        "room kind": isinstance(ops, Room),
        "topic": ops["topic"],
        "created": isinstance(ops["created"], dt.datetime),
        "owner": ops["owner"]["mention_name"],
        "statistics": sorted(ops["statistics"].self()),
        "participants": [p["name"] for p in ops.participants()["items"]],
    }


def talk(hip: HypChat) -> dict[str, object]:
    ops = hip.get_room("Ops")
    ops.notification("<b>plain</b>")
    ops.notification("hello @SamShore look", color="green", notify=True)
    ops.message("typed")
    latest = ops.latest(maxResults=10)
    ops.reply("answered", latest["items"][-1]["id"])
    ops.topic("on call: Jo")
    now = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
    return {
        "recent": [m["message"] for m in ops.history()["items"]],
        "recent kind": isinstance(ops.history(), HistoryCollection),
        "dated": len(ops.history(now)["items"]),
        "since": [m["message"] for m in ops.latest(latest["items"][-1]["id"])["items"]],
        "topic": hip.get_room("Ops")["topic"],
    }


def people(hip: HypChat) -> dict[str, object]:
    sam = hip.get_user("@SamShore")
    sam.message("between us")
    return {
        "everybody": sorted(user["name"] for user in hip.users().contents()),
        "kind": isinstance(sam, User),
        "e-mail": sam["email"],
        "said": [m["message"] for m in sam.history()["items"]],
    }


def administration(hip: HypChat) -> dict[str, object]:
    made = hip.create_room("Night shift", privacy="private", guest_access=False)
    room = hip.get_room(made["id"], expand="owner")
    sam = hip.get_user("@SamShore")
    members = room.members()
    members.add(sam)
    inside = sorted(m["mention_name"] for m in room.members().contents())
    members.remove(sam)
    room["is_archived"] = True
    saved = room.save().status_code
    archived = hip.get_room(made["id"])["is_archived"]
    room.delete()
    return {
        "members": inside,
        "saved": saved,
        "archived": archived,
        "gone": refusal(lambda: hip.get_room(made["id"])),
    }


def webhooks(hip: HypChat) -> dict[str, object]:
    ops = hip.get_room("Ops")
    made = ops.create_webhook("https://example.test/hook", "room_enter")
    listed = [hook["url"] for hook in ops.webhooks().contents()]
    made.self().delete()
    return {"listed": listed, "left": len(ops.webhooks()["items"])}


def refusals(hip: HypChat) -> dict[str, object]:
    stranger = HypChat("aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6lM9o", SERVER)
    machine = HypChat(OF_ROOM_1, SERVER)
    ops = hip.get_room("Ops")
    return {
        "bad token": refusal(stranger.rooms),
        "missing scope": refusal(machine.rooms),
        "no such room": refusal(lambda: hip.get_room("Nowhere")),
        "bad colour": refusal(lambda: ops.notification("x", color="Gray")),
        "empty": refusal(lambda: ops.notification("")),
    }


def main() -> None:
    """Go through all of it."""
    hip = HypChat(ADMIN, SERVER)
    parts = (rooms, talk, people, administration, webhooks, refusals)
    seen = {part.__name__: part(hip) for part in parts}
    seen["capabilities"] = hip.capabilities()["name"]
    seen["emoticons"] = len(list(hip.emoticons().contents()))
    seen["left of the limit"] = hip._requests.rl_remaining
    sys.stdout.write(json.dumps(seen) + "\n")


if __name__ == "__main__":
    main()
