"""Where faults come up by themselves: Python's hooks and Qt's messages, led to one desk.

A fault in the window's own code does not end the run. The configuration is changed by services
alone, each verb in one transaction that refuses what it did not expect, on other threads; what the
window shows may be wrong after a fault, what is stored is not. So the window says so, keeps what
was being entered, and goes on. Only where the interpreter itself cannot be trusted any more, or
reporting fails too, does the run end.
"""

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, NoReturn

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from hipadmin.gui.faults.fault_desk import FaultDesk
from hipadmin.recovery.facts import Fact

_UNSAFE = (MemoryError, SystemError)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

_log = logging.getLogger("hipadmin.qt")


class FaultHooks:
    """The hooks, while inside ``with``.

    ``keep`` saves what was being entered, at once; ``end`` ends the run without questions; ``note``
    leaves a word to the next start.
    """

    def __init__(
        self,
        desk: FaultDesk,
        keep: Callable[[], None],
        end: Callable[[], None],
        note: Callable[[tuple[Fact, ...]], None],
    ) -> None:
        self._desk = desk
        self._keep = keep
        self._end = end
        self._note = note
        self._inside = threading.local()

    def __enter__(self) -> "FaultHooks":
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable
        self._qt_before = qInstallMessageHandler(self._on_message)
        return self

    def __exit__(self, *_error: object) -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(self._qt_before)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not isinstance(error, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        unsafe = isinstance(error, _UNSAFE)
        self._guarded(lambda: self._take(error, "the window", ended=unsafe), error)

    def _on_thread_exception(self, told: threading.ExceptHookArgs) -> None:
        error = told.exc_value
        if not isinstance(error, Exception):
            return
        name = told.thread.name if told.thread else "a thread"
        unsafe = isinstance(error, _UNSAFE)
        self._guarded(lambda: self._take(error, f"thread {name}", ended=unsafe), error)

    def _on_unraisable(self, told: "sys.UnraisableHookArgs") -> None:
        error = told.exc_value
        if isinstance(error, Exception):
            what = getattr(told.object, "__qualname__", type(told.object).__name__)
            self._guarded(lambda: self._take(error, f"tidying up {what}", ended=False), error)

    def _on_message(self, kind: QtMsgType, _context: QMessageLogContext, said: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            # Qt ends the process when this returns
            self._guarded(lambda: self._take_last_words(said))
        elif kind is QtMsgType.QtCriticalMsg and not self._handling:
            self._guarded(lambda: self._desk.take_text(said, "Qt"))
        else:
            _log.log(_LEVELS.get(kind, logging.WARNING), "%s", said)

    def _take_last_words(self, said: str) -> None:
        self._desk.take_text(said, "Qt", ended=True)
        self._keep()

    def _take(self, error: Exception, where: str, *, ended: bool) -> None:
        self._desk.take(error, where, ended=ended)
        self._keep()
        if ended:
            self._end()

    @property
    def _handling(self) -> bool:
        return getattr(self._inside, "handling", False)

    def _guarded(self, work: Callable[[], Any], cause: Exception | None = None) -> None:
        """Do ``work``; if that fails, or is failing already, end the process.

        Ending by a signal leaves the stacks to the next start.
        """
        if self._handling:
            self._abort(cause)
        self._inside.handling = True
        try:
            work()
        except BaseException as error:
            self._abort(error)
        self._inside.handling = False

    def _abort(self, error: BaseException | None) -> NoReturn:
        with contextlib.suppress(Exception):
            from hipadmin.recovery.fault import place

            self._note((("While reporting", place(error) if error else "a message of Qt"),))
        os.abort()
