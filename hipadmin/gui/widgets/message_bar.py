"""Message bars: what is true of the whole page, and what can be done about it."""

from collections.abc import Callable
from typing import NamedTuple

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hipadmin.gui.announce import announce
from hipadmin.gui.keyboard.letters import is_link
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import Button, standard
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import Label, Rich, as_rich, rich

MOST_BARS = 2

_RANKS = (Tone.DANGER, Tone.WARN, Tone.INFO, Tone.OK)
_URGENT = (Tone.DANGER, Tone.WARN)
_ICONS = {
    Tone.DANGER: Icon.ALERT_CIRCLE,
    Tone.WARN: Icon.TRIANGLE,
    Tone.INFO: Icon.INFO,
    Tone.OK: Icon.CHECK_CIRCLE,
    Tone.VIOLET: Icon.FLASK,
    Tone.NEUTRAL: Icon.INFO,
}


class Act(NamedTuple):
    """A small button and what it does; a ``spare`` one goes without a letter where none is left."""

    text: str
    run: Callable[[], object]
    spare: bool = False


class Message(NamedTuple):
    """What a bar says: the cause in bold ("Relay is stopped:"), then a sentence.

    ``progress`` says that it is one of a row of them, of which only the first is read out;
    ``scrolls`` that it may be long.
    """

    tone: Tone
    cause: str
    text: str | Rich = ""
    acts: tuple[Act, ...] = ()
    icon: Icon | None = None
    progress: bool = False
    scrolls: bool = False


