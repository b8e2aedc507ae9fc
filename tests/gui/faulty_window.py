"""The real window over a folder, with faults of the kinds asked for once its list is shown.

`python -m tests.gui.faulty_window FOLDER KIND …`; it closes itself when they are reported.
"""

import ctypes
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hipadmin.app import clock, open_window_profile, recovery
from hipadmin.domain.token import Secret
from hipadmin.gui.application import WindowOptions
from hipadmin.gui.instance.single import Instance, claim
from hipadmin.gui.instance.wire import Wish
from hipadmin.gui.loading import load_qt
from hipadmin.gui.process import Process
from hipadmin.profiles import Profile
from hipadmin.recovery.log_file import LogFile

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

TOKEN = "CanaryAbCdEfGhIjKlMnOpQrStUvWxYz01234567"  # 40 characters, like HipChat's
SHOWN: list[object] = []
KEPT = Secret("plainlettersofakeptsecret")
LOCAL = "anotherplainword"
SAID = f"no room for {TOKEN} and {KEPT.reveal()} in {Path.home()}/ops of alice"


class Broken:
    def __del__(self) -> None:
        password = LOCAL
        raise LookupError(f"{SAID} {password}")


def in_slot() -> None:
    my_token = LOCAL
    raise ValueError(f"{SAID} {my_token}")


def in_thread() -> None:
    def work() -> None:
        room_secret = LOCAL
        raise KeyError(SAID, room_secret)

    threading.Thread(target=work, name="relay-0").start()


def in_memory() -> None:
    raise MemoryError(SAID)


def critical() -> None:
    from PySide6.QtCore import qCritical

    qCritical(SAID)


def fatal() -> None:
    from PySide6.QtCore import qFatal

    qFatal(f"no room for {TOKEN} of alice")  # the text itself comes as a warning before it


def native() -> None:
    room_token = TOKEN
    assert room_token
    ctypes.string_at(0)


class Untellable(Exception):
    """One that fails once more when it is to be told."""

    def __str__(self) -> str:
        raise SystemExit(SAID)


def second() -> None:
    raise Untellable


def show(widget: "QWidget") -> None:
    """Beside the window, which is the last one all the same."""
    from PySide6.QtCore import Qt, QTimer

    widget.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
    SHOWN.append(widget)
    QTimer.singleShot(0, widget.show)  # by Qt alone: by two ways the same fault is two


def in_painting() -> None:
    from PySide6.QtWidgets import QWidget

    class Canvas(QWidget):
        def paintEvent(self, _event: object) -> None:
            paint_token = LOCAL
            raise RuntimeError(f"{SAID} {paint_token}")

    show(Canvas())


def in_model() -> None:
    from PySide6.QtCore import QAbstractListModel
    from PySide6.QtWidgets import QListView

    class Rows(QAbstractListModel):
        def rowCount(self, _parent: object = None) -> int:
            return 1

        def data(self, _index: object, _role: int = 0) -> object:
            raise IndexError(SAID)

    view = QListView()
    view.setModel(Rows(view))
    show(view)


def in_delegate() -> None:
    from PySide6.QtCore import QStringListModel
    from PySide6.QtWidgets import QListView, QStyledItemDelegate

    class Drawn(QStyledItemDelegate):
        def paint(self, *_given: object) -> None:
            raise AttributeError(SAID)

    view = QListView()
    view.setModel(QStringListModel(["one"], view))
    view.setItemDelegate(Drawn(view))
    show(view)


def in_filter() -> None:
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication

    class Filter(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.User:
                raise OverflowError(SAID)
            return False

    watched = QObject()
    watched.installEventFilter(Filter(watched))
    SHOWN.append(watched)
    QApplication.postEvent(watched, QEvent(QEvent.Type.User))


def in_timer() -> None:
    from PySide6.QtCore import QTimer

    def tick() -> None:
        raise ZeroDivisionError(SAID)

    timer = QTimer(interval=1)
    timer.timeout.connect(tick)
    timer.start()
    SHOWN.append(timer)


def in_job() -> None:
    from PySide6.QtWidgets import QApplication

    from hipadmin.gui.window import MainWindow

    def work(_job: object) -> None:
        raise EOFError(SAID)

    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow) and window.context is not None:
            window.context.jobs.run(work, owner=window)


KINDS: dict[str, Callable[[], object]] = {
    "slot": in_slot,
    "thread": in_thread,
    "tidying": lambda: Broken() and None,
    "critical": critical,
    "fatal": fatal,
    "native": native,
    "memory": in_memory,
    "second": second,
    "painting": in_painting,
    "model": in_model,
    "delegate": in_delegate,
    "filter": in_filter,
    "timer": in_timer,
    "job": in_job,
}


def main(folder: Path, kinds: list[str]) -> int:
    load_qt()
    from PySide6.QtCore import QTimer

    from hipadmin.gui.running import Running

    profile = Profile(folder)
    profile.make_folder()
    places = recovery(profile)
    instance = claim(profile.folder, Wish())
    assert isinstance(instance, Instance)
    process = Process(instance, places.native_watch(), LogFile(places.logs))
    process.begin()
    options = WindowOptions(places, profile.settings, False, "", None, clock())
    running = Running(options, lambda: open_window_profile(profile), process)
    waiting = list(kinds)

    def next_one(*_said: object) -> None:
        if waiting:
            QTimer.singleShot(0, KINDS[waiting.pop(0)])
        else:
            running.window.close()

    running.desk.reported.connect(next_one)
    # the second look of every run: what it notes of itself is written before the first fault
    running.window.first_list_shown.connect(lambda _rows: running.jobs.idle.connect(begin))

    def begin() -> None:
        running.jobs.idle.disconnect(begin)
        next_one()

    code = running.run()
    process.end()
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
