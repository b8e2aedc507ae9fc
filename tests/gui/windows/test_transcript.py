"""The transcript alone: reading, copying, following links, staying where one reads."""

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import Look
from hipadmin.gui.windows.message_delegate import initials
from hipadmin.gui.windows.transcript import Transcript
from hipadmin.gui.windows.transcript_model import DayRow, MessageRow, day_words
from hipadmin.services.rooms import SHOWN, Line

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
LEFT = Qt.MouseButton.LeftButton


def line(number: int, html: str = "", color: str | None = "gray", **more: object) -> Line:
    at = NOON + timedelta(minutes=number)
    return Line(f"m{number}", at, "CI bot", html or f"line {number}", color, **more)  # type: ignore[arg-type]


@pytest.fixture
def transcript(qtbot: QtBot, look: Look) -> Transcript:
    view = Transcript(look)
    qtbot.addWidget(view)
    view.resize(look.px(600), look.px(300))
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    return view


def take_focus(qtbot: QtBot, view: Transcript) -> None:
    """Give ``view`` the focus, whatever window was active before."""
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    qtbot.waitUntil(lambda: view.currentIndex().isValid())


def rows(view: Transcript) -> list[DayRow | MessageRow]:
    model = view._rows
    return [model.row(model.index(at)) for at in range(model.rowCount())]


def middle_of_link(view: Transcript) -> QPoint:
    """Find a link the way a pointer does."""
    for y in range(0, view.viewport().height(), 4):
        for x in range(0, view.viewport().width(), 4):
            if view._link_at(QPoint(x, y)):
                return QPoint(x + 2, y + 2)
    raise AssertionError("there is no link")


def test_a_new_day_gets_a_line_of_its_own(transcript: Transcript) -> None:
    transcript.add([line(0), line(1)])
    transcript.add([line(2), line(24 * 60)])
    kinds = [type(row) for row in rows(transcript)]
    assert kinds == [DayRow, MessageRow, MessageRow, MessageRow, DayRow, MessageRow]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 14), "Today, 14 March"),
        (date(2026, 3, 13), "Yesterday, 13 March"),
        (date(2026, 1, 2), "2 January"),
        (date(2025, 12, 31), "31 December 2025"),
    ],
)
def test_days_in_words(day: date, words: str) -> None:
    assert day_words(day, today=date(2026, 3, 14)) == words


def test_the_oldest_messages_go(transcript: Transcript) -> None:
    transcript.add([line(number) for number in range(SHOWN + 20)])
    assert [row.plain for row in transcript.messages][:: SHOWN - 1] == [
        "line 20",
        f"line {SHOWN + 19}",
    ]
    assert isinstance(rows(transcript)[0], DayRow)
    assert len(rows(transcript)) == SHOWN + 1


def test_the_day_goes_with_its_last_message(transcript: Transcript) -> None:
    transcript.add([line(0)])
    transcript.add([line(24 * 60 + number) for number in range(SHOWN)])
    assert len(rows(transcript)) == SHOWN + 1
    assert rows(transcript)[0] == DayRow(date(2026, 3, 15))


def test_it_stays_at_the_end_but_not_away_from_it(qtbot: QtBot, transcript: Transcript) -> None:
    unread: list[int] = []
    transcript.unread_changed.connect(unread.append)
    transcript.add([line(number) for number in range(40)])
    assert transcript.at_end
    transcript.add([line(40)])
    assert transcript.at_end
    transcript.verticalScrollBar().setValue(200)
    read = transcript.indexAt(QPoint(40, 40))
    at = transcript.visualRect(read).top()
    transcript.add([line(number) for number in range(41, 43)])
    assert not transcript.at_end
    assert transcript.visualRect(read).top() == at
    assert unread == [2]
    transcript.show_end()
    assert unread == [2, 0]


