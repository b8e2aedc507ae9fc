"""Columns of the table of room notifications in a subscription's settings."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.health import Health, OffCause
from hipadmin.gui.delegates.names import joined
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.columns import CellKind, Column, Fit, state_column, switch_column
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.words.texts import result_age, result_copied, result_fact, result_tip, state_mark
from hipadmin.services.views import NotificationRow

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class NotificationLine:
    """A row as this table shows it: ``deleting`` puts the trash mark at its integration."""

    row: NotificationRow
    deleting: bool = False
    busy: bool = False

    @property
    def id(self) -> str:
        """The notification's id."""
        return self.row.id

    @property
    def name(self) -> str:
        """The notification's name."""
        return self.row.notification.name


def notification_columns() -> Sequence[Column[NotificationLine]]:
    """On, Name, Integration, Rooms, Filter, Last result, Status."""
    return (
        switch_column(
            lambda line: line.name,
            lambda line: line.row.notification.enabled,
            effective=_effective,
            busy=lambda line: line.busy,
            title=translate("Notifications", "On"),
        ),
        _name_column(),
        _integration_column(),
        rooms_column(),
        filter_column(),
        Column(
            "result",
            translate("Notifications", "Last result"),
            lambda line: result_fact(line.row.last),
            sort=_when,
            secondary=lambda line: result_age(line.row.last),
            muted=lambda line: line.row.last is None,
            tooltip=lambda line: result_tip(line.row.last),
            copied=lambda line: result_copied(line.row.last),
            fit=Fit(least=8, give=2, drop=2),
        ),
        status_column(),
    )


def plain_notification_columns() -> Sequence[Column[NotificationLine]]:
    """Name, Integration, Rooms, Filter, Status: for a look at another page's notifications."""
    return (
        _name_column(),
        _integration_column(),
        rooms_column(),
        filter_column(),
        status_column(),
    )


def _name_column() -> Column[NotificationLine]:
    return Column(
        "name",
        translate("Notifications", "Name"),
        lambda line: line.name,
        strong=True,
        fit=Fit(least=8),
    )


def rooms_column() -> Column[NotificationLine]:
    """Make the column of rooms; "All rooms" stands for present and future ones."""
    return Column(
        "rooms",
        translate("Notifications", "Rooms"),
        _rooms,
        kind=CellKind.NAMES,
        names=lambda line: () if line.row.notification.rooms.every else line.row.rooms,
        tooltip=lambda line: "\n".join(line.row.rooms),
        muted=lambda line: not line.row.rooms,
        fit=Fit(least=6, give=3, drop=1),
    )


def filter_column() -> Column[NotificationLine]:
    """Make the column that marks a policy."""
    return Column(
        "filter",
        translate("Notifications", "Filter"),
        _filter,
        icon=lambda line: Icon.FUNNEL if line.row.notification.policy else None,
        muted=lambda _line: True,
        fit=Fit(give=0, drop=3),
    )


def status_column() -> Column[NotificationLine]:
    """Make the column of effective states."""
    return state_column(
        lambda line: state_mark(line.row.state), title=translate("Notifications", "Status")
    )


def _integration_column() -> Column[NotificationLine]:
    return Column(
        "integration",
        translate("Notifications", "Integration"),
        lambda line: line.row.integration.name,
        icon=lambda line: Icon.TRASH if line.deleting else None,
        icon_tone=lambda line: Tone.INFO if line.deleting else None,
        accessible=_integration_said,
        fit=Fit(least=8, give=2),
    )


def _integration_said(line: NotificationLine) -> str:
    name = line.row.integration.name
    if not line.deleting:
        return name
    return translate("Notifications", "{name}, being deleted").format(name=name)


def _rooms(line: NotificationLine) -> str:
    if line.row.notification.rooms.every:
        if not line.row.rooms:
            return translate("Notifications", "No room yet")
        own = line.row.notification.rooms.own
        return joined([translate("Notifications", "All rooms"), *own])
    return joined(line.row.rooms)


def _filter(line: NotificationLine) -> str:
    return translate("Notifications", "Policy") if line.row.notification.policy else ""


def _effective(line: NotificationLine) -> bool:
    """Whether on means on: something above or below it may be off."""
    state = line.row.state
    return state.health is not Health.OFF or state.cause is OffCause.ITSELF


def _when(line: NotificationLine) -> float:
    return line.row.last.at.timestamp() if line.row.last else 0.0


def count_text(shown: int, total: int, subscription: str) -> str:
    """How many room notifications a subscription has, and how many of them are shown."""
    if not total:
        return ""
    if shown != total:
        text = translate("Notifications", "{shown} of {total} room notifications of {name}")
    elif total == 1:
        text = translate("Notifications", "1 room notification of {name}")
    else:
        text = translate("Notifications", "{total} room notifications of {name}")
    return text.format(shown=shown, total=total, name=subscription)
