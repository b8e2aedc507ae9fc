"""The life of a window: application, session, signals, the ready file, and the end."""

import logging
import signal
import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QApplication

from hipadmin.domain.errors import StoreDamaged, StoreRefused
from hipadmin.exits import DONE, FAILURE, INTERRUPTED, REFUSED
from hipadmin.gui.faults.care import Care
from hipadmin.gui.faults.fault_desk import FaultDesk
from hipadmin.gui.instance.doorbell import Doorbell
from hipadmin.gui.jobs import Jobs, Lane
from hipadmin.gui.look.icons import application_icon
from hipadmin.gui.process import Process
from hipadmin.gui.readiness import Readiness
from hipadmin.gui.settings import Settings
from hipadmin.gui.signals import Signals
from hipadmin.gui.theme import Look
from hipadmin.gui.threads.collector import Collector
from hipadmin.gui.threads.turns import Turns
from hipadmin.gui.window import MainWindow
from hipadmin.services.session import OpenSession, Session

if TYPE_CHECKING:
    from hipadmin.gui.application import WindowOptions

JOBS_S = 1.4
CLOSE_S = 1.2
"""Together less than the 3 s a window may take to go."""

_log = logging.getLogger(__name__)


class Running(QObject):
    """One run of the window."""

    def __init__(
        self,
        options: "WindowOptions",
        open_session: OpenSession,
        process: Process | None = None,
    ) -> None:
        self._app = _application()
        super().__init__()
        self._options = options
        self._process = process
        self._open_session = open_session
        self._session: Session | None = None
        self._code = DONE
        self._jobs = Jobs(self)
        self._collector = Collector(self)
        # opening the database and building the window go on side by side
        self._open()
        safe, reset = options.safe_mode, options.reset_window
        self._settings = Settings(options.settings, safe=safe, reset=reset)
        self._look = Look(self)
        self._look.apply(self._app, self._settings.theme)
        self._window = MainWindow(self._look, self._jobs, self._settings, _profile(options))
        self._window.first_list_shown.connect(self._on_first_list_shown)
        self._window.furnished.connect(self._collector.leave_out)
        self._window.retry_asked.connect(self._on_retry_asked)
        self._readiness = Readiness(self._window, self._jobs)
        self._care = Care(self._window, self._jobs, options.recovery, process)
        self._care.ended.connect(self._on_ended)
        self._app.commitDataRequest.connect(self.session_ends)
        if options.ready_file is not None:
            self._readiness.tell(options.ready_file, options.started)

    @property
    def window(self) -> MainWindow:
        """The window."""
        return self._window

    @property
    def desk(self) -> FaultDesk:
        """Where faults are reported."""
        return self._care.desk

    @property
    def jobs(self) -> Jobs:
        """The window's jobs."""
        return self._jobs

    def run(self) -> int:
        """Show the window and stay until it is closed."""
        self._collector.start()
        try:
            with Signals(self._on_signal), self._care.hooks():
                self._window.show()
                if self._process is not None:
                    Doorbell(self._process.instance, self._window, self._readiness)
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
        _log.info("the profile is open%s", ", with a sandbox" if session.sandbox else "")
        self._window.show_session(session)

    def _on_not_opened(self, error: Exception) -> None:
        refused = isinstance(error, StoreRefused)
        _log.error("the profile could not be opened: %s", error)
        self._code = REFUSED if refused else FAILURE
        sys.stderr.write(f"{error}\n")
        make = self._options.rescue if isinstance(error, StoreDamaged) else None
        rescue = make() if make is not None else None
        self._window.show_trouble(str(error), can_retry=not refused, rescue=rescue)
        self._care.look_back()

    @Slot()
    def _on_retry_asked(self) -> None:
        self._open()

    @Slot(int)
    def _on_first_list_shown(self, _rows: int) -> None:
        # the icon is drawn in seven sizes: first the list can be used
        steps = (lambda: self._app.setWindowIcon(application_icon()), self._care.look_back)
        Turns(self._window, steps)  # they go when it goes

    # the end

    def _on_signal(self, number: int) -> None:
        _log.info("ended by signal %d", number)
        if number == signal.SIGINT:
            self._code = INTERRUPTED
        self._window.quitting.insist()
        self._window.close()
        self._app.exit()  # quit would ask an open dialog first, which may want an answer

    def session_ends(self, _manager: object) -> None:
        """The desktop logs out: ask nothing, and keep what is entered before it takes us along."""
        _log.info("the session ends")
        self._window.quitting.insist()
        if self._window.context is not None:
            self._window.context.drafts.write()

    @Slot()
    def _on_ended(self) -> None:
        self._code = FAILURE
        self._app.exit()

    def _end(self) -> None:
        if self._process is not None:
            self._process.instance.close()
        self._care.close()
        self._settings.flush()
        if not self._jobs.shutdown(JOBS_S):
            _log.warning("work was still going on when the window closed")
        if self._session is not None:
            closing = threading.Thread(target=self._session.close, name="closing", daemon=True)
            closing.start()
            closing.join(CLOSE_S)


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
