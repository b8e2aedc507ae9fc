"""Labels: which side they begin at, and what is left of a text where room is short."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import primary
from hipadmin.gui.widgets.labels import ElidedLabel, Label, LongLabel
from hipadmin.gui.widgets.page_head import PageHead

ENDPOINT = "https://hipchat.example.com/v2"


def ink_begins(label: Label) -> float:
    """Where the first painted pixel of a column stands, 0 to 1 from the left."""
    picture = label.grab().toImage()
    blank = picture.pixel(0, 0)
    columns, rows = range(picture.width()), range(picture.height())
    inked = (x for x in columns if any(picture.pixel(x, y) != blank for y in rows))
    return next(inked) / picture.width()


@pytest.mark.parametrize("selectable", [False, True])
def test_a_label_begins_at_the_side_of_the_window(
    look: Look, qtbot: QtBot, *, selectable: bool
) -> None:
    label = Label(look, "critical")
    qtbot.addWidget(label)
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.resize(look.px(200), look.px(20))
    assert ink_begins(label) < 0.1

    label.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    assert ink_begins(label) > 0.5


def test_a_centred_label_stays_centred(look: Look, qtbot: QtBot) -> None:
    label = Label(look, "critical")
    qtbot.addWidget(label)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)

    label.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    assert label.alignment() == Qt.AlignmentFlag.AlignCenter


def test_a_few_letters_are_none(look: Look, qtbot: QtBot) -> None:
    label = ElidedLabel(look, ENDPOINT)
    qtbot.addWidget(label)
    label.resize(look.px(90), label.height())
    assert label.shown.startswith("https:")
    assert label.shown.endswith("…")

    label.resize(look.px(24), label.height())

    assert label.shown == ""


def test_what_is_long_is_said_in_brief(look: Look, qtbot: QtBot) -> None:
    label = ElidedLabel(look)
    qtbot.addWidget(label)
    label.set_text("6 room notifications of web", "6")
    label.resize(label.sizeHint())
    assert label.shown == "6 room notifications of web"

    label.resize(label.sizeHint().width() - look.px(4), label.height())

    assert label.shown == "6"


def test_a_label_without_a_place_shows_no_piece_of_its_text(look: Look, qtbot: QtBot) -> None:
    label = ElidedLabel(look)
    qtbot.addWidget(label)
    label.resize(2, label.height())

    label.set_text("6 room notifications of web", "6")

    assert label.shown == ""


@pytest.mark.parametrize(
    ("count", "whole"), [("12 of 340", True), ("the newest 5,000 of 80,000 events", False)]
)
def test_a_short_count_is_never_cut(look: Look, qtbot: QtBot, count: str, *, whole: bool) -> None:
    add = primary(look, "Add Integration")
    head = PageHead(look, "Integrations", filter_hint="Filter integrations", primary=add)
    qtbot.addWidget(head)

    head.set_count(count)

    least, full = head.count.minimumSizeHint().width(), head.count.sizeHint().width()
    assert (least == full) is whole


def test_pages_of_text_are_measured_truly_whatever_changes(look: Look, qtbot: QtBot) -> None:
    text = ", ".join(f"Monitoring {n}" for n in range(200))
    long, plain = LongLabel(look, text), Label(look, text, wrap=True)
    for label in (long, plain):
        qtbot.addWidget(label)
    px = look.px

    def measured() -> list[int]:
        return [long.heightForWidth(px(width)) for width in (400, 600, 400)]

    assert measured() == [plain.heightForWidth(px(width)) for width in (400, 600, 400)]
    at_first = measured()
    long.set_text(text[:200])
    assert measured()[0] < at_first[0]
    long.set_text(text)
    assert measured() == at_first
    font = long.font()
    font.setPointSizeF(2 * font.pointSizeF())
    long.setFont(font)
    assert measured()[0] > at_first[0]
    long.setFont(look.font(FontRole.BODY))
    long.setContentsMargins(0, px(10), 0, px(10))
    assert measured()[0] == at_first[0] + px(20)
