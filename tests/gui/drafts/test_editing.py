"""What the integration dialog holds: which tokens stay, what is taken over, who wins a conflict."""

from dataclasses import replace

import pytest

from hipadmin.domain.integration import CLEAR, KEEP, Integration, Room, TokenEdit
from hipadmin.domain.problems import Code, Problem
from hipadmin.domain.room_address import RoomAddress
from hipadmin.domain.token import Secret, TokenInfo, TokenKind
from hipadmin.gui.dialogs.integration_problems import problem_at, room_where
from hipadmin.gui.drafts.clashes import Clash
from hipadmin.gui.drafts.editing import Editing
from hipadmin.gui.drafts.entries import RoomEntry, TokenEntry, TokenState

ENDPOINT = "https://hipchat.example.com/v2"
NEW = Secret("NewToken")
STORED = Integration(
    id="i",
    name="CI",
    endpoint=ENDPOINT,
    token_ref="account",
    rooms=(Room("r1", "17", "own", name="Builds"), Room("r2", "Ops", enabled=False)),
)
INFO = TokenInfo(TokenKind.ROOM, "CI bot", ("send_notification",), "Builds")


def first(editing: Editing) -> RoomEntry:
    return editing.rooms[0]


def test_a_fresh_one_is_empty_and_clean() -> None:
    editing = Editing()
    assert not editing.dirty
    assert editing.draft().token == CLEAR
    assert not editing.stays


def test_a_stored_one_is_clean_and_keeps_its_tokens() -> None:
    draft = Editing(STORED).draft()
    assert not Editing(STORED).dirty
    assert draft.token == KEEP
    assert [(r.id, r.room, r.name, r.token, r.enabled) for r in draft.rooms] == [
        ("r1", "17", "Builds", KEEP, True),
        ("r2", "Ops", "", CLEAR, False),
    ]


@pytest.mark.parametrize(
    ("endpoint", "stays"),
    [
        (ENDPOINT, True),
        ("hipchat.example.com", True),
        ("https://hipchat.example.com/chat/v2", True),
        ("https://hipchat.example.com:8443", False),
        ("http://hipchat.example.com", False),
        ("https://hipchat.example.co", False),
        ("", False),
        ("not an address", False),
    ],
)
def test_stored_tokens_stay_with_their_server(endpoint: str, stays: bool) -> None:
    editing = Editing(STORED)
    editing.endpoint = endpoint
    assert editing.stays is stays
    assert editing.drops_tokens is not stays
    assert editing.draft().token == (KEEP if stays else CLEAR)
    state = TokenState.STORED if stays else TokenState.OTHER_SERVER
    assert editing.token_state(first(editing)) is state
    editing.endpoint = ENDPOINT
    assert not editing.dirty


def test_what_is_typed_counts_on_any_server() -> None:
    editing = Editing(STORED)
    editing.type_token(replace(editing.token, typed=NEW))
    assert editing.draft().token == TokenEdit.to(NEW)
    editing.endpoint = "https://other.example.com"
    assert editing.draft().token == TokenEdit.to(NEW)


def test_a_removed_token_is_cleared() -> None:
    editing = Editing(STORED)
    editing.type_token(replace(editing.token, removed=True))
    assert editing.draft().token == CLEAR
    assert TokenEntry("ref", removed=True).state(stays=True) is TokenState.NONE


def test_an_offered_endpoint_is_no_change_and_never_replaces_one() -> None:
    editing = Editing()
    assert editing.offer_endpoint("https://a.example.com/v2")
    assert not editing.offer_endpoint("https://b.example.com/v2")
    assert (editing.endpoint, editing.dirty) == ("https://a.example.com/v2", False)
    assert not Editing(STORED).offer_endpoint("https://b.example.com/v2")


def test_taking_an_address_fills_a_known_row_then_an_empty_one_then_a_new_one() -> None:
    editing = Editing()
    key = editing.add_room().key
    taken = editing.take(RoomAddress(ENDPOINT, "17", "TokenA"))
    assert (taken.key, taken.room) == (key, "17")
    assert editing.take(RoomAddress(ENDPOINT, "17", None)).token.typed == Secret("TokenA")
    assert editing.take(RoomAddress(ENDPOINT, "Ops", None)).key != key
    assert [r.room for r in editing.rooms] == ["17", "Ops"]
    assert editing.endpoint == ENDPOINT


def test_a_servers_name_belongs_to_the_room_that_was_asked_for() -> None:
    editing = Editing(STORED)
    editing.change_room(replace(first(editing), room="18"))
    assert first(editing).shown == "18"
    assert editing.draft().rooms[0].name == ""
    editing.change_room(replace(first(editing), room="17"))
    assert first(editing).shown == "Builds"