def test_what_is_read_stays_in_place_when_older_messages_go(transcript: Transcript) -> None:
    transcript.add([line(number) for number in range(SHOWN)])
    transcript.verticalScrollBar().setValue(transcript.verticalScrollBar().maximum() // 2)
    spot = QPoint(40, 40)
    text, top = _seen(transcript, spot)
    transcript.add([line(SHOWN), line(SHOWN + 1)])
    assert _seen(transcript, spot) == (text, top)


def _seen(view: Transcript, spot: QPoint) -> tuple[object, int]:
    index = view.indexAt(spot)
    return index.data(), view.visualRect(index).top()


def test_messages_are_reached_and_copied_with_the_keyboard(
    qtbot: QtBot, transcript: Transcript
) -> None:
    transcript.add([line(0, "first <b>one</b>"), line(1, "second")])
    take_focus(qtbot, transcript)
    qtbot.keyClick(transcript, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "second"
    qtbot.keyClick(transcript, Qt.Key.Key_Up)
    qtbot.keyClick(transcript, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "first one"


def test_a_link_is_followed_by_click_and_by_enter(qtbot: QtBot, transcript: Transcript) -> None:
    followed: list[str] = []
    transcript.link_activated.connect(followed.append)
    transcript.add([line(0, 'see <a href="https://ci.test/1?a=b&amp;c=d">the build</a>')])
    qtbot.mouseClick(transcript.viewport(), LEFT, pos=middle_of_link(transcript))
    take_focus(qtbot, transcript)
    qtbot.keyClick(transcript, Qt.Key.Key_Return)
    assert followed == ["https://ci.test/1?a=b&c=d"] * 2


@pytest.mark.parametrize(
    "href", ["file:///etc/passwd", "javascript:x", "mailto:a@b.test", "https:"]
)
def test_other_links_lead_nowhere(qtbot: QtBot, transcript: Transcript, href: str) -> None:
    followed: list[str] = []
    transcript.link_activated.connect(followed.append)
    transcript.add([line(0, f'<a href="{href}">x</a>' * 30)])
    rect = transcript.visualRect(transcript._rows.index(1))
    for x in range(rect.left(), rect.right(), 20):
        qtbot.mouseClick(transcript.viewport(), LEFT, pos=QPoint(x, rect.center().y() + 6))
    take_focus(qtbot, transcript)
    qtbot.keyClick(transcript, Qt.Key.Key_Return)
    assert followed == []


def test_the_context_menu_copies_and_offers_every_link(
    qtbot: QtBot, transcript: Transcript
) -> None:
    transcript.add([line(0, '<a href="https://a.test/">a</a> <a href="https://b.test/">b</a>')])
    take_focus(qtbot, transcript)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(transcript.viewport(), asked)
    menu = transcript.findChild(QMenu)
    assert menu is not None
    acts = {action.text(): action for action in menu.actions()}
    assert list(acts) == [
        "Copy message",
        "Copy transcript",
        "Open https://a.test/",
        "Open https://b.test/",
    ]
    acts["Copy transcript"].trigger()
    assert QGuiApplication.clipboard().text().endswith("gray: a b")
    with qtbot.waitSignal(transcript.link_activated) as followed:
        acts["Open https://b.test/"].trigger()
    assert followed.args == ["https://b.test/"]
    menu.close()


@pytest.mark.parametrize(
    ("sender", "letters"),
    [("Robin Reed", "RR"), ("@oncall", "ON"), ("x", "X"), ("", "?"), ("Ada von Lace", "AL")],
)
def test_avatars(sender: str, letters: str) -> None:
    assert initials(sender) == letters


def test_unknown_colours_and_cards_can_be_shown(transcript: Transcript) -> None:
    transcript.add([line(0, color="teal"), line(1, is_card=True), line(2, color=None)])
    fills = [(row.fill, row.mark) for row in transcript.messages]
    assert fills == [("gray", "teal"), ("", "card"), ("", "")]
    assert not transcript.grab().isNull()


def test_it_is_laid_out_anew_for_width_direction_and_look(
    transcript: Transcript, look: Look, qapp: QApplication
) -> None:
    transcript.add([line(0, "word " * 60)])
    index = transcript._rows.index(1)
    wide = transcript.visualRect(index).height()
    transcript.resize(look.px(300), look.px(300))
    assert transcript.visualRect(index).height() > wide
    black = look.color("text")
    look.apply(qapp, "high-contrast")
    shown = transcript.grab().toImage()
    assert shown.pixelColor(shown.width() // 2, transcript.visualRect(index).center().y()) != black


def test_the_bar_is_at_the_leading_edge(transcript: Transcript, look: Look) -> None:
    transcript.add([line(0)])
    bar, middle = look.color("message_gray_bar"), transcript.visualRect(transcript._rows.index(1))

    def place() -> int:
        shown, y = transcript.grab().toImage(), middle.center().y()
        return next(x for x in range(shown.width()) if shown.pixelColor(x, y) == bar)

    left = place()
    transcript.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert left < transcript.width() // 2 < place()
