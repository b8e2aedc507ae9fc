"""How long the window's thread stands still while Activity is used on a large store."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hipadmin.app import build, clock
from hipadmin.gui.context import Context
from hipadmin.gui.drafts.keeper import Drafts
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.pages.activity import ActivityPage
from hipadmin.gui.settings import Settings
from hipadmin.gui.theme import Look
from hipadmin.gui.watch import Watch
from hipadmin.store import open_store
from hipadmin.vault.session_vault import SessionVault
from tests.gui.wishes import Wishes

TICK_MS = 2
LIMIT_S = 30.0


class Pulse(QObject):
    """A timer whose longest pause is the longest stall."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def during(self, act: Callable[[], object], done: Callable[[], bool]) -> float:
        """Seconds of the longest pause from ``act`` until ``done``."""
        self.longest, self._last = 0.0, time.perf_counter()
        end = self._last + LIMIT_S
        act()
        while not done():
            if time.perf_counter() > end:
                raise SystemExit("the window never came to it")
            QTest.qWait(TICK_MS)
        return self.longest


def stalls(path: Path, subscription_id: str) -> dict[str, float]:
    """Seconds of the longest stall by act."""
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    look, jobs, owner = Look(), Jobs(), QObject()
    look.apply(app, "light")
    store, vault = open_store(path, clock=clock), SessionVault("")
    settings = Settings(path.with_suffix(".ini"))
    watch = Watch(store.revisions, store.first_revisions, jobs, owner)
    drafts = Drafts(path.parent, jobs, owner)
    services = build(store, vault)
    page = ActivityPage(Context(services, jobs, look, settings, watch, Wishes(), None, drafts))
    page.resize(look.px(1200), look.px(760))
    page.show_subscription(subscription_id)
    page.show()
    try:
        return _use(page, jobs)
    finally:
        page.deleteLater()
        jobs.shutdown(LIMIT_S)
        vault.close()
        store.close()


def _use(page: ActivityPage, jobs: Jobs) -> dict[str, float]:
    pulse, search = Pulse(), page.head.search
    assert search is not None

    def idle() -> bool:
        return not jobs.busy

    def end() -> None:
        QTest.keyClick(page.table, Qt.Key.Key_End)

    found = {"opening": pulse.during(page.activate, idle)}
    found["a page further, the slowest of 20"] = max(pulse.during(end, idle) for _ in range(20))
    found["typing a search that finds nothing"] = pulse.during(
        lambda: QTest.keyClicks(search, "nothing such"),
        lambda: idle() and not page._typing.isActive(),
    )
    found["clearing it"] = pulse.during(
        search.clear, lambda: idle() and not page._typing.isActive()
    )
    return found