class MessageBar(QWidget):
    """A full-width bar: tone, icon, cause, sentence, small buttons."""

    def __init__(
        self, look: Look, message: Message, parent: QWidget | None = None, *, strip: bool = False
    ) -> None:
        super().__init__(parent)
        self.look = look
        self.message = message
        self._strip = strip
        self.buttons: dict[str, Button] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setMinimumHeight(look.px(34 if strip else 44))
        self._build()
        look.changed.connect(self.update)

    def _build(self) -> None:
        look, message = self.look, self.message
        row = QHBoxLayout(self)
        inset, above = look.px(20 if self._strip else 24), look.px(8)
        row.setContentsMargins(inset, above, look.px(16), above)
        row.setSpacing(0)
        gap = look.px(10)
        row.addWidget(IconView(look, message.icon or _ICONS[message.tone], message.tone.token))
        self.label = Label(look, _sentence(message), wrap=True)
        if message.scrolls:
            from hipadmin.gui.widgets.scrolled_words import ScrolledWords  # few bars need it

            words = ScrolledWords(look, self.label, message.cause)
            row.addSpacing(gap - words.edge)
            row.addWidget(words, 1)
        else:
            row.addSpacing(gap)
            row.addWidget(self.label, 1)
        for act in message.acts:
            row.addSpacing(gap)
            row.addWidget(self._button(act), 0, Qt.AlignmentFlag.AlignVCenter)

    def differs_in_words(self, message: Message) -> bool:
        """Whether ``message`` differs in nothing but its sentence."""
        return self.message._replace(text=message.text) == message

    def say(self, message: Message) -> None:
        """Say other words; who reads or scrolls in them stays there."""
        self.message = message
        self.label.set_text(_sentence(message))

    def _button(self, act: Act) -> Button:
        button = standard(self.look, act.text, small=True)
        button.setProperty("onTone", True)
        if act.spare:
            is_link(button)
        button.clicked.connect(lambda: act.run())
        self.buttons[act.text] = button
        return button

    @property
    def text(self) -> str:
        """What the bar says, without markup."""
        return _sentence(self.message).plain

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, tone bar and line."""
        look, rect = self.look, self.rect()
        painter = QPainter(self)
        painter.fillRect(rect, look.color(self.message.tone.background))
        hair, bar = look.hair, look.px(3)
        if not self._strip:
            painter.fillRect(0, rect.height() - hair, rect.width(), hair, look.color("line"))
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = rect.width() - bar if rtl else 0
        painter.fillRect(left, 0, bar, rect.height(), look.color(self.message.tone.token))
        painter.end()


class MessageArea(QWidget):
    """Holds the bars of a page: at most two show, danger over warn over info over ok.

    A bar stays until it is cleared; one that finds no room waits. Whoever went into a bar that is
    cleared is back where they came from.
    """

    def __init__(self, look: Look, parent: QWidget | None = None, *, strip: bool = False) -> None:
        super().__init__(parent)
        self.look = look
        self._strip = strip
        self._messages: dict[str, Message] = {}
        self._bars: dict[str, MessageBar] = {}
        self._came_from: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    @property
    def bars(self) -> list[MessageBar]:
        """The bars that show, top to bottom."""
        return [self._bars[key] for key in self._shown_keys()]

    def bar(self, key: str) -> MessageBar | None:
        """Give the bar that shows under ``key``."""
        return self._bars.get(key)

    def show_bar(self, key: str, message: Message) -> None:
        """Show ``message``; a bar of the same key gives way to it."""
        before = self._messages.pop(key, None)
        self._messages[key] = message
        if before == message:
            return
        bar = self._bars.get(key)
        if bar is not None and bar.differs_in_words(message):
            bar.say(message)
        else:
            focused = self._focused_act(key)
            self._drop(key)
            self._rebuild()
            self._focus_act(key, focused)
        if not (before is not None and before.progress and message.progress):
            announce(self, _sentence(message).plain, urgent=message.tone in _URGENT)

    def clear(self, key: str) -> None:
        """Take the bar of ``key`` away; nothing happens if there is none."""
        if self._messages.pop(key, None) is not None:
            self._lead_out_of(key)
            self._drop(key)
            self._rebuild()

    def clear_all(self, but: str = "") -> None:
        """Take all bars away, except that of ``but``."""
        for key in [key for key in self._messages if key != but]:
            self.clear(key)

    def _shown_keys(self) -> list[str]:
        newest = list(reversed(self._messages))
        newest.sort(key=lambda key: _rank(self._messages[key].tone))
        return newest[:MOST_BARS]

    def _rebuild(self) -> None:
        shown = self._shown_keys()
        for key in [key for key in self._bars if key not in shown]:
            self._drop(key)
        for place, key in enumerate(shown):
            if key not in self._bars:
                self._bars[key] = MessageBar(self.look, self._messages[key], strip=self._strip)
            self._column.insertWidget(place, self._bars[key])
        self.setVisible(bool(shown))

    def _focused_act(self, key: str) -> str | None:
        """Which act of a bar has the focus: a new bar in its place takes it over."""
        buttons = self._bars[key].buttons if key in self._bars else {}
        return next((text for text, button in buttons.items() if button.hasFocus()), None)

    def _focus_act(self, key: str, text: str | None) -> None:
        buttons = self._bars[key].buttons if key in self._bars else {}
        if text is not None and buttons:
            buttons.get(text, next(iter(buttons.values()))).setFocus()

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is None or now is None or before.window() is not now.window():
            return
        if self.isAncestorOf(now) and not self.isAncestorOf(before):
            self._came_from = before

    def _lead_out_of(self, key: str) -> None:
        back = self._came_from
        if self._focused_act(key) is None or back is None or not shiboken6.isValid(back):
            return
        if back.isVisible() and back.isEnabled():
            back.setFocus()

    def _drop(self, key: str) -> None:
        bar = self._bars.pop(key, None)
        if bar is not None:
            self._column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()


class SingleBar(QWidget):
    """Says one thing: how a test or save went, or what stands in the way; no room without it.

    ``strip`` makes it lower, as it stands directly above the footer of a dialog.
    """

    def __init__(self, look: Look, parent: QWidget | None = None, *, strip: bool = True) -> None:
        super().__init__(parent)
        self._area = MessageArea(look, self, strip=strip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self.hide()

    @property
    def text(self) -> str:
        """What the strip says, or an empty text."""
        return self._area.bars[0].text if self._area.bars else ""

    def show_message(self, message: Message) -> None:
        """Say how it went."""
        self._area.show_bar("result", message)
        self.show()

    def clear(self) -> None:
        """Say nothing any more."""
        self._area.clear("result")
        self.hide()


def _rank(tone: Tone) -> int:
    return _RANKS.index(tone) if tone in _RANKS else len(_RANKS)


def _sentence(message: Message) -> Rich:
    rest = as_rich(message.text)
    gap = " " if rest.plain and not rest.plain.startswith("\n") else ""
    cause = rich("{}", message.cause)
    return Rich(f"{cause.plain}{gap}{rest.plain}", f"{cause.html}{gap}{rest.html}")
