"""What the integration dialog holds: which tokens stay, what is taken over, who wins a conflict."""

from dataclasses import replace

import pytest

from hipadmin.domain.integration import CLEAR, KEEP, Integration, Room, TokenEdit
from hipadmin.domain.problems import Code, Problem
from hipadmin.domain.room_address import RoomAddress
from hipadmin.domain.token import Secret, TokenInfo, TokenKind
from hipadmin.gui.dialogs.integration_problems import problem_at, room_where
from hipadmin.gui.drafts import Editing
from hipadmin.gui.entries import RoomEntry, TokenEntry, TokenState

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
    assert editing.rebase(theirs, {}) == ("name",)
    assert (editing.name, editing.proxy) == ("mine", "http://p:1")
    assert editing.token.ref == "newer"
    assert editing.rooms == ()
    assert editing.current is theirs
    assert editing.dirty


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
    editing.rebase(replace(STORED, rooms=STORED.rooms[1:], version=2), {})
    assert [(r.id, r.room) for r in editing.rooms] == [(None, "18"), ("r2", "Ops")]
    assert editing.draft().rooms[0].token == CLEAR


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
