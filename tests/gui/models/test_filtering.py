from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from hipadmin.gui.models.columns import Column
from hipadmin.gui.models.roles import Role
from hipadmin.gui.models.table import RowsModel
from tests.gui.sample import NAME, ROOMS, Row, sample_model

ROWS = [
    Row("Night shift", rooms=("Builds", "Ops"), size=9),
    Row("CI and images", rooms=("Ops",), size=100),
    Row("alerts", on=False, size=20),
]


@pytest.fixture
def model(qapp: object) -> RowsModel[Row]:
    return sample_model(ROWS)


def shown(model: RowsModel[Row]) -> list[str]:
    return [model.index(row, 0).data(Role.ROW).name for row in range(model.rowCount())]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["Night shift", "CI and images", "alerts"]),
        ("OPS", ["Night shift", "CI and images"]),
        ("ops night", ["Night shift"]),
        ("off", ["alerts"]),
        ("  ci  ", ["CI and images"]),
        ("nothing like it", []),
    ],
)
def test_every_word_must_occur_in_some_column(
    model: RowsModel[Row], text: str, names: list[str]
) -> None:
    model.set_text(text)

    assert shown(model) == names


def test_the_filter_in_force_can_be_asked(model: RowsModel[Row]) -> None:
    model.set_text("  Night   shift ")

    assert model.text == "night shift"


def test_what_is_hidden_is_still_there(model: RowsModel[Row]) -> None:
    model.set_text("night")

    assert model.rows == tuple(ROWS)
    assert model.holds("alerts")
    assert model.position_of("alerts") == -1
    assert not model.holds("nobody")


def test_rows_that_come_are_filtered(model: RowsModel[Row]) -> None:
    model.set_text("ops")

    model.set_rows([*ROWS, Row("Day shift", rooms=("Ops",)), Row("Other")])

    assert shown(model) == ["Night shift", "CI and images", "Day shift"]


def test_a_row_that_changes_may_come_or_go(model: RowsModel[Row]) -> None:
    model.set_text("ops")

    model.set_rows([replace(ROWS[0], rooms=()), ROWS[1], replace(ROWS[2], rooms=("Ops",))])

    assert shown(model) == ["CI and images", "alerts"]


@pytest.mark.parametrize(
    ("first", "names"), [(False, ["a1", "a2", "a3"]), (True, ["a3", "a1", "a2"])]
)
def test_rows_of_a_log_are_filtered(qapp: object, first: bool, names: list[str]) -> None:
    model = sample_model([Row("a1"), Row("a2"), Row("b")])
    model.set_text("a")

    model.add_rows([Row("c"), Row("a3")], first=first)

    assert shown(model) == names
    assert len(model.rows) == 5


def test_names_sort_without_regard_to_case(model: RowsModel[Row]) -> None:
    model.sort(NAME, Qt.SortOrder.AscendingOrder)

    assert shown(model) == ["alerts", "CI and images", "Night shift"]


def test_numbers_sort_as_numbers(model: RowsModel[Row]) -> None:
    model.sort(ROOMS, Qt.SortOrder.DescendingOrder)

    assert shown(model) == ["CI and images", "alerts", "Night shift"]


def test_rows_that_come_take_their_place(model: RowsModel[Row]) -> None:
    model.sort(NAME)

    model.set_rows([*ROWS, Row("Builds")])

    assert shown(model) == ["alerts", "Builds", "CI and images", "Night shift"]


def test_rows_prepared_for_another_order_are_shown_in_the_one_in_force(
    model: RowsModel[Row],
) -> None:
    prepared = model.preparation()([*ROWS, Row("Builds")])
    model.sort(NAME, Qt.SortOrder.DescendingOrder)

    model.show_prepared(prepared)

    assert shown(model) == ["Night shift", "CI and images", "Builds", "alerts"]


def test_equal_rows_stay_the_very_same(model: RowsModel[Row]) -> None:
    model.set_rows([replace(row) for row in ROWS])

    assert all(now is before for now, before in zip(model.rows, ROWS, strict=True))


def test_words_are_found_once(qapp: object) -> None:
    asked: list[str] = []
    model = sample_model(ROWS)
    columns = [replace(c, text=_noting(c.text, asked)) for c in model.columns]
    counted = RowsModel(columns, lambda row: row.name)
    counted.set_rows(ROWS)

    counted.learn(counted.find_words()(counted.rows))
    first = len(asked)
    for text in ("o", "op", "ops"):
        counted.set_text(text)
    counted.set_rows([*map(replace, ROWS[:2]), Row("new", rooms=("Ops",))])

    assert shown(counted) == ["Night shift", "CI and images", "new"]
    assert len(asked) == first + len(columns)  # the new row's


def _noting(text, asked: list[str]):
    def noting(row: Row) -> str:
        asked.append(row.name)
        return text(row)

    return noting


MANY = [Row(f"{n:03}", rooms=("even" if n % 2 == 0 else "odd",)) for n in range(300)]


def test_a_change_of_many_places_is_told_at_once(qtbot: QtBot) -> None:
    model = sample_model(MANY)
    told: list[str] = []
    for name in ("rowsRemoved", "rowsInserted", "about_to_replace", "replaced"):
        getattr(model, name).connect(lambda *_a, name=name: told.append(name))

    model.set_text("odd")

    assert model.rowCount() == 150
    assert told == ["about_to_replace", "rowsRemoved", "rowsInserted", "replaced"]


@given(
    before=st.sets(st.integers(0, 120)),
    after=st.sets(st.integers(0, 120)),
    text=st.sampled_from(["", "odd", "1"]),
)
def test_many_changes_are_announced_correctly(
    qapp: object, before: set[int], after: set[int], text: str
) -> None:
    model = sample_model(MANY[n] for n in before)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)

    model.set_text(text)
    model.set_rows([MANY[n] for n in after])

    wanted = [MANY[n].name for n in after if text in "\n".join((MANY[n].name, *MANY[n].rooms))]
    assert shown(model) == wanted
    assert tester.model() is model


def test_a_key_stroke_asks_no_row_again(qapp: object) -> None:
    asked: list[str] = []

    def noted(row: Row) -> str:
        asked.append(row.name)
        return row.name

    columns = (Column("name", "Name", text=noted), Column("none", "None", text=lambda _row: "x"))
    model: RowsModel[Row] = RowsModel(columns, noted)
    model.set_rows([Row(f"{n:05}") for n in range(500)])
    model.set_text("0")
    asked.clear()
    for text in ("00", "004", "0042", "004", "", "3"):
        model.set_text(text)
    assert asked == []
    assert model.rowCount() == 176
