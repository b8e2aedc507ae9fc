"""The frame of every dialog: the body scrolls, result strip and footer stay."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hipadmin.gui.keyboard.letters import holds_letter
from hipadmin.gui.keyboard.shortcuts import Shortcut, bind
from hipadmin.gui.keyboard.tab_order import Keyboard
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.built_dialog import BuiltDialog
from hipadmin.gui.widgets.button import Button, Kind, standard
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import Label, LongLabel
from hipadmin.gui.widgets.message_bar import SingleBar
from hipadmin.gui.widgets.on_screen import (
    decoration,
    keep_on_screen,
    open_within_screen,
    room_for,
)
from hipadmin.gui.widgets.scroll_body import ScrollBody
from hipadmin.gui.widgets.surface import Surface

SCROLL_BAR = 12
"""Width of the style sheet's scroll bar."""


_SCREEN_SHARE = 0.9
"""How much of the screen's height a dialog takes at most by itself."""

ALL_BELOW = 560
"""Design px of height up to which it may take all of the screen."""

LEAST_WIDTH = 560

translate = QCoreApplication.translate


class Footer(Surface):
    """The buttons of a dialog: acts at the left, then why Save is not possible, Cancel, Save."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "window", "top", parent)
        self.note = Label(look, "", FontRole.SMALL, "text2", wrap=True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._left = QHBoxLayout()
        self._right = QHBoxLayout()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        px = look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(20), px(12), px(20), px(12))
        row.setSpacing(px(12))
        for buttons in (self._left, self._right):
            buttons.setSpacing(px(8))
        row.addLayout(self._left)
        row.addWidget(self.note, 1)
        row.addLayout(self._right)

    def add_left(self, button: Button) -> Button:
        """Add an act at the left."""
        holds_letter(button)
        self._left.addWidget(button)
        return button

    def add_right(self, button: Button) -> Button:
        """Add a button at the right."""
        holds_letter(button)
        self._right.addWidget(button)
        return button


class DialogFrame(BuiltDialog):
    """A dialog with a scrolling body.

    Enter presses Save when it can be pressed; Esc and the window's close button ask first when
    `is_dirty` says that something would be lost; Cancel does not ask. `may_leave` is asked before.

    Attributes:
        top: layout above the body, edge to edge, for a sentence or tabs.
        body: layout that scrolls.
        strip: how the last test or save went.
        footer: the buttons.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        *,
        width: int = 680,
        min_height: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self.setWindowTitle(title)
        self.setModal(True)
        self._design = (width, min_height)
        self._opened_at = QPoint()
        self.is_dirty: Callable[[], bool] = lambda: False
        self.may_leave: Callable[[], bool] = lambda: True
        self._question: Question | None = None
        self._leaving = False
        self.top = QVBoxLayout()
        self.body_widget = QWidget()
        self.body = QVBoxLayout(self.body_widget)
        self.strip = SingleBar(look)
        self.footer = Footer(look)
        self._build()
        self._grow_soon = QTimer(self, singleShot=True, interval=0)
        self._grow_soon.timeout.connect(self.grow)
        self.body_widget.installEventFilter(self)
        self._keyboard = Keyboard(self, self.body_widget)
        bind(self, Shortcut.HELP, self._show_help)

    def _build(self) -> None:
        px = self.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.top.setSpacing(0)
        self.body.setContentsMargins(px(20), px(20), px(20), px(20))
        self.body.setSpacing(px(12))
        column.addLayout(self.top)
        column.addWidget(ScrollBody(self.look, self.body_widget), 1)
        column.addWidget(self.strip)
        column.addWidget(self.footer)
        width, height = px(self._design[0]), px(self._design[1])
        open_within_screen(self, QSize(width, height), QSize(min(width, px(LEAST_WIDTH)), 0), 0)

    # buttons

    def add_test(self, text: str, icon: Icon | None = Icon.SEND) -> Button:
        """Add an act at the left of the footer."""
        return self.footer.add_left(standard(self.look, text, icon))

    def add_confirm(
        self, accept: str = "", cancel: str = "", kind: Kind = Kind.PRIMARY
    ) -> tuple[Button, Button]:
        """Add Cancel and Save, unless they are called otherwise, in the order of the platform.

        Returns:
            (accept, cancel). Cancel closes; what accept does is the dialog's business.
        """
        accept_button = Button(self.look, accept or translate("Dialog", "Save"), kind)
        accept_button.setDefault(True)
        cancel_button = standard(self.look, cancel or translate("Dialog", "Cancel"))
        cancel_button.clicked.connect(self.leave)
        order = [cancel_button, accept_button]
        for button in reversed(order) if sys.platform == "win32" else order:
            self.footer.add_right(button)
        return accept_button, cancel_button

    def set_note(self, text: str) -> None:
        """Say why Save is not possible, or nothing."""
        self.footer.note.set_text(text)

    # size

    def grow(self) -> None:
        """Become as high as the contents need, if the screen allows; never shrink."""
        needed = self._needed_height()
        wanted = max(self.height(), min(needed, self._most().height()))
        if wanted != self.height():
            self.setGeometry(QRect(self._place(), QSize(self.width(), wanted)))
            keep_on_screen(self, self._frame())

    def _place(self) -> QPoint:
        # a window manager may have a new window at the corner while it puts a frame around it,
        # and a size that is asked for meanwhile would keep it there
        here = self.geometry().topLeft()
        return self._opened_at if here.isNull() else here

    def _most(self) -> QSize:
        """The largest size it takes by itself: most of a roomy screen, all of a small one."""
        room = room_for(self, self._frame())
        share = round(self.screen().availableGeometry().height() * _SCREEN_SHARE)
        return QSize(room.width(), min(room.height(), max(share, self.look.px(ALL_BELOW))))

    def _frame(self) -> QSize:
        # before the first paint only the parent knows how high a title bar is
        return decoration(self).expandedTo(decoration(self.parentWidget()))

    def _needed_height(self) -> int:
        width, height = self.width(), self.look.px(self._design[1])
        self.body.activate()
        hungry = self.body.hasHeightForWidth()
        # a line that wraps only beside a scroll bar would bring the scroll bar and keep it
        width -= self.look.px(SCROLL_BAR)
        body = self.body.totalHeightForWidth(width) if hungry else self.body.sizeHint().height()
        strip = self.strip.sizeHint().height() if self.strip.isVisibleTo(self) else 0
        top = self.top.sizeHint().height()
        return max(height, top + body + strip + self.footer.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow when a wrapped label or a new row needs more room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._grow_soon.start()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        """Take the size the contents need."""
        super().showEvent(event)
        self.setMinimumSize(self.minimumSize().boundedTo(self._most()))
        self.resize(self.size().boundedTo(self._most()))
        self._opened_at = self.geometry().topLeft()
        self.grow()
        keep_on_screen(self, self._frame())
        self._opened_at = self.geometry().topLeft()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt calls it so
        """Let Tab follow what can be seen now."""
        return self._keyboard.goes_round(forward=next) or super().focusNextPrevChild(next)

    def _show_help(self) -> None:
        from hipadmin.gui.help import show_help  # most dialogs close without

        show_help(self.look, self)

    # leaving

    def leave(self) -> None:
        """Close without asking."""
        self._leaving = True
        self.reject()

    def reject(self) -> None:
        """Close, after asking when something would be lost; while it may not be left, stay."""
        leaving, self._leaving = self._leaving, False
        if not self.may_leave():
            return
        if leaving or not self.is_dirty():
            super().reject()
            return
        self._ask_before_leaving()

    def _ask_before_leaving(self) -> None:
        if self._question is not None:
            return
        question = Question(
            self.look,
            self.windowTitle(),
            translate("Dialog", "Discard what you entered?"),
            translate("Dialog", "Nothing of it is saved yet."),
            yes=translate("Dialog", "Discard"),
            no=translate("Dialog", "Keep editing"),
            parent=self,
        )
        question.finished.connect(self._on_answered)
        question.accepted.connect(self.leave)
        self._question = question
        question.open()

    def _on_answered(self) -> None:
        self._question = None

    @property
    def question(self) -> "Question | None":
        """The question about leaving, while it is open."""
        return self._question

    def closeEvent(self, event: QCloseEvent) -> None:
        """Treat the window's close button like Esc."""
        event.ignore()
        self.reject()
        if not self.isVisible():
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses Save only when it can be pressed; a disabled one is not skipped."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            default = next((b for b in self.findChildren(Button) if b.isDefault()), None)
            if default is not None and default.isEnabled():
                default.click()
            return
        super().keyPressEvent(event)


class Question(DialogFrame):
    """A question with two answers; the focus is on the one that loses nothing."""

    def __init__(
        self,
        look: Look,
        title: str,
        question: str,
        text: str = "",
        *,
        yes: str = "",
        no: str = "",
        icon: Icon = Icon.TRIANGLE,
        kind: Kind = Kind.DANGER_FILL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, title, width=560, parent=parent)
        self._add_words(icon, question, text)
        self.no_button = standard(look, no or translate("Dialog", "No"))
        self.yes_button = Button(look, yes or translate("Dialog", "Yes"), kind)
        self.no_button.clicked.connect(self.leave)
        self.yes_button.clicked.connect(self.accept)
        order = [self.no_button, self.yes_button]
        for button in reversed(order) if sys.platform == "win32" else order:
            self.footer.add_right(button)
        self.no_button.setFocus()

    def _add_words(self, icon: Icon, question: str, text: str) -> None:
        px = self.look.px
        row = QHBoxLayout()
        row.setSpacing(px(14))
        row.addWidget(IconView(self.look, icon, "warn", 24), 0, Qt.AlignmentFlag.AlignTop)
        self.words = QVBoxLayout()
        self.words.setSpacing(px(6))
        self.words.addWidget(Label(self.look, question, FontRole.OBJECT_TITLE, wrap=True))
        if text:
            self.words.addWidget(LongLabel(self.look, text, FontRole.BODY, "text2"))
        row.addLayout(self.words, 1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.setAccessibleName(question)
