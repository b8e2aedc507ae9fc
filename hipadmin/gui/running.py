"""The life of a window: application, session, signals, the ready file, and the end."""

import contextlib
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, QTimer, Slot
from PySide6.QtWidgets import QApplication

from hipadmin.domain.errors import StoreDamaged, StoreRefused
from hipadmin.exits import DONE, FAILURE, INTERRUPTED, REFUSED
from hipadmin.gui.aftermath import Aftermath
from hipadmin.gui.collector import Collector
from hipadmin.gui.doorbell import Doorbell
from hipadmin.gui.fault_desk import FaultDesk, screen_facts
from hipadmin.gui.fault_hooks import FaultHooks
from hipadmin.gui.icons import application_icon
from hipadmin.gui.jobs import Jobs, Lane
from hipadmin.gui.readiness import Readiness
from hipadmin.gui.settings import Settings
from hipadmin.gui.single_instance import Instance
from hipadmin.gui.starting import safe_again, start_detached
from hipadmin.gui.theme import Look
from hipadmin.gui.window import MainWindow
from hipadmin.recovery.native import NativeWatch
from hipadmin.services.session import OpenSession, Session

if TYPE_CHECKING:
    from hipadmin.gui.application import WindowOptions

JOBS_S = 1.5
CLOSE_S = 1.3
"""Together less than the 3 s a window may take to go."""

_log = logging.getLogger(__name__)


class Running(QObject):
    """One run of the window."""

    def __init__(
        self,
        options: "WindowOptions",
        open_session: OpenSession,
        instance: Instance | None = None,
        native: NativeWatch | None = None,
    ) -> None:
        self._app = _application()
        super().__init__()
        self._options = options
        self._instance = instance
        self._native = native
        self._open_session = open_session
        self._session: Session | None = None
        self._code = DONE
        self._jobs = Jobs(self)
        self._collector = Collector(self)
        # opening the database and building the window go on side by side
        self._open()
        self._settings = Settings(options.settings, safe=options.safe_mode)
        self._look = Look(self)
        self._look.apply(self._app, self._settings.theme)
        self._window = MainWindow(self._look, self._jobs, self._settings, _profile(options))
        self._window.first_list_shown.connect(self._on_first_list_shown)
        self._window.retry_asked.connect(self._on_retry_asked)
        self._readiness = Readiness(self._window, self._jobs)
        self._desk = FaultDesk(options.recovery, self._jobs, self)
        self._aftermath = Aftermath(self._desk, options.recovery, self._window, self._jobs)
        self._aftermath.restart_asked.connect(self._on_restart_asked)
        self._window.navigator.fault_found.connect(self._on_fault_found)
        if options.ready_file is not None:
            self._readiness.tell(options.ready_file, options.started)

    @property
    def window(self) -> MainWindow:
        """The window."""
        return self._window

    @property
    def desk(self) -> FaultDesk:
        """Where faults are reported."""
        return self._desk

    @property
    def jobs(self) -> Jobs:
        """The window's jobs."""
        return self._jobs

    def run(self) -> int:
        """Show the window and stay until it is closed."""
        self._collector.start()
        try:
            with _Signals(self._on_signal), self._hooks():
                self._window.show()
                if self._instance is not None:
                    Doorbell(self._instance, self._window, self._readiness)
                self._app.exec()
        finally:
            self._end()
            self._collector.stop()
        return self._code

    # the session

    def _open(self) -> None:
        self._jobs.run(
            lambda _job: self._open_session(),
            then=self._on_opened,
            failed=self._on_not_opened,
            lane=Lane.STORE,
            owner=self,
        )

    def _on_opened(self, session: Session) -> None:
        self._session = session
        self._code = DONE
        self._window.show_session(session)

    def _on_not_opened(self, error: Exception) -> None:
        refused = isinstance(error, StoreRefused)
        self._code = REFUSED if refused else FAILURE
        sys.stderr.write(f"{error}\n")
        make = self._options.rescue if isinstance(error, StoreDamaged) else None
        rescue = make() if make is not None else None
        self._window.show_trouble(str(error), can_retry=not refused, rescue=rescue)
        self._look_back()

    @Slot()
    def _on_retry_asked(self) -> None:
        self._open()

    @Slot(int)
    def _on_first_list_shown(self, _rows: int) -> None:
        # drawn in seven sizes, which the list need not wait for
        self._app.setWindowIcon(application_icon())
        self._look_back()

    def _look_back(self) -> None:
        self._aftermath.look()
        if self._native is None:
            return
        note, facts = self._native.note, self._options.recovery.facts
        self._jobs.run(
            lambda _job: note(facts(screen_facts())),
            failed=lambda error: _log.info("versions are not noted: %s", error),
            lane=Lane.FILES,
            owner=self,
        )

    # the end

    def _on_signal(self, number: int) -> None:
        if number == signal.SIGINT:
            self._code = INTERRUPTED
        self._window.close()
        self._app.exit()  # quit would ask an open dialog first, which may want an answer

    # faults

    @Slot(object)
    def _on_fault_found(self, error: Exception) -> None:
        self._desk.take(error, "a job")

    def _hooks(self) -> FaultHooks:
        note = self._native.note if self._native is not None else lambda _facts: None
        return FaultHooks(self._desk, self._keep, self._give_up, note)

    def _keep(self) -> None:
        """Save what is being entered; nothing is kept yet that could be."""

    def _give_up(self) -> None:
        """The interpreter is not to be trusted any more: end, without a question."""
        self._code = FAILURE
        QTimer.singleShot(0, self._app.exit)

    @Slot()
    def _on_restart_asked(self) -> None:
        if start_detached(safe_again(sys.argv[1:])):
            self._window.close()

    def _end(self) -> None:
        if self._instance is not None:
            self._instance.close()
        self._settings.flush()
        if not self._jobs.shutdown(JOBS_S):
            _log.warning("work was still going on when the window closed")
        if self._session is not None:
            closing = threading.Thread(target=self._session.close, name="closing", daemon=True)
            closing.start()
            closing.join(CLOSE_S)


class _Signals(QObject):
    """Turns SIGINT and SIGTERM into a call within Qt's event loop."""

    def __init__(self, caught: Callable[[int], None]) -> None:
        super().__init__()
        self._caught = caught
        self._before: dict[int, Any] = {}
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)

    def __enter__(self) -> "_Signals":
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, _ignore)
            self._fd_before = signal.set_wakeup_fd(self._writer.fileno())
        return self

    def __exit__(self, *_error: object) -> None:
        self._notifier.setEnabled(False)
        if self._before:
            signal.set_wakeup_fd(self._fd_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    @Slot()
    def _on_woken(self) -> None:
        with contextlib.suppress(BlockingIOError):
            for number in self._reader.recv(64):
                self._caught(number)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Let the wakeup descriptor tell; Python only needs a handler to write to it."""


def _application() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["hipadmin"])
    app.setApplicationName("hipadmin")
    app.setDesktopFileName("hipadmin")
    return app


def _profile(options: "WindowOptions") -> str:
    if options.sandbox:
        return QCoreApplication.translate("Window", "Sandbox")
    return options.named_profile