def test_what_was_learned_of_a_token_goes_with_it() -> None:
    editing = Editing(STORED)
    for room in editing.rooms:
        editing.learn(room.key, INFO, "Builds")
    assert editing.account == INFO
    editing.type_token(replace(editing.token, typed=NEW))
    assert [r.info for r in editing.rooms] == [INFO, None]
    assert editing.account is None
    token = replace(first(editing).token, typed=NEW)
    editing.change_room(replace(first(editing), token=token))
    assert first(editing).info is None
    editing.learn(99, INFO, "")


def test_removing_a_room_is_a_change() -> None:
    editing = Editing(STORED)
    editing.remove_room(first(editing).key)
    assert [r.room for r in editing.rooms] == ["Ops"]
    assert editing.dirty


def test_rebase_takes_what_was_not_touched_and_names_what_both_changed() -> None:
    editing = Editing(STORED)
    editing.name = "mine"
    theirs = replace(
        STORED, name="theirs", proxy="http://p:1", token_ref="newer", version=2, rooms=()
    )
    assert editing.rebase(theirs, {}) == (Clash("name", "mine", "theirs"),)
    assert (editing.name, editing.proxy) == ("mine", "http://p:1")
    assert editing.token.ref == "newer"
    assert editing.rooms == ()
    assert editing.current is theirs
    assert editing.dirty


@pytest.mark.parametrize("typed", ["token", "room", ""])
def test_a_token_typed_for_one_server_is_not_taken_to_another(typed: str) -> None:
    editing, elsewhere = Editing(STORED), "https://other.example.com/v2"
    if typed == "token":
        editing.type_token(TokenEntry("account", NEW))
    elif typed:
        editing.change_room(replace(first(editing), token=TokenEntry("own", NEW)))
    clashes = editing.rebase(replace(STORED, endpoint=elsewhere, version=2), {})
    assert clashes == ((Clash("endpoint", ENDPOINT, elsewhere),) if typed else ())
    assert editing.endpoint == (ENDPOINT if typed else elsewhere)


def test_rebase_merges_rooms_one_by_one() -> None:
    editing = Editing(STORED)
    one, two = editing.rooms
    editing.change_room(replace(one, enabled=False))
    editing.remove_room(two.key)
    mine = editing.add_room("mine")
    new = Room("r3", "theirs")
    renamed = replace(STORED.rooms[0], token_ref="newer")
    theirs = replace(STORED, rooms=(renamed, STORED.rooms[1], new), version=2)
    editing.rebase(theirs, {"newer": INFO})
    rooms = [(r.id, r.room, r.enabled, r.token.ref) for r in editing.rooms]
    assert rooms == [
        ("r1", "17", False, "newer"),
        (None, "mine", True, None),
        ("r3", "theirs", True, None),
    ]
    assert editing.room(mine.key) is not None


def test_a_room_changed_here_and_removed_there_is_added_again() -> None:
    editing = Editing(STORED)
    editing.change_room(replace(first(editing), room="18"))
    [clash] = editing.rebase(replace(STORED, rooms=STORED.rooms[1:], version=2), {})
    assert [(r.id, r.room) for r in editing.rooms] == [(None, "18"), ("r2", "Ops")]
    assert editing.draft().rooms[0].token == CLEAR
    assert clash.theirs is None
    editing.adopt(clash.place)
    assert [r.room for r in editing.rooms] == ["Ops"]
    assert not editing.dirty


def test_the_fields_of_a_room_are_merged_one_by_one() -> None:
    editing = Editing(STORED)
    one = first(editing)
    editing.change_room(replace(one, enabled=False))
    renamed = replace(STORED.rooms[0], room="18", name="")
    assert editing.rebase(replace(STORED, rooms=(renamed, STORED.rooms[1]), version=2), {}) == ()
    assert (first(editing).room, first(editing).enabled) == ("18", False)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({"room": "18"}, {"room": "19"}),
        ({"token": TokenEntry("own", typed=NEW)}, {"token_ref": "newer"}),
        ({"token": TokenEntry("own", typed=NEW)}, {"token_ref": None}),
        ({"token": TokenEntry("own", removed=True)}, {"token_ref": "newer"}),
    ],
)
def test_what_both_sides_did_to_a_room_clashes(
    mine: dict[str, object], theirs: dict[str, object]
) -> None:
    editing = Editing(STORED)
    entry = replace(first(editing), **mine)  # type: ignore[arg-type]
    editing.change_room(entry)
    other = replace(STORED.rooms[0], **theirs)  # type: ignore[arg-type]
    [clash] = editing.rebase(replace(STORED, rooms=(other, STORED.rooms[1]), version=2), {})
    assert clash.place == f"room:{entry.key}"
    assert first(editing).room == entry.room
    assert first(editing).token == replace(entry.token, ref=other.token_ref)
    editing.adopt(clash.place)
    assert (first(editing).room, first(editing).token) == (other.room, TokenEntry(other.token_ref))
    assert not editing.dirty


