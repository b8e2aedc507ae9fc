"""Activity as CSV: events with their verdicts, deliveries with their fate."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from hipadmin.domain.activity import DeliveryFilter, DeliveryRow, EventFilter
from hipadmin.domain.ports import Cancel
from hipadmin.services.configuration.change_words import Translate, english
from hipadmin.services.files.csv_files import Counted, Progress, save_rows
from hipadmin.services.history.activity import Activity, EventLine


def _silent(_done: int, _total: int) -> None:
    """For callers that show no progress."""


def save_events(
    path: Path,
    activity: Activity,
    wanted: EventFilter,
    *,
    translate: Translate = english,
    progress: Progress = _silent,
    cancel: Cancel | None = None,
) -> int:
    """Write the events ``wanted`` to ``path``; give how many.

    How many there are is not known before: ``progress`` hears what is done as the whole as well.
    Raises UnwritableFile, StoreTrouble, and what ``progress`` raises; then ``path`` is as before.
    """
    counted = Counted(0, progress)
    lines = counted.over(activity.every_event(wanted, cancel))
    save_rows(path, _event_heads(translate), (_event_cells(line, translate) for line in lines))
    return counted.done


def save_deliveries(
    path: Path,
    activity: Activity,
    wanted: DeliveryFilter,
    *,
    translate: Translate = english,
    progress: Progress = _silent,
    cancel: Cancel | None = None,
) -> int:
    """Write the deliveries ``wanted`` to ``path``; as ``save_events``."""
    counted = Counted(0, progress)
    rows = counted.over(activity.every_delivery(wanted, cancel))
    save_rows(path, _delivery_heads(translate), (_delivery_cells(row) for row in rows))
    return counted.done


def _event_heads(translate: Translate) -> list[str]:
    return [
        translate("Activity", "Number"),
        translate("Activity", "Received (UTC)"),
        translate("Activity", "Time (UTC)"),
        translate("Activity", "State"),
        translate("Activity", "Title"),
        translate("Activity", "Project"),
        translate("Activity", "Branch"),
        translate("Activity", "Severity"),
        translate("Activity", "By"),
        translate("Activity", "Source"),
        translate("Activity", "Link"),
        translate("Activity", "Alert"),
        translate("Activity", "Verdicts"),
    ]


def _event_cells(line: EventLine, translate: Translate) -> list[str]:
    row = line.row
    return [
        str(row.id),
        _time(row.received_at),
        _time(row.at),
        row.state.value,
        row.title,
        row.project,
        row.branch,
        row.severity,
        row.actor,
        row.kind,
        row.link,
        str(row.alert or ""),
        "\n".join(_verdicts(line, translate)),
    ]


def _verdicts(line: EventLine, translate: Translate) -> Iterator[str]:
    for named in line.verdicts:
        where = ", ".join(name for name in (named.notification, named.room) if name)
        yield f"{where}: {named.verdict.text or translate('Activity', 'Sent.')}"


def _delivery_heads(translate: Translate) -> list[str]:
    return [
        translate("Activity", "Number"),
        translate("Activity", "Made (UTC)"),
        translate("Activity", "State"),
        translate("Activity", "Cause"),
        translate("Activity", "Title"),
        translate("Activity", "Room"),
        translate("Activity", "Room notification"),
        translate("Activity", "Attempts"),
        translate("Activity", "Ended (UTC)"),
        translate("Activity", "Possible duplicate"),
        translate("Activity", "Event"),
        translate("Activity", "In digest"),
    ]


def _delivery_cells(row: DeliveryRow) -> list[str]:
    return [
        str(row.id),
        _time(row.created_at),
        row.state.value,
        row.cause.value if row.cause else "",
        row.title,
        row.room,
        row.notification,
        str(row.tried),
        _time(row.settled_at),
        "1" if row.duplicate else "",
        str(row.event_id or ""),
        str(row.merged_into or ""),
    ]


def _time(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if at else ""
