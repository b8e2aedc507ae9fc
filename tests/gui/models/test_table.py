from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from hipadmin.gui.models.roles import Role
from tests.gui.sample import NAME, ON, ROOMS, Row, sample_model

NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True)
Item = Qt.ItemDataRole


@given(before=NAMES, after=NAMES, switched=st.sets(st.sampled_from("abcdefgh")))
def test_any_change_arrives_and_is_announced_correctly(
    qapp: object, before: list[str], after: list[str], switched: set[str]
) -> None:
    model = sample_model(Row(name) for name in before)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)

    model.set_rows([Row(name, on=name not in switched) for name in after])

    assert [row.name for row in model.rows] == after
    assert [row.on for row in model.rows] == [name not in switched for name in after]
    assert tester.model() is model


@given(before=NAMES, after=NAMES)
def test_a_selected_row_stays_selected_as_long_as_it_exists(
    qapp: object, before: list[str], after: list[str]
) -> None:
    model = sample_model(Row(name) for name in before)
    selection = QItemSelectionModel(model)
    flags = QItemSelectionModel.SelectionFlag
    for name in before[::2]:
        index = model.index(model.position_of(name), 0)
        selection.select(index, flags.Select | flags.Rows)

    model.set_rows([Row(name) for name in after])

    selected = {index.data(Role.ROW).name for index in selection.selectedRows()}
    assert selected == set(before[::2]) & set(after)


def test_equal_rows_are_not_announced(qtbot: QtBot) -> None:
    model = sample_model([Row("a"), Row("b")])

    with qtbot.assertNotEmitted(model.dataChanged):
        model.set_rows([Row("a"), Row("b")])


def test_only_the_changed_row_is_announced(qtbot: QtBot) -> None:
    model = sample_model([Row("a"), Row("b"), Row("c")])

    with qtbot.waitSignal(model.dataChanged) as caught:
        model.set_rows([Row("a"), replace(Row("b"), on=False), Row("c")])

    assert (caught.args[0].row(), caught.args[1].row()) == (1, 1)


def test_refresh_asks_every_cell_again(qtbot: QtBot) -> None:
    model = sample_model([Row("a"), Row("b")])

    with qtbot.waitSignal(model.dataChanged) as caught:
        model.refresh()

    assert (caught.args[0].row(), caught.args[1].row()) == (0, 1)


@pytest.mark.parametrize(("on", "spoken"), [(True, "On, a"), (False, "Off, a")])
def test_a_switch_says_its_state_and_its_row(qapp: object, on: bool, spoken: str) -> None:
    model = sample_model([Row("a", on=on)])
    index = model.index(0, ON)

    assert index.data(Item.AccessibleTextRole) == spoken
    wanted = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
    assert Qt.CheckState(index.data(Item.CheckStateRole)) == wanted
    assert index.flags() & Qt.ItemFlag.ItemIsUserCheckable


def test_both_facts_of_a_cell_are_read_out(qapp: object) -> None:
    model = sample_model([Row("a", size=17)])
    index = model.index(0, NAME)

    assert index.data(Item.DisplayRole) == "a"
    assert index.data(Item.AccessibleTextRole) == "a, 17"


def test_an_act_says_what_it_acts_on(qapp: object) -> None:
    model = sample_model([Row("deploys")])

    assert model.index(0, 4).data(Item.AccessibleTextRole) == "Edit deploys"
    assert model.index(0, 4).data(Role.LINK) is True


def test_a_wish_to_check_is_passed_on_and_changes_nothing(qtbot: QtBot) -> None:
    model = sample_model([Row("a")])

    with qtbot.waitSignal(model.check_requested) as caught:
        assert model.setData(model.index(0, ON), Qt.CheckState.Unchecked, Item.CheckStateRole)

    assert caught.args == [Row("a"), False]
    assert model.row_at(0).on


def test_other_edits_are_refused(qapp: object) -> None:
    model = sample_model([Row("a")])

    assert not model.setData(model.index(0, NAME), "b", Item.EditRole)


def test_positions_are_found_by_key(qapp: object) -> None:
    model = sample_model([Row("a"), Row("b")])

    assert model.position_of("b") == 1
    assert model.position_of("z") == -1
    assert model.column_position("rooms") == ROOMS
    assert model.column_position("none") == -1


def test_heads_have_titles_and_acts_have_names(qapp: object) -> None:
    model, across = sample_model([]), Qt.Orientation.Horizontal

    assert model.headerData(NAME, across, Item.DisplayRole) == "Name"
    assert model.headerData(4, across, Item.AccessibleTextRole) == "Edit"
    assert model.headerData(99, across, Item.DisplayRole) is None
    assert model.headerData(0, Qt.Orientation.Vertical, Item.DisplayRole) is None
