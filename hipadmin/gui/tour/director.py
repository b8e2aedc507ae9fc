"""Plays a tour: one wait after the other, each with a limit; keeps pictures and a transcript."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from hipadmin.gui.jobs import JobContext, Jobs, Lane
from hipadmin.gui.tour import TRANSCRIPT
from hipadmin.gui.tour.hand import NotThere

LIMIT_S = 20.0
"""Seconds any one wait may take; the slowest is the sandbox's first answer."""
TICK_MS = 30
POSES = 3
"""Ticks a window has to come to rest before its picture is taken."""
_TIP = Qt.WindowType.ToolTip


@dataclass(frozen=True, slots=True)
class Begin:
    """A new step starts; ``title`` says what a person does in it."""

    title: str


@dataclass(frozen=True, slots=True)
class Until:
    """Wait until the window shows something. ``text`` says what."""

    text: str
    shown: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Confirm:
    """Wait until store or sandbox hold something; asked off the GUI thread, reading only."""

    text: str
    ask: Callable[[], bool]


class Outside(Confirm):
    """Somebody outside the window does something; also off the GUI thread, and until it works."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Keep a picture of the window and of what lies over it."""

    name: str


Scene = Begin | Until | Confirm | Picture


@dataclass(slots=True)
class Step:
    """One step in the transcript."""

    number: int
    title: str
    pictures: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    problem: str = ""


class Director(QObject):
    """Plays ``scenes`` and emits ``finished`` with whether every step was confirmed."""

    finished = Signal(bool)

    def __init__(
        self, scenes: Iterator[Scene], window: QWidget, jobs: Jobs, out: Path, theme: str
    ) -> None:
        super().__init__(window)
        self._scenes = scenes
        self._window = window
        self._jobs = jobs
        self._out = out
        self._theme = theme
        self._steps: list[Step] = []
        self._pictures = 0
        self._wait: Until | Confirm | None = None
        self._posing = ""
        self._deadline = 0.0
        self._asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    @property
    def problem(self) -> str:
        """What was not as it should be, and in which step; empty while all is well."""
        bad = next((step for step in self._steps if step.problem), None)
        return f"{bad.number} {bad.title}: {bad.problem}" if bad else ""

    def start(self) -> None:
        """Begin; ``finished`` follows."""
        self._timer.start()

    @Slot()
    def _on_tick(self) -> None:
        if self._posing:
            self._pose()
        elif self._wait is None:
            self._advance()
        elif time.monotonic() > self._deadline:
            self._fail(f"not within {LIMIT_S:.0f} s: {self._wait.text}")
        elif isinstance(self._wait, Until):
            self._look(self._wait)
        elif not self._asking:
            self._ask(self._wait)

    def _advance(self) -> None:
        try:
            scene = next(self._scenes)
        except StopIteration:
            self._end(True)
            return
        except (LookupError, ValueError) as error:
            self._fail(f"not to be seen: {error}")
            return
        if isinstance(scene, Begin):
            self._steps.append(Step(len(self._steps) + 1, scene.title))
        elif isinstance(scene, Picture):
            self._posing, self._poses = scene.name, POSES
        else:
            self._wait, self._deadline = scene, time.monotonic() + LIMIT_S

    def _pose(self) -> None:
        """Keep the picture once what has just come has been measured and laid out."""
        self._poses -= 1
        if not self._poses:
            name, self._posing = self._posing, ""
            lay_out()
            self._keep(name)
            if self.problem:
                self._end(False)

    def _look(self, wait: Until) -> None:
        try:
            shown = wait.shown()
        except NotThere:
            shown = False
        if shown:
            self._confirmed(wait.text)

    def _ask(self, wait: Confirm) -> None:
        self._asking = True

        def ask(_context: JobContext) -> bool:
            return wait.ask()

        self._jobs.run(
            ask, then=self._on_answered, failed=self._on_ask_failed, owner=self, lane=Lane.NET
        )

    def _on_answered(self, good: bool) -> None:
        self._asking = False
        if good and isinstance(self._wait, Confirm):
            self._confirmed(self._wait.text)

    def _on_ask_failed(self, error: Exception) -> None:
        self._asking = False
        self._fail(f"could not be confirmed: {error}")

    def _confirmed(self, text: str) -> None:
        self._steps[-1].confirmed.append(text)
        self._wait = None

    def _keep(self, name: str) -> None:
        self._pictures += 1
        if QApplication.activeModalWidget() is None:
            self._window.activateWindow()  # without a window manager nobody else does
        file = f"{self._pictures:02}-{name}.png"
        if picture(self._window).save(str(self._out / file)):
            self._steps[-1].pictures.append(file)
        else:
            self._not_written(file)

    def _not_written(self, file: str) -> None:
        step = self._steps[-1]
        step.problem = step.problem or f"{file} could not be written"

    def _fail(self, problem: str) -> None:
        if not self._steps:
            self._steps.append(Step(1, "start"))
        self._steps[-1].problem = problem
        self._keep("failed")
        self._end(False)

    def _end(self, good: bool) -> None:
        self._timer.stop()
        transcript = {
            "ok": good,
            "theme": self._theme,
            "steps": [asdict(step) for step in self._steps],
        }
        text = json.dumps(transcript, indent=2, ensure_ascii=False) + "\n"
        try:
            (self._out / TRANSCRIPT).write_text(text, encoding="utf-8")
        except OSError:
            self._not_written(TRANSCRIPT)
            good = False
        self.finished.emit(good)


