"""Which rooms a token may see, over the real sandbox."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hipadmin.domain.integration import IntegrationDraft, RoomDraft, TokenEdit
from hipadmin.domain.ports import NeverCancel
from hipadmin.domain.token import Secret
from hipadmin.gui.jobs import JobContext
from hipadmin.hipchat.errors import (
    BadToken,
    Cancelled,
    ConnectionBroken,
    MissingScope,
    ServerFailure,
)
from hipadmin.sandbox.model import TokenKind
from hipadmin.sandbox.server import Sandbox, running
from hipadmin.services.access import Access, DraftAccess, Server, draft_access
from hipadmin.services.bundle import Services
from hipadmin.services.rooms.room_lists import (
    PAGE_SIZE,
    TOKENS_TRIED,
    Batch,
    FoundRoom,
    NoTokenToSee,
    RoomListing,
)
from tests.gui.fill import add_integration
from tests.services.sandboxed import Chat

Begin = Callable[..., RoomListing]


@pytest.fixture
def begin(services: Services, sandbox: Sandbox) -> Iterator[Begin]:
    begun: list[RoomListing] = []

    def start(*tokens: str, archived: bool = False, box: Sandbox = sandbox) -> RoomListing:
        secrets = tokens or (box.tokens.user,)
        ways = [Access(Server(box.url), secret=Secret(each)) for each in secrets]
        begun.append(services.room_lists.begin(ways, archived=archived))
        return begun[-1]

    yield start
    for listing in begun:
        listing.close()


def more(listing: RoomListing) -> Batch:
    return listing.more(NeverCancel())


def everything(listing: RoomListing) -> list[FoundRoom]:
    found: list[FoundRoom] = []
    while True:
        batch = more(listing)
        found += batch.rooms
        if batch.done:
            return found


def fill(box: Sandbox, count: int) -> None:
    [owner, *_] = box.state.people()
    for number in range(count):
        box.state.add_room(f"Room {number}", owner, topic=f"Topic {number}")


def test_rooms_come_with_what_the_server_tells_of_them(begin: Begin, sandbox: Sandbox) -> None:
    [owner, *_] = sandbox.state.people()
    private = sandbox.state.add_room("Safe", owner, topic="Keys", privacy="private")
    found = {room.id: room for room in everything(begin())}
    assert found[private.id] == FoundRoom(private.id, "Safe", "private", False, "Keys", 1)
    assert found[1].privacy == "public"
    assert found[1].present


def test_archived_rooms_come_when_they_are_wanted(begin: Begin, sandbox: Sandbox) -> None:
    [owner, *_] = sandbox.state.people()
    old = sandbox.state.add_room("Old", owner, is_archived=True)
    assert old.id not in [room.id for room in everything(begin())]
    found = {room.id: room.is_archived for room in everything(begin(archived=True))}
    assert found[old.id] is True
    assert found[1] is False


def test_more_than_two_thousand_come_page_by_page(begin: Begin, sandbox: Sandbox) -> None:
    fill(sandbox, 2100)
    listing = begin()
    first = more(listing)
    assert (len(first.rooms), first.done) == (PAGE_SIZE, False)
    rest = everything(listing)
    ids = [room.id for room in (*first.rooms, *rest)]
    assert ids == [room.id for room in sandbox.state.rooms()]


def test_a_crowd_too_large_to_be_told_is_left_out(begin: Begin, sandbox: Sandbox) -> None:
    state = sandbox.state
    for number in range(100):
        state.add_person(f"Person {number}", f"p{number}")
    fill(sandbox, 120)
    found = everything(begin())
    assert [room.id for room in found] == [room.id for room in state.rooms()]
    assert {room.topic for room in found} == {None}
    assert found[0].privacy == "public"


def test_a_token_that_may_not_see_rooms_gives_way_to_one_that_may(
    begin: Begin, sandbox: Sandbox
) -> None:
    room_token = sandbox.tokens.rooms[1]
    assert everything(begin("x" * 40, room_token, sandbox.tokens.user))
    with pytest.raises(MissingScope) as caught:
        more(begin(room_token, "x" * 40))
    assert set(caught.value.scopes) == {"view_group", "view_room"}
    with pytest.raises(BadToken):
        more(begin("x" * 40, room_token))


def test_not_every_token_is_tried(begin: Begin, sandbox: Sandbox) -> None:
    lacking = [
        sandbox.state.add_token(TokenKind.USER, "t", ("send_message",)).value
        for _ in range(TOKENS_TRIED)
    ]
    with pytest.raises(MissingScope):
        more(begin(*lacking, sandbox.tokens.user))
    assert everything(begin(*lacking[1:], sandbox.tokens.user))


def test_without_a_token_nothing_is_asked(services: Services) -> None:
    server = Server("https://hipchat.example.com/v2")
    for ways in ((), (Access(server),), (Access(server, "no such reference"),)):
        listing = services.room_lists.begin(ways)
        with pytest.raises(NoTokenToSee):
            more(listing)


def test_a_fifth_of_the_servers_limit_is_left_to_others(begin: Begin) -> None:
    moved = [0.0]
    with running(clock=lambda: 1_700_000_000 + moved[0]) as box:
        fill(box, 650)
        Chat(box).limit(people=5)
        listing = begin(box=box)
        *free, held = [more(listing) for _ in range(5)]
        assert [batch.resume_at for batch in free] == [None] * 4
        assert len(held.rooms) == PAGE_SIZE
        assert held.resume_at is not None
        assert 0 < (held.resume_at - datetime.now(UTC)).total_seconds() <= 300
        refused = more(listing)
        assert (refused.rooms, refused.done) == ((), False)
        assert refused.resume_at is not None
        moved[0] = 301
        assert len(everything(listing)) == len(box.state.rooms()) - 5 * PAGE_SIZE


def test_a_failure_can_be_tried_again_from_there(begin: Begin, sandbox: Sandbox) -> None:
    fill(sandbox, 150)
    listing, chat = begin(), Chat(sandbox)
    more(listing)
    chat.fault("reset")
    with pytest.raises(ConnectionBroken):
        more(listing)
    chat.no_faults()
    assert len(everything(listing)) == len(sandbox.state.rooms()) - PAGE_SIZE


def test_cancel_ends_a_waiting_question_and_it_can_go_on(begin: Begin, sandbox: Sandbox) -> None:
    fill(sandbox, 150)
    listing, chat = begin(), Chat(sandbox)
    more(listing)
    chat.fault("hang")
    stop = JobContext(lambda _value: None)
    stop.cancel()
    with pytest.raises(Cancelled):
        listing.more(stop)
    chat.no_faults()
    assert len(more(listing).rooms) == len(sandbox.state.rooms()) - PAGE_SIZE


def test_a_token_that_ends_half_way_gives_way_too(begin: Begin, sandbox: Sandbox) -> None:
    fill(sandbox, 150)
    brief = sandbox.state.add_token(TokenKind.USER, "brief", ("view_room",)).value
    listing = begin(brief, sandbox.tokens.user)
    first = more(listing).rooms
    sandbox.state.remove_token(brief)
    ids = [room.id for room in (*first, *everything(listing))]
    assert ids == [room.id for room in sandbox.state.rooms()]


def test_a_stored_token_is_taken_from_the_vault(services: Services, sandbox: Sandbox) -> None:
    stored = add_integration(services, "Ops", "1", endpoint=sandbox.url, token=sandbox.tokens.user)
    listing = services.room_lists.begin([Access(Server.of(stored), stored.token_ref)])
    assert everything(listing)
    listing.close()


DRAFT = IntegrationDraft(
    name="Ops",
    endpoint="https://hipchat.example.com",
    token=TokenEdit.to(Secret(" account ")),
    rooms=(RoomDraft("1"), RoomDraft("2", TokenEdit.to(Secret("own"))), RoomDraft("3")),
)


def told(access: DraftAccess) -> list[str]:
    return [each.secret.reveal() if each.secret else str(each.token_ref) for each in access.rooms]


def test_each_room_of_a_draft_has_its_token_or_the_accounts() -> None:
    access = draft_access(DRAFT, None)
    assert access.account.server == Server("https://hipchat.example.com/v2")
    assert told(access) == ["account", "own", "account"]
    assert [t.secret and t.secret.reveal() for t in access.tokens()] == ["account", "own"]


def test_a_stored_token_stays_with_its_server(services: Services) -> None:
    stored = add_integration(services, "Ops", "1")
    kept = replace(DRAFT, token=TokenEdit(), rooms=())
    assert draft_access(kept, stored).account.token_ref == stored.token_ref
    moved = replace(kept, endpoint="https://elsewhere.example.com")
    assert not draft_access(moved, stored).account.has_token


def test_a_server_that_fails_without_details_too_is_told(begin: Begin, sandbox: Sandbox) -> None:
    """Asked once with what it may be unable to give and once without; then a person decides."""
    chat, listing = Chat(sandbox), begin()
    chat.fault("500", times=1)
    assert {room.topic for room in more(listing).rooms} == {None}
    chat.fault("500")
    again = begin()
    with pytest.raises(ServerFailure):
        more(again)
    chat.no_faults()
    assert more(again).done
