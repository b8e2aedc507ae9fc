"""The whole window over a crowded store, and a way to act in it while a watchdog looks on."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import Shiboken

from hipadmin.app import build, clock
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.loading import make_room_for_classes
from hipadmin.gui.settings import Settings
from hipadmin.gui.theme import Look
from hipadmin.gui.threads.collector import Collector
from hipadmin.gui.threads.courtesy import short_turns
from hipadmin.gui.window import MainWindow
from hipadmin.services.sandbox_child import SandboxInfo
from hipadmin.services.session import Session
from hipadmin.store import open_store
from hipadmin.vault.session_vault import SessionVault
from tests.watchdog import Watchdog

PATIENCE_S = 60.0
TICK_MS = 10
QUIET_TICKS = 5
QUIET_S = 0.002
STOP_S = 5.0


@dataclass(frozen=True, slots=True)
class Until:
    """A step that does nothing but wait until ``happened`` answers True."""

    happened: Callable[[], bool]
    what: str


Step = Callable[[], object] | Until
Flow = Callable[["Stage"], Iterator[Step]]


class Stage:
    """A window over the store in ``folder``, whose integrations may post into ``sandbox``."""

    def __init__(self, folder: Path, sandbox: SandboxInfo) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.app, self.folder, self.sandbox = app, folder, sandbox
        self.store = open_store(folder / "hipadmin.db", clock=clock)
        self.vault = SessionVault("There is no keyring here.")
        self.services = build(self.store, self.vault)
        self.jobs = Jobs()
        self.look = Look()
        self.look.set_reduced_motion(True)
        self.look.apply(app, "light")
        self.window = MainWindow(self.look, self.jobs, Settings(folder / "window.ini"))
        self.watchdog = Watchdog()
        # as a window that runs does
        make_room_for_classes(Shiboken.Object)
        self._process = ExitStack()
        self._process.enter_context(short_turns())
        collector = Collector()
        collector.start()
        self.window.furnished.connect(collector.leave_out)
        self._process.callback(collector.stop)

    def close(self) -> None:
        """End everything; nothing of it goes on."""
        self.window.close()
        self.window.deleteLater()
        assert self.jobs.shutdown(STOP_S), "work went on after its flow"
        self.vault.close()
        self.store.close()
        self._process.close()

    def open(self) -> Watchdog:
        """Open the window; watch from the moment the first list has been painted."""
        self.window.resize(self.look.px(1200), self.look.px(760))
        self.window.show()
        session = Session(self.services, self.folder, self.sandbox, lambda: None)
        shown: list[bool] = []
        self.window.first_list_shown.connect(self.watchdog.forget)
        self.window.furnished.connect(lambda: shown.append(True))
        with self.watchdog.watching():
            self._settle([partial(self.window.show_session, session)], lambda: bool(shown))
        return self.watchdog

    def watch(self, flow: Flow) -> Watchdog:
        """Let a flow happen, every step from the event loop as a person's would."""
        with self.watchdog.watching():
            for step in flow(self):
                self.watchdog.go_on()
                if isinstance(step, Until):
                    self._settle([], step.happened, step.what)
                else:
                    self._settle([step])
        return self.watchdog

    def _settle(
        self,
        acts: list[Callable[[], object]],
        happened: Callable[[], bool] = lambda: True,
        what: str = "the window comes to rest",
    ) -> None:
        loop, settling = QEventLoop(), _Settling(self, acts, happened)
        settling.done = loop.quit
        settling.start()
        loop.exec()
        settling.stop()
        if settling.error is not None:
            raise settling.error
        assert settling.rested, f"waited in vain until {what}"


class _Settling(QObject):
    """Does what is to be done and waits until nothing goes on: no job, no timer, no painting."""

    def __init__(
        self, stage: Stage, acts: list[Callable[[], object]], happened: Callable[[], bool]
    ) -> None:
        super().__init__()
        self._stage = stage
        self._acts = acts
        self._happened = happened
        self._quiet = 0
        self.done: Callable[[], object] = lambda: None
        self.error: BaseException | None = None
        self.rested = False
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        """Begin."""
        self._end = time.monotonic() + PATIENCE_S
        self._cpu = time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _on_tick(self) -> None:
        try:
            self._look()
        except BaseException as error:
            self.error = error
            self.done()

    def _look(self) -> None:
        if self._acts:
            self._acts.pop(0)()
            return
        now = time.thread_time()
        still = now - self._cpu < QUIET_S and not self._stage.jobs.busy
        self._cpu = now
        self._quiet = self._quiet + 1 if still and self._happened() else 0
        self.rested = self._quiet >= QUIET_TICKS
        if self.rested or time.monotonic() > self._end:
            self.done()
