"""The parts gallery: one page with every part in every state, to be looked at beside the design."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.gui.delegates.ground import Ink
from hipadmin.gui.delegates.paint import SwitchFace, paint_switch, rounded
from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import danger, ghost, link, primary, standard
from hipadmin.gui.widgets.fields import CheckBox, ComboBox, LineEdit, mark_problem
from hipadmin.gui.widgets.labels import Label, StateLabel, rich
from hipadmin.gui.widgets.message_bar import Act, Message, MessageBar
from hipadmin.gui.widgets.surface import Surface, line

SWATCHES = (
    *("window", "base", "sunken", "hover", "pressed", "selected", "line", "control"),
    *("text2", "text", "accent", "link", "ok", "warn", "danger", "violet"),
)
STATES: dict[str, tuple[StateMark, ...]] = {
    "Integration": (
        StateMark(Icon.POWER, Tone.NEUTRAL, "Off"),
        StateMark(Icon.DASHED, Tone.NEUTRAL, "Not tested"),
        StateMark(Icon.CHECK_CIRCLE, Tone.OK, "OK"),
        StateMark(Icon.KEY, Tone.WARN, "Token needed", loud=True),
        StateMark(Icon.ALERT_CIRCLE, Tone.WARN, "Failing since 13:48", loud=True),
        StateMark(Icon.TRIANGLE, Tone.DANGER, "Needs attention", loud=True),
    ),
    "Event": (
        StateMark(Icon.BELL_RING, Tone.DANGER, "triggered"),
        StateMark(Icon.CHECK, Tone.OK, "cleared"),
        StateMark(Icon.PLAY, Tone.INFO, "started"),
        StateMark(Icon.CHECK_CIRCLE, Tone.OK, "success"),
        StateMark(Icon.X_CIRCLE, Tone.DANGER, "failure"),
        StateMark(Icon.BAN, Tone.NEUTRAL, "cancelled"),
        StateMark(Icon.CHANGED, Tone.INFO, "changed"),
        StateMark(Icon.FLASK, Tone.VIOLET, "test"),
    ),
    "Delivery": (
        StateMark(Icon.CLOCK, Tone.NEUTRAL, "pending"),
        StateMark(Icon.ARROW_UP_RIGHT, Tone.INFO, "sending"),
        StateMark(Icon.CHECK_CIRCLE, Tone.OK, "delivered"),
        StateMark(Icon.RETRY, Tone.WARN, "retrying"),
        StateMark(Icon.X_CIRCLE, Tone.DANGER, "failed", loud=True),
        StateMark(Icon.MINUS_CIRCLE, Tone.NEUTRAL, "dropped"),
        StateMark(Icon.LAYERS, Tone.NEUTRAL, "merged"),
    ),
}
SWITCHES = {
    "On": SwitchFace(on=True),
    "Off": SwitchFace(on=False),
    "On, no effect": SwitchFace(on=True, effective=False),
    "Busy": SwitchFace(on=True, busy=True),
    "Focus": SwitchFace(on=True, focus=True),
}
ICONS_IN_A_ROW = 22


class _Paint(QWidget):
    """A widget of fixed size that paints one thing."""

    def __init__(self, look: Look, width: int, height: int) -> None:
        super().__init__()
        self.look = look
        self.setFixedSize(QSize(look.px(width), look.px(height)))


class Swatch(_Paint):
    def __init__(self, look: Look, token: str) -> None:
        super().__init__(look, 52, 28)
        self._token = token

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self.look
        fill, edge = look.color(self._token), look.color("line")
        rounded(painter, QRectF(self.rect()), look.px(6), fill=fill, border=edge, width=look.hair)
        painter.end()


class SwitchView(_Paint):
    def __init__(self, look: Look, face: SwitchFace) -> None:
        super().__init__(look, 48, 28)
        self._face = face

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRect(self.rect()).adjusted(self.look.px(6), 0, 0, 0)
        paint_switch(painter, self.look, Ink(self.look), box, self._face)
        painter.end()


class RoomMessage(_Paint):
    def __init__(self, look: Look, color: str) -> None:
        super().__init__(look, 224, 50)
        self._color = color
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(15), look.px(6), look.px(8), look.px(6))
        column.setSpacing(look.px(2))
        column.addWidget(Label(look, rich("{}  14:02", color)))
        column.addWidget(Label(look, "Text and link"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self.look
        token = f"message_{self._color}"
        edge = look.color(f"{token}_bar")
        border = edge if look.theme.high_contrast else None
        box = QRectF(self.rect())
        rounded(painter, box, look.px(6), fill=look.color(token), border=border, width=look.hair)
        painter.fillRect(QRectF(0, 0, look.px(4), box.height()), edge)
        painter.end()


class IconGrid(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        rows = -(-len(Icon) // ICONS_IN_A_ROW)
        self.setFixedSize(look.px(36 * ICONS_IN_A_ROW), look.px(32 * rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, px = QPainter(self), self.look.px
        for place, icon in enumerate(Icon):
            left, top = 36 * (place % ICONS_IN_A_ROW) + 5, 32 * (place // ICONS_IN_A_ROW) + 6
            box = QRectF(px(left), px(top), px(20), px(20))
            paint_icon(painter, icon, box, self.look.color("text"))
        painter.end()


def build(look: Look) -> QWidget:
    """Make the gallery."""
    page = Surface(look, "base")
    page.setFixedWidth(look.px(1200))
    column = QVBoxLayout(page)
    column.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(20))
    column.setSpacing(look.px(10))
    for title, content in _sections(look):
        column.addWidget(Label(look, title, FontRole.SECTION))
        column.addWidget(content)
        column.addWidget(line(look))
    return page


def _sections(look: Look) -> list[tuple[str, QWidget]]:
    return [
        ("Colours", _swatches(look)),
        ("States", _states(look)),
        ("Switch", _switches(look)),
        ("Buttons", _buttons(look)),
        ("Fields", _fields(look)),
        ("Message bars", _bars(look)),
        ("Room message colours", _messages(look)),
        ("Icons", IconGrid(look)),
    ]


def _row(look: Look, widgets: Sequence[QWidget], gap: int = 10) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.px(gap))
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return holder


def _under(look: Look, widget: QWidget, words: str) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.px(4))
    column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
    label = Label(look, words, FontRole.SMALL, "text2")
    column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
    return holder


def _swatches(look: Look) -> QWidget:
    return _row(look, [_under(look, Swatch(look, token), token) for token in SWATCHES])


def _states(look: Look) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look.px(18))
    for row, (thing, marks) in enumerate(STATES.items()):
        grid.addWidget(Label(look, thing, FontRole.BODY, "text2"), row, 0)
        for place, mark in enumerate(marks):
            grid.addWidget(StateLabel(look, mark), row, place + 1)
    grid.setColumnStretch(9, 1)
    return holder


def _switches(look: Look) -> QWidget:
    faces = [_under(look, SwitchView(look, face), words) for words, face in SWITCHES.items()]
    return _row(look, faces, 16)


def _buttons(look: Look) -> QWidget:
    disabled, save = standard(look, "Disabled"), primary(look, "Save")
    disabled.setEnabled(False)
    save.setEnabled(False)
    return _row(
        look,
        [
            primary(look, "Add Integration", Icon.PLUS),
            standard(look, "Test", Icon.SEND),
            danger(look, "Delete", Icon.TRASH),
            ghost(look, "Advanced", Icon.CHEVRON_RIGHT),
            link(look, "Where do I get this?"),
            disabled,
            save,
            standard(look, "Start relay", small=True),
        ],
    )


def _fields(look: Look) -> QWidget:
    problem, disabled = LineEdit(look), LineEdit(look, "Disabled")
    problem.setText("With a problem")
    mark_problem(problem, wrong=True)
    disabled.setEnabled(False)
    combo, check = ComboBox(look), CheckBox(look, "Send when alert clears")
    combo.addItem("Combo box")
    check.setChecked(True)
    unchecked = CheckBox(look, "Not chosen")
    return _row(
        look, [LineEdit(look, "Placeholder"), problem, disabled, combo, check, unchecked], 12
    )


def _bars(look: Look) -> QWidget:
    def nothing() -> None:
        """The gallery acts on nothing."""

    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.px(6))
    stopped = "nothing is delivered."
    for message in (
        Message(
            Tone.WARN, "Relay is stopped:", stopped, (Act("Start relay", nothing),), Icon.PAUSE
        ),
        Message(
            Tone.DANGER, "The vault is locked.", "Tokens cannot be read.", (Act("Unlock", nothing),)
        ),
        Message(Tone.OK, "Deleted 3 integrations.", "", (Act("Undo", nothing),)),
        Message(
            Tone.INFO,
            "Deleting CI and images:",
            rich("2 of 3 subscriptions left. Here: {} and {}.", "broken builds", "releases"),
            (Act("Next", nothing), Act("Cancel", nothing)),
            Icon.TRASH,
        ),
    ):
        column.addWidget(MessageBar(look, message))
    return holder


def _messages(look: Look) -> QWidget:
    colors = ("yellow", "green", "red", "purple", "gray")
    return _row(look, [RoomMessage(look, color) for color in colors], 8)
