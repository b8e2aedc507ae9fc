"""The transcript alone: reading, copying, following links, staying where one reads."""

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.theme import Look
from hipadmin.gui.windows.message_delegate import initials
from hipadmin.gui.windows.message_words import day_words
from hipadmin.gui.windows.transcript import Transcript
from hipadmin.gui.windows.transcript_rows import Before, DayRow, EdgeRow, MessageRow, Row, spoken
from hipadmin.services.rooms.rooms import SHOWN
from hipadmin.services.rooms.transcript import CardView, FileView, Kind, Line

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
LEFT = Qt.MouseButton.LeftButton


def line(number: int, html: str = "", color: str | None = "gray", **more: object) -> Line:
    at = NOON + timedelta(minutes=number)
    text = html or f"line {number}"
    return Line(f"m{number}", at, "CI bot", text, color, **more)  # type: ignore[arg-type]


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


def rows(view: Transcript) -> list[Row]:
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
    assert rows(transcript)[0] == EdgeRow(Before.MORE)
    assert isinstance(rows(transcript)[1], DayRow)
    assert len(rows(transcript)) == SHOWN + 2


def test_the_day_goes_with_its_last_message(transcript: Transcript) -> None:
    transcript.add([line(0)])
    transcript.add([line(24 * 60 + number) for number in range(SHOWN)])
    assert len(rows(transcript)) == SHOWN + 2
    assert rows(transcript)[1] == DayRow((NOON + timedelta(days=1)).astimezone().date())


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
    acts = {plain(action.text()): action for action in menu.actions()}
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
    card = CardView("application", "Title")
    transcript.add([line(0, color="teal"), line(1, card=card), line(2, color=None)])
    fills = [(row.fill, row.mark) for row in transcript.messages]
    assert fills == [("gray", "teal"), ("", "card, gray"), ("", "")]
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


FOLDED = CardView("application", "Alert on web", activity="<b>web</b> is down", description="12")


def height(view: Transcript, row: int) -> int:
    return view.visualRect(view._rows.index(row)).height()


def test_a_card_with_activity_unfolds_by_key_and_by_click(
    qtbot: QtBot, transcript: Transcript
) -> None:
    transcript.add([line(0, card=FOLDED)])
    take_focus(qtbot, transcript)
    folded = height(transcript, 1)
    told = transcript._rows.data(
        transcript._rows.index(1), Qt.ItemDataRole.AccessibleDescriptionRole
    )
    assert told == "folded; Space unfolds it"
    qtbot.keyClick(transcript, Qt.Key.Key_Space)
    assert height(transcript, 1) > folded
    told = transcript._rows.data(
        transcript._rows.index(1), Qt.ItemDataRole.AccessibleDescriptionRole
    )
    assert told == "unfolded; Space folds it"
    rect = transcript.visualRect(transcript._rows.index(1))
    look = transcript.look
    spot = QPoint(
        rect.left() + look.px(20 + 40 + 15 + 30), rect.top() + look.px(5 + 8 + 16 + 6 + 8)
    )
    qtbot.mouseClick(transcript.viewport(), LEFT, pos=spot)
    assert height(transcript, 1) == folded
    transcript.add([line(1, "plain")])
    before = height(transcript, 2)
    transcript.setCurrentIndex(transcript._rows.index(2))
    qtbot.keyClick(transcript, Qt.Key.Key_Space)
    assert height(transcript, 2) == before


def test_everything_a_card_says_is_copied_and_read_out(
    qtbot: QtBot, transcript: Transcript
) -> None:
    transcript.add([line(0, "fallback", card=FOLDED)])
    take_focus(qtbot, transcript)
    transcript.copy_message()
    assert QGuiApplication.clipboard().text() == "web is down\nAlert on web\n12"
    [row] = transcript.messages
    assert spoken(row).endswith("card, gray: web is down\nAlert on web\n12")


def test_a_file_opens_only_when_it_is_asked_for(qtbot: QtBot, transcript: Transcript) -> None:
    asked: list[str] = []
    transcript.link_activated.connect(asked.append)
    file = FileView("build log.txt", "https://chat.test/f/1", 12_345)
    transcript.add([line(0, "the log", color=None, file=file)])
    take_focus(qtbot, transcript)
    assert asked == []
    [row] = transcript.messages
    assert row.plain == "the log\nFile: build log.txt (12.3 kB · opens in the browser)"
    qtbot.keyClick(transcript, Qt.Key.Key_Return)
    qtbot.mouseClick(transcript.viewport(), LEFT, pos=middle_of_link(transcript))
    assert asked == ["https://chat.test/f/1"] * 2


