"""Writes what Activity shows to a CSV file: events with their verdicts, or messages."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from hipadmin.domain.activity import DeliveryFilter, EventFilter
from hipadmin.gui.acts.csv_export import CsvExport
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import JobContext
from hipadmin.gui.widgets.work_bar import WorkBar

Progress = Callable[[int, int], None]


class ActivityExport(CsvExport):
    """Asks for a file and fills it."""

    def __init__(self, context: Context, bar: WorkBar, page: QWidget) -> None:
        super().__init__(context, bar, page, "hipadmin-activity")

    def ask(self, wanted: EventFilter) -> None:
        """Let a person choose where it goes, and whether events or messages are written."""
        events = self.tr("Events with their verdicts (*.csv)")
        messages = self.tr("Messages and what became of them (*.csv)")

        def write(path: Path, kind: str) -> None:
            if kind == messages:
                self.write_messages(path, wanted)
            else:
                self.write_events(path, wanted)

        self.choose(self.tr("Export activity"), write, (events, messages))

    def write_events(self, path: Path, wanted: EventFilter) -> None:
        """Write the events ``wanted`` to ``path``."""
        activity = self._context.services.activity

        def save(job: JobContext, progress: Progress) -> int:
            # written once in a while
            from hipadmin.services.history.activity_csv import save_events

            return save_events(
                *(path, activity, wanted), translate=_translate, progress=progress, cancel=job
            )

        one = self.tr("Exported 1 event to {path}.")
        self.run(save, path, one, self.tr("Exported {count} events to {path}."))

    def write_messages(self, path: Path, wanted: EventFilter) -> None:
        """Write the messages to ``path`` that subscription, state, room, period, words ask for."""
        activity, filter_ = self._context.services.activity, _of_messages(wanted)

        def save(job: JobContext, progress: Progress) -> int:
            from hipadmin.services.history.activity_csv import save_deliveries

            return save_deliveries(
                *(path, activity, filter_), translate=_translate, progress=progress, cancel=job
            )

        one = self.tr("Exported 1 message to {path}.")
        self.run(save, path, one, self.tr("Exported {count} messages to {path}."))


def _of_messages(wanted: EventFilter) -> DeliveryFilter:
    return DeliveryFilter(
        subscription_id=wanted.subscription_id,
        room=wanted.room,
        event_states=wanted.states,
        passed=wanted.passed,
        states=wanted.deliveries,
        text=wanted.text,
        since=wanted.since,
        until=wanted.until,
    )


def _translate(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)
