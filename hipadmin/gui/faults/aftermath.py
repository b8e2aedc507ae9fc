"""What a fault leaves for a person to see: in this run, and at the start after a bad end."""

from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal, Slot

from hipadmin.gui.faults.fault_desk import FaultDesk, Report
from hipadmin.gui.jobs import Jobs, Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.message_bar import Act, Message
from hipadmin.gui.window import MainWindow
from hipadmin.gui.words.texts import full_time
from hipadmin.recovery.places import Recovery
from hipadmin.recovery.report_folder import Filed

_BAR = "fault"

Shown = tuple[str, str]
"""When a report was made, and its text."""


@dataclass(frozen=True, slots=True)
class _Left:
    """What earlier runs left: reports nobody was told of, with their texts."""

    filed: tuple[Filed, ...]
    shown: tuple[Shown, ...]
    often: bool


class Aftermath(QObject):
    """Says in a bar what happened and shows the reports; each is told once.

    Signals:
        restart_asked: hipadmin shall start again without what the window remembered.
    """

    restart_asked = Signal()

    def __init__(self, desk: FaultDesk, recovery: Recovery, window: MainWindow, jobs: Jobs) -> None:
        super().__init__(window)
        self._recovery = recovery
        self._window = window
        self._jobs = jobs
        self._filed: list[Filed] = []
        self._shown: list[Shown] = []
        desk.reported.connect(self._on_reported)

    # in this run

    @Slot(object)
    def _on_reported(self, report: Report) -> None:
        at = report.filed.at if report.filed else datetime.now(UTC)
        self._shown.insert(0, (full_time(at), report.text))
        if report.filed is not None:
            self._filed.append(report.filed)
        self._say(
            self.tr("hipadmin made a mistake."),
            self.tr("What is stored is as it was. The report says where it happened."),
        )

    # from earlier runs

    def look(self) -> None:
        """Look for what earlier runs left; read off the GUI thread."""
        self._jobs.run(
            lambda _job: self._read(),
            then=self._on_read,
            failed=self._window.navigator.explain,
            lane=Lane.FILES,
            owner=self,
        )

    def _read(self) -> _Left:
        reports = self._recovery.reports
        from hipadmin.recovery.native_traces import collect

        collect(reports, self._recovery.facts)
        new = tuple(reports.new())
        shown = tuple((full_time(f.at), reports.read(f)) for f in new)
        return _Left(new, shown, reports.ended_often(datetime.now(UTC)))

    def _on_read(self, left: _Left) -> None:
        if not left.filed:
            return
        self._filed += left.filed
        self._shown += left.shown
        if not any(filed.ended for filed in left.filed):
            self._say(
                self.tr("hipadmin made a mistake in its last run."),
                self.tr("The report says where it happened."),
            )
        elif left.often:
            self._say(
                self.tr("hipadmin ended unexpectedly, again."),
                self.tr("Safe mode starts without the sizes and choices the window remembered."),
                Act(self.tr("Restart in safe mode"), self.restart_asked.emit),
            )
        else:
            self._say(
                self.tr("hipadmin ended unexpectedly."),
                self.tr("What was saved is there. The report says what happened."),
            )

    # the bar

    def _say(self, cause: str, text: str, *more: Act) -> None:
        acts = (
            Act(self.tr("Show report"), self._show),
            *more,
            Act(self.tr("Close"), self._told),
        )
        self._window.messages.show_bar(_BAR, Message(Tone.DANGER, cause, text, acts))

    def _show(self) -> None:
        from hipadmin.gui.dialogs.crash_report import CrashReportDialog

        folder = self._recovery.reports.folder if self._filed else None
        dialog = CrashReportDialog(self._window.look, self._shown, folder, self._window)
        self._told()
        dialog.open()

    def _told(self) -> None:
        self._window.messages.clear(_BAR)
        filed, self._filed, self._shown = self._filed, [], []
        mark = self._recovery.reports.told

        def work(_job: object) -> None:
            for report in filed:
                mark(report)

        self._jobs.run(work, failed=self._window.navigator.explain, lane=Lane.FILES, owner=self)
