"""Quitting: nobody loses by accident what was entered, or work that is under way."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QMainWindow

from hipadmin.gui.jobs import Jobs
from hipadmin.gui.theme import Look

if TYPE_CHECKING:
    from hipadmin.gui.dialogs.quit import RelayQuestion, RunningQuestion, UnsavedQuestion
    from hipadmin.gui.relay.desk import RelayDesk
    from hipadmin.gui.widgets.button import Button
    from hipadmin.gui.widgets.dialog_frame import DialogFrame


class Unsaved(NamedTuple):
    """Something that was entered and not saved: where, and how to save or forget it."""

    place: str
    dirty: Callable[[], bool]
    save: "Button | None"
    forget: Callable[[], object]


class Quitting(QObject):
    """Asks before ``window`` closes. ``pages`` gives what was entered outside dialogs.

    Attributes:
        relay: hosts what ends with the window, None before it is there.

    Signals:
        waiting: the window closes by itself when what runs is done.
    """

    waiting = Signal()

    def __init__(
        self,
        window: QMainWindow,
        look: Look,
        jobs: Jobs,
        pages: Callable[[], tuple[Unsaved, ...]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._jobs = jobs
        self._pages = pages
        self._insists = False
        self._waits = self._asks_about_jobs = False
        self._tried: Unsaved | None = None
        self._question: UnsavedQuestion | RunningQuestion | RelayQuestion | None = None
        self._without_relay = False
        self.relay: RelayDesk | None = None
        jobs.running_changed.connect(self._on_running_changed)
        jobs.idle.connect(self._on_idle)

    def insist(self) -> None:
        """Ask nothing any more: the system ends the program. Drafts are kept."""
        self._insists = True

    def allows(self) -> bool:
        """Whether the window may close now; if not, somebody has been asked."""
        if self._insists:
            return True
        if self._question is not None and shiboken6.isValid(self._question):
            self._question.raise_()
            return False
        self._on_answered()  # or it went with the dialog it was asked over
        if self._unsaved():
            self._ask_about_entries()
        elif self._jobs.running:
            self._ask_about_jobs()
        elif self.relay is not None and self.relay.hosts and not self._without_relay:
            self._ask_about_relay()
        else:
            return True
        return False

    # what was entered

    def _unsaved(self) -> list[Unsaved]:
        return [each for each in (*_dialogs(), *self._pages()) if each.dirty()]

    def _ask_about_entries(self) -> None:
        from hipadmin.gui.dialogs.quit import UnsavedQuestion  # most quit without one

        places = [each.place for each in self._unsaved()]
        question = UnsavedQuestion(self._look, places, self._top())
        question.accepted.connect(self._on_save_wanted)
        question.discarded.connect(self._on_discard_wanted)
        self._ask(question)

    @Slot()
    def _on_save_wanted(self) -> None:
        self._save_next()

    def _save_next(self) -> None:
        """Save one after the other; each is looked at again when its job has ended."""
        unsaved = self._unsaved()
        if not unsaved:
            self._window.close()
            return
        button = unsaved[0].save
        if button is None or not button.isEnabled():
            return  # it says itself what is missing, and stays open
        self._tried = unsaved[0]
        button.click()

    @Slot()
    def _on_idle(self) -> None:
        tried, self._tried = self._tried, None
        if tried is not None and not tried.dirty():
            self._save_next()

    @Slot()
    def _on_discard_wanted(self) -> None:
        for each in self._unsaved():
            each.forget()
        self._window.close()

    # what runs

    def _ask_about_jobs(self) -> None:
        from hipadmin.gui.dialogs.quit import RunningQuestion

        titles = [job.title for job in self._jobs.running]
        question = RunningQuestion(self._look, titles, self._top())
        question.accepted.connect(self._on_stop_wanted)
        question.waited.connect(self._on_wait_wanted)
        self._asks_about_jobs = True
        self._ask(question)

    @Slot()
    def _on_stop_wanted(self) -> None:
        self._jobs.cancel_all()
        self._window.close()

    @Slot()
    def _on_wait_wanted(self) -> None:
        self._waits = True
        self.waiting.emit()
        self._on_running_changed(len(self._jobs.running))

    @Slot(int)
    def _on_running_changed(self, running: int) -> None:
        if running:
            return
        if self._question is not None and self._asks_about_jobs:
            self._question.leave()
            self._waits = True
        if self._waits:
            self._waits = False
            # whoever wanted to hear of the work's end has not yet
            QTimer.singleShot(0, self._window.close)

    # the relay

    def _ask_about_relay(self) -> None:
        from hipadmin.gui.dialogs.quit import RelayQuestion

        relay = self.relay
        if relay is None:
            return
        others = relay.seen is not None and relay.seen.state.others
        question = RelayQuestion(self._look, relay.service, self._top(), others=others)
        question.accepted.connect(self._on_end_wanted)
        question.kept.connect(lambda: relay.keep_in_background(self._on_end_wanted))
        self._ask(question)

    @Slot()
    def _on_end_wanted(self) -> None:
        self._without_relay = True
        QTimer.singleShot(0, self._window.close)  # when the question is over

    # asking

    def _ask(self, question: "UnsavedQuestion | RunningQuestion | RelayQuestion") -> None:
        self._question = question
        question.finished.connect(self._on_answered)
        question.open()

    @Slot()
    def _on_answered(self) -> None:
        self._question = None
        self._asks_about_jobs = False

    def _top(self) -> "QMainWindow | DialogFrame":
        from hipadmin.gui.widgets.dialog_frame import DialogFrame

        top = QApplication.activeModalWidget()
        return top if isinstance(top, DialogFrame) else self._window


def _dialogs() -> tuple[Unsaved, ...]:
    """The dialogs in which something was entered, the topmost first."""
    from hipadmin.gui.widgets.dialog_frame import DialogFrame

    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, DialogFrame)]
    shown = sorted((w for w in found if _is_dirty(w)), key=_depth, reverse=True)
    return tuple(
        Unsaved(w.windowTitle(), partial(_is_dirty, w), getattr(w, "save_button", None), w.leave)
        for w in shown
    )


def _is_dirty(dialog: "DialogFrame") -> bool:
    return shiboken6.isValid(dialog) and dialog.isVisible() and dialog.is_dirty()


def _depth(dialog: "DialogFrame") -> int:
    depth, parent = 0, dialog.parentWidget()
    while parent is not None:
        depth, parent = depth + 1, parent.parentWidget()
    return depth
