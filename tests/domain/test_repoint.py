from dataclasses import replace

import pytest

from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.repoint import repoint
from hipadmin.domain.subscription import RoomChoice

ONE, OTHER = "https://one.example.com/v2", "https://other.example.com/v2"
BUILDS = Room("b1", "17", name="Builds")
OPS = Room("o1", "Ops")
BEFORE = Integration("i1", "CI", ONE, rooms=(BUILDS, OPS))


def after(*rooms: Room, endpoint: str = ONE) -> Integration:
    return Integration("i2", "Other", endpoint, rooms=rooms)


def test_the_same_id_on_the_same_server_is_the_same_room() -> None:
    found = repoint(
        RoomChoice(every=False, room_ids=("b1",)), BEFORE, after(Room("x", "17", name="Renamed"))
    )

    assert found.choice.room_ids == ("x",)
    assert not found.unmatched


def test_the_same_id_on_another_server_is_another_room() -> None:
    choice = RoomChoice(every=False, room_ids=("b1",))

    found = repoint(choice, BEFORE, after(Room("x", "17"), endpoint=OTHER))

    assert found.choice.room_ids == ()
    assert found.unmatched == (BUILDS,)


@pytest.mark.parametrize("room", [Room("x", "builds"), Room("x", "9", name="BUILDS")])
def test_a_name_is_the_same_room_everywhere_whatever_its_case(room: Room) -> None:
    choice = RoomChoice(every=False, room_ids=("b1",))

    assert repoint(choice, BEFORE, after(room, endpoint=OTHER)).choice.room_ids == ("x",)


def test_the_id_wins_over_the_name() -> None:
    choice = RoomChoice(every=False, room_ids=("b1",))
    named, numbered = Room("x", "5", name="Builds"), Room("y", "17", name="Else")

    assert repoint(choice, BEFORE, after(named, numbered)).choice.room_ids == ("y",)


def test_rooms_of_its_own_stay_and_only_the_chosen_ones_are_looked_for() -> None:
    choice = RoomChoice(every=False, room_ids=("o1",), own=("@dev",))

    found = repoint(choice, BEFORE, after())

    assert found.choice == RoomChoice(every=False, own=("@dev",))
    assert found.unmatched == (OPS,)


def test_all_rooms_means_all_rooms_everywhere() -> None:
    choice = RoomChoice(every=True, own=("@dev",))

    found = repoint(choice, BEFORE, after())

    assert found.choice == choice
    assert not found.unmatched


def test_the_way_back_changes_nothing() -> None:
    choice = RoomChoice(every=False, room_ids=("b1", "o1"))

    assert repoint(choice, BEFORE, BEFORE).choice == choice


def test_a_room_that_went_from_the_same_integration_is_to_be_chosen_anew() -> None:
    later = replace(BEFORE, rooms=(replace(OPS, room="Renamed"),))

    found = repoint(RoomChoice(every=False, room_ids=("b1", "o1")), BEFORE, later)

    assert found.choice.room_ids == ("o1",)
    assert found.unmatched == (BUILDS,)