def lay_out() -> None:
    """Do what layouts still have to do: on a busy machine a tick may come before it."""
    for _each in range(POSES):  # a layout inside of another one asks that one again
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def picture(window: QWidget) -> QPixmap:
    """The window with every other visible window of the program painted where it lies over it.

    What reaches below the window makes the picture taller.
    """
    others = [
        top
        for top in QApplication.topLevelWidgets()
        if top is not window and top.isVisible() and top.windowType() != _TIP
    ]
    places = [_place(window, top, _title(top)) for top in others]
    ends = [at.y() + top.height() + 1 for at, top in zip(places, others, strict=True)]
    base = _grown(window, max([window.height(), *ends]))
    painter = QPainter(base)
    for at, top in zip(places, others, strict=True):
        _paint_over(painter, window, top, at)
    painter.end()
    return base


def _grown(window: QWidget, height: int) -> QPixmap:
    grabbed = window.grab()
    base = QPixmap(QSize(window.width(), height) * grabbed.devicePixelRatio())
    base.setDevicePixelRatio(grabbed.devicePixelRatio())
    base.fill(window.palette().window().color())
    painter = QPainter(base)
    painter.drawPixmap(0, 0, grabbed)
    painter.end()
    return base


def _title(top: QWidget) -> int:
    """Give the height of a title bar of our own: pictures show no window manager's."""
    titled = top.windowType() in (Qt.WindowType.Dialog, Qt.WindowType.Window)
    return round(top.fontMetrics().height() * 2.25) if titled else 0


def _paint_over(painter: QPainter, window: QWidget, top: QWidget, at: QPoint) -> None:
    title = _title(top)
    painter.setPen(window.palette().mid().color())
    painter.setBrush(window.palette().window())
    painter.drawRect(at.x() - 1, at.y() - 1 - title, top.width() + 1, top.height() + title + 1)
    painter.drawPixmap(at, top.grab())
    if title:
        font = QFont(top.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(window.palette().windowText().color())
        bar = QRect(at.x(), at.y() - title, top.width(), title)
        painter.drawText(bar, Qt.AlignmentFlag.AlignCenter, top.windowTitle())


def _place(window: QWidget, top: QWidget, title: int) -> QPoint:
    """Where ``top`` lies over ``window``; centred where no window manager placed it."""
    at = top.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
    inside = window.rect().adjusted(0, title, -top.width(), -top.height())
    if inside.contains(at):
        return at
    left = (window.width() - top.width()) // 2
    above = (window.height() - top.height() - title) // 2
    return QPoint(max(0, left), max(0, above) + title)