def test_a_room_both_sides_switched_alike_does_not_clash() -> None:
    editing = Editing(STORED)
    editing.change_room(replace(first(editing), enabled=False))
    other = replace(STORED.rooms[0], enabled=False)
    assert editing.rebase(replace(STORED, rooms=(other, STORED.rooms[1]), version=2), {}) == ()
    assert not editing.dirty


def test_a_room_removed_here_and_changed_there_clashes() -> None:
    editing = Editing(STORED)
    editing.remove_room(first(editing).key)
    other = replace(STORED.rooms[0], enabled=False)
    [clash] = editing.rebase(replace(STORED, rooms=(other, STORED.rooms[1]), version=2), {})
    assert (clash.mine, [r.room for r in editing.rooms]) == (None, ["Ops"])
    editing.adopt(clash.place)
    assert sorted(r.room for r in editing.rooms) == ["17", "Ops"]


def test_a_room_added_on_both_sides_is_one() -> None:
    editing = Editing(STORED)
    mine = editing.add_room("new")
    editing.change_room(replace(mine, token=TokenEntry(typed=NEW)))
    other = Room("r3", "New", "theirs", enabled=False)
    [clash] = editing.rebase(replace(STORED, rooms=(*STORED.rooms, other), version=2), {})
    found = editing.rooms[2]
    assert (found.id, found.token, found.enabled) == ("r3", TokenEntry("theirs", NEW), False)
    assert len(editing.rooms) == 3
    assert clash.place == f"room:{mine.key}"


@pytest.mark.parametrize(
    ("mine", "theirs", "clashes"),
    [
        (TokenEntry("account", typed=NEW), "newer", True),
        (TokenEntry("account", typed=NEW), None, True),
        (TokenEntry("account", removed=True), "newer", True),
        (TokenEntry("account", removed=True), None, False),
        (TokenEntry("account", typed=NEW), "account", False),
        (TokenEntry("account"), "newer", False),
    ],
)
def test_an_account_token_clashes_when_both_sides_changed_it(
    mine: TokenEntry, theirs: str | None, clashes: bool
) -> None:
    editing = Editing(STORED)
    editing.type_token(mine)
    found = editing.rebase(replace(STORED, token_ref=theirs, version=2), {})
    assert [c.place for c in found] == (["token"] if clashes else [])
    assert editing.token == replace(mine, ref=theirs)
    if clashes:
        editing.adopt("token")
        assert editing.token == TokenEntry(theirs)


def test_on_off_follows_the_other_side() -> None:
    editing = Editing(STORED)
    editing.name = "mine"
    editing.rebase(replace(STORED, enabled=False, version=2), {})
    assert not editing.draft().enabled


def test_what_vanished_can_be_added_again_with_the_tokens_that_are_left() -> None:
    editing = Editing(replace(STORED, enabled=False))
    editing.name = "mine"
    assert editing.kept_refs == ("account", "own")
    editing.begin_anew({"own": NEW})
    draft = editing.draft()
    assert (draft.name, draft.enabled, draft.token) == ("mine", False, CLEAR)
    assert [(r.id, r.room, r.token) for r in draft.rooms] == [
        (None, "17", TokenEdit.to(NEW)),
        (None, "Ops", CLEAR),
    ]
    assert editing.dirty
    assert editing.current is None


def test_only_an_edit_can_be_overtaken() -> None:
    with pytest.raises(ValueError, match="only an edit"):
        Editing().rebase(STORED, {})


def test_a_blocking_problem_is_shown_before_a_warning() -> None:
    warning = Problem("token", Code.TOKEN_OAUTH1, blocking=False)
    blocks = Problem("token", Code.TOKEN_BLANKS)
    assert problem_at((warning, blocks), "token") is blocks
    assert problem_at((warning,), "token") is warning
    assert problem_at((warning,), "name") is None


def test_problems_of_rooms_are_called_by_their_place() -> None:
    editing = Editing(STORED)
    assert room_where(editing.rooms, editing.rooms[1].key, "token") == "rooms[1].token"
    problems = Editing(replace(STORED, name="")).problems(())
    assert [p.code for p in problems] == [Code.NAME_EMPTY]
