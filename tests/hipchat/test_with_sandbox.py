"""The client against the sandbox, which somebody else built from the same reference."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from hipadmin.domain.shortening import shorten
from hipadmin.domain.token import Secret
from hipadmin.hipchat import grants
from hipadmin.hipchat.client import HipChatClient
from hipadmin.hipchat.errors import (
    BadToken,
    Forbidden,
    MessageRejected,
    MissingScope,
    NoSuchItem,
    NoSuchPerson,
    NoSuchRoom,
    RateLimited,
)
from hipadmin.hipchat.grants import OAuthClient
from hipadmin.hipchat.sharing import SharedFile
from hipadmin.hipchat.webhooks import EVENTS
from hipadmin.sandbox.server import Sandbox, running

HOOK = "http://127.0.0.1:9/hook"
pytestmark = pytest.mark.shares("sandbox-webhooks")  # the box has one thread for a room's hooks


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with running(unlimited=True) as box:
        yield box


@pytest.fixture
def admin(box: Sandbox) -> Iterator[HipChatClient]:
    with HipChatClient(box.url, box.tokens.admin) as client:
        yield client


@pytest.fixture
def room(admin: HipChatClient) -> Iterator[int]:
    """A room of the test's own."""
    made = admin.create_room(f"Room {next(COUNT)}", topic="for a test")
    yield made.id
    admin.delete_room(made.id)


COUNT = itertools.count()


def test_a_room_from_first_to_last(admin: HipChatClient) -> None:
    made = admin.create_room("a/b #1 é+%", privacy="private", owner="@RobinReed")
    found = admin.room("a/b #1 é+%")
    assert (found.id, found.name, found.privacy, str(found.owner)) == (
        *(made.id, "a/b #1 é+%", "private"),
        "Robin Reed",
    )
    admin.set_topic(made.id, "é" * 250)
    assert admin.room(made.id).topic == "é" * 250
    admin.update_room(
        made.id,
        name="Other",
        topic="",
        privacy="public",
        is_archived=True,
        is_guest_accessible=True,
        owner=found.owner.id,
    )
    changed = admin.room(made.id)
    assert (changed.name, changed.is_archived, changed.is_guest_accessible) == ("Other", True, True)
    assert made.id not in [each.id for each in admin.rooms()]
    assert made.id in [each.id for each in admin.rooms(include_archived=True, page_size=1)]
    with pytest.raises(MessageRejected, match="Another room"):
        admin.create_room("Other")
    assert admin.delete_room(made.id).status == 204
    with pytest.raises(NoSuchRoom):
        admin.room(made.id)


def test_people_come_and_go(admin: HipChatClient) -> None:
    made = admin.create_room("Private one", privacy="private")
    admin.add_member(made.id, "@SamShore", ["room_member", "room_admin"])
    members = {each.mention_name: each for each in admin.members(made.id)}
    assert members["SamShore"].roles == {"room_member", "room_admin"}
    assert "SamShore" in [p.mention_name for p in admin.participants(made.id, include_offline=True)]
    admin.remove_member(made.id, members["SamShore"].id)
    assert "SamShore" not in [each.mention_name for each in admin.members(made.id)]
    admin.invite(made.id, "@SamShore", "come and see")
    with pytest.raises(NoSuchPerson):
        admin.add_member(made.id, "@Nobody")
    admin.delete_room(made.id)


def test_people_are_found(admin: HipChatClient) -> None:
    names = [each.mention_name for each in admin.users(page_size=1, include_guests=True)]
    assert {"AdaAdmin", "RobinReed", "SamShore"} <= set(names)
    found = admin.user("@RobinReed")
    assert (found.name, found.mention_name, found.is_deleted) == ("Robin Reed", "RobinReed", False)
    assert admin.user(found.id) == admin.user(found.email)
    with pytest.raises(NoSuchPerson):
        admin.user("@Nobody")


def test_everything_said_is_found_again(admin: HipChatClient, room: int) -> None:
    before = datetime.now(UTC) - timedelta(seconds=5)
    posted = admin.send_message(room, "hello @all (yey)")
    admin.reply(room, posted.id, "hello back")
    admin.share_link(room, "https://example.test/a", "look")
    admin.share_file(room, SharedFile('a "b" é.txt', b"\r\n--x\0\xff", "text/plain"), "read é")
    admin.send_notification(room, shorten("<b>" + "é" * 20_000), color="red", sender="ci")
    said = admin.history_latest(room)
    assert [each.type for each in said].count("message") >= 4
    assert said[-1].color == "red"
    assert len(said[-1].message) == 10_000
    (file,) = [each for each in said if each.file_name]
    assert (file.file_name, file.message) == ('a "b" é.txt', "read é")
    assert admin.message(room, posted.id).message == "hello @all (yey)"
    assert [each.id for each in admin.history(room)] == [each.id for each in reversed(said)]
    later = datetime.now(UTC) + timedelta(seconds=5)
    paged = admin.history(room, before=later, since=before, page_size=2)
    assert {each.id for each in paged} == {each.id for each in said}
    assert admin.statistics(room).messages_sent == len(said)
    with pytest.raises(NoSuchItem):
        admin.message(room, "no-such-message")