def test_pictures_that_are_not_loaded_can_be_opened_from_the_menu(
    qtbot: QtBot, transcript: Transcript
) -> None:
    transcript.add([line(0, "see", pictures=("https://img.test/" + "x" * 90,))])
    take_focus(qtbot, transcript)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(transcript.viewport(), asked)
    menu = transcript.findChild(QMenu)
    assert menu is not None
    offer = menu.actions()[-1]
    assert plain(offer.text()).startswith("Open picture https://img.test/xxx")
    assert offer.text().endswith("x…")
    with qtbot.waitSignal(transcript.link_activated) as followed:
        offer.trigger()
    assert followed.args == ["https://img.test/" + "x" * 90]
    menu.close()


def test_news_of_the_room_is_one_quiet_line(transcript: Transcript, look: Look) -> None:
    transcript.add([line(0, "deploy <b>freeze</b>", color=None, kind=Kind.TOPIC)])
    [row] = transcript.messages
    assert row.plain == "CI bot changed the topic: deploy freeze"
    assert height(transcript, 1) == look.px(32)
    assert not transcript.grab().isNull()


def test_a_deleted_message_says_so(transcript: Transcript) -> None:
    transcript.add([Line("d", NOON, "Jo", "", is_deleted=True)])
    assert [row.plain for row in transcript.messages] == ["This message was deleted."]
    assert not transcript.grab().isNull()


def test_what_a_message_is_attached_to_is_named(transcript: Transcript) -> None:
    transcript.add([line(0, "web <b>failed</b>")])
    transcript.add([line(1, "seen", attach_to="m0"), line(2, "lost", attach_to="gone")])
    assert [row.parent for row in transcript.messages] == ["", "To CI bot: web failed", ""]


def test_earlier_messages_come_before_without_moving_what_is_read(
    qtbot: QtBot, transcript: Transcript
) -> None:
    transcript.add([line(number) for number in range(60, 90)])
    transcript.tell_before(Before.MORE)
    transcript.verticalScrollBar().setValue(0)
    spot = QPoint(40, transcript.look.px(110))
    text, top = _seen(transcript, spot)
    with qtbot.waitSignal(transcript.earlier_asked):
        middle = transcript.visualRect(transcript._rows.index(0)).center()
        qtbot.mouseClick(transcript.viewport(), LEFT, pos=middle)
    transcript.add_before([line(number) for number in range(30, 60)])
    transcript.tell_before(Before.START)
    assert _seen(transcript, spot) == (text, top)
    assert [row.plain for row in transcript.messages][::30] == ["line 30", "line 60"]
    days = [row for row in rows(transcript) if isinstance(row, DayRow)]
    assert len(days) == 1
    assert spoken(rows(transcript)[0]) == "The room’s history begins here"


def test_the_way_back_is_reached_with_the_keyboard(qtbot: QtBot, transcript: Transcript) -> None:
    transcript.add([line(0), line(1)])
    transcript.tell_before(Before.MORE)
    take_focus(qtbot, transcript)
    qtbot.keyClick(transcript, Qt.Key.Key_Home)
    if transcript.currentIndex().row() != 0:
        qtbot.keyClick(transcript, Qt.Key.Key_Up)
    with qtbot.waitSignal(transcript.earlier_asked):
        qtbot.keyClick(transcript, Qt.Key.Key_Return)


def test_what_was_read_back_is_not_let_go_when_news_arrive(transcript: Transcript) -> None:
    transcript.add([line(number) for number in range(SHOWN)])
    transcript.add_before([line(number) for number in range(-50, 0)])
    transcript.add([line(SHOWN), line(SHOWN + 1)])
    assert len(transcript.messages) == SHOWN + 50


def test_a_first_click_stays_where_it_hits(qtbot: QtBot, transcript: Transcript) -> None:
    transcript.add([line(number) for number in range(40)])
    transcript.verticalScrollBar().setValue(60)
    spot = QPoint(transcript.look.px(90), transcript.look.px(100))
    hit = transcript.indexAt(spot).data()
    qtbot.mouseClick(transcript.viewport(), LEFT, pos=spot)
    assert (transcript.currentIndex().data(), transcript.verticalScrollBar().value()) == (hit, 60)


@pytest.mark.parametrize("aside", [4, 20])
def test_a_notification_alone_begins_at_the_side(
    transcript: Transcript, look: Look, aside: int
) -> None:
    transcript.add([line(0)])
    beside_pictures = _first_ink(transcript)

    transcript.show_only(line(1), aside=aside)

    assert _first_ink(transcript) == look.px(aside) < beside_pictures


def _first_ink(view: Transcript) -> int:
    """The first column that is not blank, in the middle of the last row."""
    picture = view.viewport().grab().toImage()
    last = view.visualRect(view.model().index(view.model().rowCount() - 1, 0))
    y = round(last.center().y() * picture.devicePixelRatio())
    row = [picture.pixel(x, y) for x in range(picture.width())]
    return round(next(x for x, ink in enumerate(row) if ink != row[0]) / picture.devicePixelRatio())
