import pytest
from PySide6.QtCore import Qt

from hipadmin.gui.models.filter import RowsFilter
from hipadmin.gui.models.roles import Role
from tests.gui.sample import NAME, ROOMS, Row, sample_model

ROWS = [
    Row("Night shift", rooms=("Builds", "Ops"), size=9),
    Row("CI and images", rooms=("Ops",), size=100),
    Row("alerts", on=False, size=20),
]


@pytest.fixture
def proxy(qapp: object) -> RowsFilter:
    rows_filter = RowsFilter()
    model = sample_model(ROWS)
    model.setParent(rows_filter)
    rows_filter.setSourceModel(model)
    return rows_filter


def shown(proxy: RowsFilter) -> list[str]:
    return [proxy.index(row, 0).data(Role.ROW).name for row in range(proxy.rowCount())]


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
    proxy: RowsFilter, text: str, names: list[str]
) -> None:
    proxy.set_text(text)

    assert shown(proxy) == names


def test_the_filter_in_force_can_be_asked(proxy: RowsFilter) -> None:
    proxy.set_text("  Night   shift ")

    assert proxy.text == "night shift"


def test_names_sort_without_regard_to_case(proxy: RowsFilter) -> None:
    proxy.sort(NAME, Qt.SortOrder.AscendingOrder)

    assert shown(proxy) == ["alerts", "CI and images", "Night shift"]


def test_numbers_sort_as_numbers(proxy: RowsFilter) -> None:
    proxy.sort(ROOMS, Qt.SortOrder.DescendingOrder)

    assert shown(proxy) == ["CI and images", "alerts", "Night shift"]
