from dataclasses import replace

from hipadmin.domain.change import Action, Entity
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.step import RowChange, Step, Verb
from hipadmin.services.configuration.journal import MOST_CHANGES, MOST_STEPS, Journal

OPS = Integration("i1", "Ops", "https://chat.example.com/v2", "ref1", (Room("r1", "17", "ref2"),))


def change(was: int = 1, row_id: str = "i1") -> RowChange:
    before = replace(OPS, id=row_id, version=was)
    after = replace(before, enabled=False, version=was + 1, token_ref="ref3")
    return RowChange(Action.UPDATE_ON, Entity.INTEGRATION, before, after, was, was + 1)


def step(step_id: str, *changes: RowChange) -> Step:
    return Step(step_id, Verb.TURN_OFF, Entity.INTEGRATION, changes or (change(),))


def test_it_remembers_as_many_steps_as_it_promises() -> None:
    journal = Journal()
    for number in range(MOST_STEPS + 5):
        journal.note(step(f"s{number}"))
    assert journal.done("s4") is None
    assert journal.done("s5") is not None
    assert journal.undo is not None
    assert journal.undo.id == f"s{MOST_STEPS + 4}"


def test_great_steps_push_older_ones_out_but_the_newest_stays() -> None:
    journal = Journal()
    journal.note(step("small"))
    journal.note(step("half", *[change(row_id=f"i{n}") for n in range(MOST_CHANGES // 2)]))
    assert journal.done("small") is not None
    journal.note(step("huge", *[change(row_id=f"i{n}") for n in range(MOST_CHANGES + 1)]))
    assert journal.done("half") is None
    assert journal.undo is not None
    assert journal.undo.id == "huge"


def test_it_tells_the_newest_step_of_a_row() -> None:
    journal = Journal()
    journal.note(step("one"))
    journal.note(step("two", change(2)))
    journal.note(step("three", change(row_id="i2")))
    assert journal.newest_of({"i1", "i9"}) == journal.done("two")
    assert journal.newest_of({"i9"}) is None


def test_with_nothing_to_take_back_no_reference_is_needed() -> None:
    assert Journal().token_refs() == frozenset()


def test_it_knows_every_reference_that_may_be_needed() -> None:
    journal = Journal()
    journal.note(step("one"))
    assert journal.token_refs() == {"ref1", "ref2", "ref3"}
    journal.take_back(step("one"), step("one", replace(change(2), after=OPS)), {})
    assert journal.token_refs() == {"ref1", "ref2"}


def test_listeners_hear_of_every_change_until_they_stop() -> None:
    journal = Journal()
    heard: list[str] = []
    stop = journal.listen(lambda: heard.append(journal.undo.id if journal.undo else ""))
    journal.note(step("one"))
    journal.replace(step("one"), None)
    stop()
    journal.note(step("two"))
    assert heard == ["one", ""]


def test_states_that_come_back_are_renumbered_everywhere() -> None:
    journal = Journal()
    first, second = step("first", change(1)), step("second", change(2))
    journal.note(first)
    journal.note(second)
    reverse = step("second", replace(change(3), was=3, version=4))
    journal.take_back(second, reverse, {(Entity.INTEGRATION, "i1", 2): 4})
    left = journal.done("first")
    assert left is not None
    assert (left.changes[0].was, left.changes[0].version) == (1, 4)
    assert journal.redo == reverse


def test_a_step_loses_rows_until_nothing_it_was_about_is_left() -> None:
    whole = step("s", change(row_id="a"), change(row_id="b"))
    rest = whole.without(frozenset({"a"}))
    assert rest is not None
    assert (rest.count, rest.subjects[0].row.id) == (1, "b")
    assert rest.without(frozenset({"b"})) is None