def test_people_are_written_to(admin: HipChatClient) -> None:
    file = SharedFile("a.bin", bytes(range(256)))
    for name in ("@SamShore", admin.user("@SamShore").email, admin.user("@SamShore").id):
        assert admin.send_private_message(name, "psst", notify=True).status == 204
        assert admin.share_link_privately(name, "https://example.test").status == 204
        assert admin.share_file_privately(name, file, "here").status == 204
    with pytest.raises(NoSuchPerson):
        admin.send_private_message("@Nobody", "psst")


def test_webhooks_by_number(admin: HipChatClient, room: int) -> None:
    for event in EVENTS:
        admin.create_webhook(room, url=HOOK, event=event)
    made = admin.create_webhook(room, url=HOOK, event="room_message", pattern="^/ok", name="n")
    found = {each.id: each for each in admin.webhooks(room)}
    assert len(found) == 11
    assert (found[made.id].pattern, found[made.id].name) == ("^/ok", "n")
    assert admin.webhook(room, made.id).url == HOOK
    admin.delete_webhook(room, made.id)
    with pytest.raises(NoSuchItem):
        admin.webhook(room, made.id)


@pytest.mark.parametrize("everywhere", [False, True])
def test_webhooks_by_key(box: Sandbox, admin: HipChatClient, room: int, everywhere: bool) -> None:
    where = None if everywhere else room
    made = admin.put_webhook(where, "my-key.1", url=HOOK, event="room_enter", authentication="jwt")
    again = admin.put_webhook(where, "my-key.1", url=HOOK, event="room_exit")
    assert made.key == again.key == "my-key.1"
    assert admin.webhook_by_key(where, "my-key.1").event == "room_exit"
    assert admin.delete_webhook_by_key(where, "my-key.1").status == 204
    with pytest.raises(NoSuchItem):
        admin.webhook_by_key(where, "my-key.1")


def test_an_addon_gets_its_token(box: Sandbox) -> None:
    scopes = ("send_notification", "view_room")
    addon = box.state.add_client("Add-on", scopes)
    asking = OAuthClient(addon.id, Secret(addon.secret))
    with HipChatClient(box.url, None) as nobody:
        made = nobody.create_token(grants.client_credentials(asking), scopes[:1])
        wrong = OAuthClient(addon.id, Secret("no"))
        with pytest.raises(BadToken):
            nobody.create_token(grants.client_credentials(wrong))
        assert scopes[0] in nobody.capabilities().scopes
    with HipChatClient(box.url, made.token) as client:
        session = client.introspect()
        assert (session.label, session.scopes) == ("Add-on", {"send_notification"})
        assert client.send_notification(1, "hello from an add-on").status == 204
        with pytest.raises(MissingScope):
            client.room(1)
        client.revoke_token()
        with pytest.raises(BadToken):
            client.introspect()


def test_tokens_of_people(box: Sandbox, admin: HipChatClient) -> None:
    box.state.add_person("Pat Pass", "PatPass", password="s3cret word")
    made = admin.create_token(grants.password("PatPass", Secret("s3cret word")), ["view_room"])
    assert made.refresh_token is not None
    renewed = admin.create_token(grants.refresh_token(made.refresh_token))
    assert renewed.scopes == {"view_room"}
    personal = admin.create_token(grants.personal(), ["send_notification"])
    room = admin.create_token(grants.room_notification(room_id=1, label="ci"))
    for each in (personal, room):
        with HipChatClient(box.url, each.token) as client:
            assert client.send_notification(1, "m").status == 204
            assert client.probe(1).status == 202
    with HipChatClient(box.url, room.token) as client, pytest.raises(Forbidden):
        client.send_notification(2, "m")
    with pytest.raises(BadToken):
        admin.create_token(grants.password("PatPass", Secret("wrong")))


def test_limits_are_told_before_they_bite() -> None:
    with running() as box, HipChatClient(box.url, box.tokens.rooms[1]) as client:
        for left in range(29, -1, -1):
            client.send_notification(1, "m")
            assert client.flood(room=1).remaining == left
        assert 0 < client.rate.wait_s(datetime.now(UTC).timestamp()) <= 60
        with pytest.raises(RateLimited) as caught:
            client.send_notification(1, "m")
        assert caught.value.limit == "flood"
        assert 0 < caught.value.wait_s <= 60
