"""Keeps what is being entered, so that it survives a crash, a kill or a logout.

Written a moment after the last change, off the GUI thread, without tokens; gone as soon as its
dialog is closed by somebody, or nothing is entered any more.
"""

import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from hipadmin.gui.jobs import Jobs, Lane

if TYPE_CHECKING:
    from hipadmin.gui.widgets.dialog_frame import DialogFrame
    from hipadmin.recovery.draft_folder import Draft, DraftFolder

PAUSE_MS = 400
"""How long somebody pauses before what was entered is written."""

_log = logging.getLogger(__name__)


class Entered(NamedTuple):
    """What a form holds: the name of the thing, and a dataclass that `to_plain` knows."""

    title: str
    value: object


class Drafts(QObject):
    """The drafts of the profile in ``profile_folder``, and the forms whose entries they hold.

    Signals:
        left_behind: the `Draft` of a form that turned to something else.
    """

    left_behind = Signal(object)

    def __init__(self, profile_folder: Path, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._profile_folder = profile_folder
        self._jobs = jobs
        self._added: list[FormKeeper] = []

    @cached_property
    def folder(self) -> "DraftFolder":
        """Where they lie."""
        from hipadmin.recovery.draft_folder import DraftFolder  # a start enters nothing

        return DraftFolder.of(self._profile_folder)

    def add(self, keeper: "FormKeeper") -> None:
        """Keep what its form holds from now on."""
        self._added = [*self._keepers, keeper]

    @property
    def _keepers(self) -> "list[FormKeeper]":
        """Those whose form is still there; one may be destroyed without being closed."""
        return [keeper for keeper in self._added if shiboken6.isValid(keeper)]

    def keeps(self, key: str) -> bool:
        """Whether a form of this run keeps its entries under ``key``."""
        return any(keeper.key == key for keeper in self._keepers)

    def remove(self, keeper: "FormKeeper") -> None:
        """Its dialog was closed: forget the draft."""
        if keeper in self._added:
            self._added.remove(keeper)
            self.drop(keeper.key)

    def put(self, draft: "Draft") -> None:
        """Write a draft, in the order of things."""
        self._do(lambda: self.folder.put(draft))

    def drop(self, key: str) -> None:
        """Forget a draft, in the order of things."""
        self._do(lambda: self.folder.drop(key))

    def save(self) -> None:
        """Write now, in the order of things, whatever is being entered."""
        for keeper in self._keepers:
            keeper.save()

    def write(self) -> None:
        """Write what is being entered here and now: there may be no later."""
        for draft in [keeper.draft() for keeper in self._keepers if keeper.dirty]:
            try:
                self.folder.put(draft)
            except OSError as error:
                _not_kept(error)

    def close(self) -> None:
        """The run ends: write what is being entered, and nothing after it."""
        self.write()
        if self._added:
            self.folder.close()

    def _do(self, work: Callable[[], None]) -> None:
        if self._jobs.closed:
            _log.info("a draft came after the end")
        self._jobs.run(lambda _job: work(), failed=_not_kept, lane=Lane.FILES)


class FormKeeper(QObject):
    """Keeps what is entered into ``form`` while ``dirty`` says that there is anything to keep.

    ``resume`` is the draft it goes on from.
    """

    def __init__(
        self,
        drafts: Drafts,
        form: QObject,
        kind: str,
        entered: Callable[[], Entered],
        dirty: Callable[[], bool],
        resume: "Draft | None" = None,
    ) -> None:
        super().__init__(form)
        self.key = resume.key if resume else _new_key()
        self._drafts = drafts
        self._kind = kind
        self._entered = entered
        self._dirty = dirty
        self._kept = resume is not None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.save)
        drafts.add(self)

    @property
    def dirty(self) -> bool:
        """Whether there is anything to keep."""
        return self._dirty()

    @Slot()
    def touch(self) -> None:
        """Something was entered; it is written after a pause."""
        self._pause.start()

    @Slot()
    def save(self) -> None:
        """Write what is entered; what was taken back needs no draft."""
        self._pause.stop()
        if self.dirty:
            self._kept = True
            self._drafts.put(self.draft())
        elif self._kept:
            self._kept = False
            self._drafts.drop(self.key)

    def leave_behind(self) -> None:
        """The form turns to something else: its draft stays, for somebody to go on from."""
        draft = self.draft()
        self._drafts.put(draft)
        self.key, self._kept = _new_key(), False
        self._drafts.left_behind.emit(draft)

    def draft(self) -> "Draft":
        """What is entered now."""
        from hipadmin.recovery.draft_folder import Draft
        from hipadmin.recovery.plain_value import to_plain

        entered = self._entered()
        plain = to_plain(entered.value)
        content = plain if isinstance(plain, dict) else {}
        return Draft(self.key, self._kind, entered.title, content, datetime.now(UTC))


class DraftKeeper(FormKeeper):
    """Keeps what is entered into ``dialog`` until that is closed."""

    def __init__(
        self,
        drafts: Drafts,
        dialog: "DialogFrame",
        kind: str,
        entered: Callable[[], Entered],
        resume: "Draft | None" = None,
    ) -> None:
        super().__init__(drafts, dialog, kind, entered, lambda: dialog.is_dirty(), resume)
        dialog.finished.connect(self._on_finished)

    @Slot()
    def _on_finished(self) -> None:
        self._pause.stop()
        self._drafts.remove(self)


def _new_key() -> str:
    return os.urandom(16).hex()


def _not_kept(error: Exception) -> None:
    _log.warning("a draft could not be kept: %s", error)
