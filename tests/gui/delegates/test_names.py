import pytest
from PySide6.QtGui import QFontMetrics

from hipadmin.gui.delegates.names import joined, shortened
from hipadmin.gui.theme import FontRole, Look


@pytest.fixture
def metrics(look: Look) -> QFontMetrics:
    return QFontMetrics(look.font(FontRole.BODY))


@pytest.mark.parametrize(
    ("room_for", "text"),
    [
        ("Builds, Ops, Desk", "Builds, Ops, Desk"),
        ("Builds, Ops, +1", "Builds, Ops, +1"),
        ("Builds, +2", "Builds, +2"),
    ],
)
def test_names_shorten_by_names(metrics: QFontMetrics, room_for: str, text: str) -> None:
    width = metrics.horizontalAdvance(room_for)

    assert shortened(["Builds", "Ops", "Desk"], metrics, width) == text


def test_only_a_first_name_without_room_is_elided(metrics: QFontMetrics) -> None:
    width = metrics.horizontalAdvance("Night, +1")

    text = shortened(["Night shift wallboard", "Ops"], metrics, width)

    assert text.endswith("…, +1")
    assert metrics.horizontalAdvance(text) <= width


def test_a_single_name_has_no_number(metrics: QFontMetrics) -> None:
    assert "+" not in shortened(["Night shift wallboard"], metrics, 40)


def test_joined_gives_all() -> None:
    assert joined(["a", "b"]) == "a, b"
