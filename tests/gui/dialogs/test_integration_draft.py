"""What is kept of an integration being edited, and what editing goes on from."""

from dataclasses import replace

from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.token import Secret
from hipadmin.gui.dialogs.integration_draft import KeptIntegration, KeptToken, kept, resumed
from hipadmin.gui.dialogs.integration_load import Start
from hipadmin.gui.drafts.editing import Editing
from hipadmin.recovery.plain_value import to_plain

ROW = Integration(
    "i",
    "Ops",
    "https://h.example.com/v2",
    "ref",
    (Room("r1", "1", "ref1"), Room("r2", "2")),
    ca_certificate="/etc/ca.pem",
    version=3,
)


def start(row: Integration = ROW) -> Start:
    return Start((), "", (), row, (), {})


def test_nothing_entered_goes_on_as_nothing_entered() -> None:
    assert not resumed(kept(Editing(ROW)), start()).dirty


def test_what_had_to_be_left_out_of_the_file_stays_as_it_is_stored() -> None:
    was = kept(Editing(ROW))
    blank = replace(was, base=replace(ROW, ca_certificate=""), ca_certificate="", name="Ops 2")
    again = resumed(blank, start())
    assert again.ca_certificate == "/etc/ca.pem"
    assert again.name == "Ops 2"


def test_tokens_are_noted_as_typed_or_removed_and_never_kept() -> None:
    editing = Editing(ROW)
    editing.type_token(replace(editing.token, typed=Secret("canary")))
    first = editing.rooms[0]
    editing.change_room(replace(first, token=replace(first.token, removed=True)))
    was = kept(editing)
    assert was.token == KeptToken(typed=True)
    assert was.rooms[0].token == KeptToken(removed=True)
    assert was.typed_tokens
    assert "canary" not in str(to_plain(was))
    again = resumed(was, start())
    assert again.token.typed is None
    assert not again.token.removed
    assert again.rooms[0].token.removed


def test_a_removed_account_token_stays_removed() -> None:
    editing = Editing(ROW)
    editing.type_token(replace(editing.token, removed=True))
    assert resumed(kept(editing), start()).token.removed


def test_rooms_come_back_as_they_were_left() -> None:
    editing = Editing(ROW)
    first, second = editing.rooms
    editing.remove_room(first.key)
    editing.change_room(replace(second, room="22", enabled=False))
    editing.add_room("new")
    again = resumed(kept(editing), start())
    assert [(r.room, r.enabled, r.id) for r in again.rooms] == [
        ("22", False, "r2"),
        ("new", True, None),
    ]


def test_an_older_base_is_kept_for_merging() -> None:
    editing = Editing(ROW)
    editing.name = "Mine"
    newer = replace(ROW, name="Theirs", version=4)
    again = resumed(kept(editing), start(newer))
    assert again.current == ROW
    clashes = again.rebase(newer, {})
    assert [(c.place, c.mine, c.theirs) for c in clashes] == [("name", "Mine", "Theirs")]


def test_adding_needs_no_base() -> None:
    again = resumed(KeptIntegration(None, "New", use_in=("s",)), Start((), "", ()))
    assert (again.current, again.name, again.use_in) == (None, "New", ("s",))
