"""Buttons: painted, so that icon, gap and ring are the same on every platform."""

from enum import StrEnum

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QWidget

from hipadmin.gui.delegates.paint import rounded
from hipadmin.gui.keyboard.letters import is_link, plain
from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.theme import FontRole, Look

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ICON = 16


class Edge(StrEnum):
    """A side of a button, as its window's language reads."""

    START = "start"
    END = "end"


class Kind(StrEnum):
    """How much a button asks for."""

    PRIMARY = "primary"
    STANDARD = "standard"
    GHOST = "ghost"
    LINK = "link"
    DANGER = "danger"
    DANGER_FILL = "danger-fill"


_INKS = {
    Kind.PRIMARY: "on_accent",
    Kind.DANGER_FILL: "on_accent",
    Kind.LINK: "link",
    Kind.DANGER: "danger",
}
_FILLS = {Kind.PRIMARY: "accent", Kind.DANGER_FILL: "danger_fill"}


class Button(QPushButton):
    """A button of one kind; its accessible name is its text. Enter presses it, as Space does."""

    def __init__(
        self,
        look: Look,
        text: str,
        kind: Kind = Kind.STANDARD,
        *,
        icon: Icon | None = None,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.look = look
        self.kind = kind
        self.small = small
        self._icon = icon
        self._icon_only = False
        self._joined: Edge | None = None
        self._leans: Edge | None = None
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.dress(
            self, FontRole.BUTTON if kind is not Kind.STANDARD or not small else FontRole.NAME
        )
        if kind is Kind.LINK:
            is_link(self)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self._on_look_changed)

    def setText(self, text: str) -> None:
        """Change the text; one that stays the same keeps the letter it was given."""
        if plain(text) != plain(self.text()):
            super().setText(text)

    def set_icon(self, icon: Icon | None) -> None:
        """Change the icon."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def show_icon_only(self) -> None:
        """Keep the text for tooltip and assistive technology, and show the icon alone."""
        self._icon_only = True
        self.setToolTip(plain(self.text()))
        self.updateGeometry()

    def join(self, edge: Edge) -> None:
        """Go on in another button on this side: no round corners, one line between the two."""
        self._joined = edge
        self.kind = Kind.STANDARD
        self.updateGeometry()

    @property
    def leans(self) -> Edge | None:
        """The side on which a link's text begins or ends with what stands above it."""
        return self._leans

    def lean(self, edge: Edge | None) -> None:
        """Put a link's text to this side without padding, None: into the middle.

        It stays as wide, or whether there is room for it would depend on where it stands.
        """
        self._leans = edge
        self.update()

    def sizeHint(self) -> QSize:
        """Give the size that text, icon and padding need."""
        look = self.look
        height = look.px(24 if self.small else 32)
        if self._icon_only:
            return QSize(look.px(28) if self._joined else height, height)
        # a flat one begins where the texts above and below it do
        width = self._content_width() + self._padding() * (1 if self.property("flat") else 2)
        return QSize(width, max(height, self.fontMetrics().height() + look.px(4)))

    def minimumSizeHint(self) -> QSize:
        """A button is never cut."""
        return self.sizeHint()

    def _padding(self) -> int:
        if self.kind is Kind.LINK:
            return self.look.px(5)
        if self.property("flat"):
            return self.look.px(6)
        return self.look.px(11 if self.small else 13)

    def _content_width(self) -> int:
        text = QFontMetrics(self.font()).size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        return text + self._icon_room() + 1

    def _icon_room(self) -> int:
        if self._icon is None:
            return 0
        return self.look.px(_ICON) + (0 if self._icon_only else self.look.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint surface, content and ring."""
        painter = QPainter(self)
        self._paint_surface(painter)
        self._paint_content(painter)
        painter.end()

    def _paint_surface(self, painter: QPainter) -> None:
        look, rect = self.look, self._ground()
        radius, fill = look.px(6), self._fill()
        if self.hasFocus():
            primary = self.kind in _FILLS
            ring = look.color("text" if primary else "focus")
            rounded(painter, rect, radius, fill=fill, border=ring, width=look.ring)
            return
        border = self._border()
        rounded(painter, rect, radius, fill=fill, border=border, width=look.hair)
        if self._joined is Edge.START and border is not None:
            rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            left = self.width() - look.hair if rtl else 0
            painter.fillRect(left, 0, look.hair, self.height(), border)

    def _ground(self) -> QRectF:
        """The whole button; some reach beyond their edge, where they are cut."""
        rect, reach = QRectF(self.rect()), self.look.px(8)
        edge = self._leans
        if edge is not None:
            reach = self.look.ring - self.look.hair  # its ring leaves the letter at its edge free
        elif not self.hasFocus():
            edge = self._joined
        if edge is None:
            return rect
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        at_left = (edge is Edge.START) != rtl
        return rect.adjusted(-reach, 0, 0, 0) if at_left else rect.adjusted(0, 0, reach, 0)

    def _fill(self) -> QColor:
        look, token = self.look, _FILLS.get(self.kind)
        held = self.isChecked() and not self.property("flat")
        pressed, hovered = self.isDown() or held, self.underMouse()
        if not self.isEnabled():
            return look.color("pressed") if token else QColor(Qt.GlobalColor.transparent)
        if token is not None:
            hover = self.kind is Kind.PRIMARY and (hovered or self.isDown())
            return look.color("accent_hover" if hover else token)
        if self.kind is Kind.LINK:
            return QColor(Qt.GlobalColor.transparent)
        if pressed or hovered:
            return look.color("pressed" if pressed else "hover")
        plain = self.kind is Kind.GHOST or self.property("onTone")
        return QColor(Qt.GlobalColor.transparent) if plain else look.color("raised")

    def _border(self) -> QColor | None:
        if self.kind in (Kind.GHOST, Kind.LINK) or self.kind in _FILLS:
            return None
        if not self.isEnabled():
            return self.look.color("line")
        return self.look.color("danger" if self.kind is Kind.DANGER else "control")

    def _ink(self) -> QColor:
        if not self.isEnabled():
            return self.look.color("disabled")
        return self.look.color(_INKS.get(self.kind, "text"))

    def _paint_content(self, painter: QPainter) -> None:
        ink, rtl = self._ink(), self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        width = self._icon_room() if self._icon_only else self._content_width()
        left = self._start(width)
        if self._icon is not None:
            size = self.look.px(_ICON)
            spot = QRect(left, (self.height() - size) // 2, size, size)
            shown = QStyle.visualRect(self.layoutDirection(), self.rect(), spot)
            paint_icon(painter, self._icon, QRectF(shown), ink, mirrored=rtl)
        if not self._icon_only:
            self._paint_text(painter, left + self._icon_room(), ink)

    def _start(self, content: int) -> int:
        if self.property("flat") or self._leans is Edge.START:
            return 0
        free = self.width() - content
        return free + 1 if self._leans is Edge.END else free // 2

    def _paint_text(self, painter: QPainter, left: int, ink: QColor) -> None:
        box = QRect(left, 0, self.width() - left, self.height())
        shown = QStyle.visualRect(self.layoutDirection(), self.rect(), box)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        painter.setPen(ink)
        painter.setFont(self.font())
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(shown, int(flags) | int(Qt.TextFlag.TextShowMnemonic), self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the focused button, in dialogs and elsewhere."""
        if event.key() in _ENTER:
            self.click()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Repaint when the pointer comes or goes."""
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()


def primary(look: Look, text: str, icon: Icon | None = None) -> Button:
    """Make the one button a view is about."""
    return Button(look, text, Kind.PRIMARY, icon=icon)


def standard(look: Look, text: str, icon: Icon | None = None, *, small: bool = False) -> Button:
    """Make an ordinary button; a small one stands in message bars and cards."""
    return Button(look, text, Kind.STANDARD, icon=icon, small=small)


def ghost(look: Look, text: str, icon: Icon | None = None) -> Button:
    """Make a button without a border."""
    return Button(look, text, Kind.GHOST, icon=icon)


def link(look: Look, text: str, icon: Icon | None = None, *, leans: Edge | None = None) -> Button:
    """Make a link-coloured word that acts; ``leans``: see `Button.lean`."""
    made = Button(look, text, Kind.LINK, icon=icon, small=True)
    made.lean(leans)
    return made


def danger(look: Look, text: str, icon: Icon | None = None) -> Button:
    """Make a button after which something is lost."""
    return Button(look, text, Kind.DANGER, icon=icon)


def danger_fill(look: Look, text: str, icon: Icon | None = None) -> Button:
    """Make the last confirmation before something is lost."""
    return Button(look, text, Kind.DANGER_FILL, icon=icon)


def icon_button(look: Look, text: str, icon: Icon) -> Button:
    """Make a button that shows its icon only; ``text`` names it."""
    button = Button(look, text, Kind.GHOST, icon=icon)
    button.show_icon_only()
    return button
