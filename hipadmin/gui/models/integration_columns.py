"""What the tables of the page Integrations show, column by column."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.health import Health, RoomResult
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.columns import (
    CellKind,
    Column,
    Fit,
    link_column,
    state_column,
    switch_column,
)
from hipadmin.gui.words.texts import (
    integration_mark,
    result_age,
    result_copied,
    result_fact,
    result_tip,
    state_mark,
    subscriptions_count,
)
from hipadmin.services.views import IntegrationRow, NotificationRow, RoomRow

translate = QCoreApplication.translate

Busy = Callable[[str], bool]
"""Whether the switch of the thing with this id is on its way."""

_USED, _TYPE = Fit(least=8, give=2, drop=3), Fit(give=0, drop=4)
_RESULT = Fit(least=8, give=2, drop=1)


def integration_columns(
    busy: Busy, *more: Column[IntegrationRow]
) -> tuple[Column[IntegrationRow], ...]:
    """On, Name, Type, Rooms, Used by, Last result, ``more``, Status."""
    return (
        switch_column(
            lambda row: row.integration.name,
            lambda row: row.integration.enabled,
            effective=lambda row: row.state.health is not Health.OFF,
            busy=lambda row: busy(row.id),
            title=translate("Integrations", "On"),
        ),
        Column(
            "name",
            translate("Integrations", "Name"),
            text=lambda row: row.integration.name,
            strong=True,
            fit=Fit(least=12, give=4),  # a very long name makes room for the facts first
        ),
        Column(
            "type",
            translate("Integrations", "Type"),
            text=lambda _row: translate("Integrations", "HipChat"),
            muted=lambda _row: True,
            fit=_TYPE,
        ),
        _rooms_column(),
        Column(
            "used_by",
            translate("Integrations", "Used by"),
            text=lambda row: subscriptions_count(row.used_by),
            muted=lambda row: not row.used_by,
            sort=lambda row: row.used_by,
            fit=_USED,
        ),
        _result_column(lambda row: row.last),
        *more,
        state_column(
            lambda row: integration_mark(row.state, row.token_ends),
            title=translate("Integrations", "Status"),
        ),
    )


def _rooms_column() -> Column[IntegrationRow]:
    def names(row: IntegrationRow) -> tuple[str, ...]:
        return tuple(room.shown for room in row.integration.rooms)

    return Column(
        "rooms",
        translate("Integrations", "Rooms"),
        text=lambda row: ", ".join(names(row)) or translate("Integrations", "No room yet"),
        kind=CellKind.NAMES,
        names=names,
        muted=lambda row: not row.integration.rooms,
        sort=lambda row: tuple(name.casefold() for name in names(row)),
        fit=Fit(least=6, give=3, drop=2),
    )


def _result_column(last: Callable[[IntegrationRow], RoomResult | None]) -> Column[IntegrationRow]:
    return Column(
        "last_result",
        translate("Integrations", "Last result"),
        text=lambda row: result_fact(last(row)),
        secondary=lambda row: result_age(last(row)),
        muted=lambda row: last(row) is None,
        tooltip=lambda row: result_tip(last(row)),
        copied=lambda row: result_copied(last(row)),
        sort=lambda row: _moment(last(row)),
        fit=_RESULT,
    )


def _moment(result: RoomResult | None) -> float:
    return result.at.timestamp() if result else 0.0


def room_columns(busy: Busy) -> tuple[Column[RoomRow], ...]:
    """On, Room, Status: the card of one integration's rooms."""
    return (
        switch_column(
            lambda row: row.room.shown,
            lambda row: row.room.enabled,
            effective=lambda row: row.state.health is not Health.OFF,
            busy=lambda row: busy(row.room.id),
            title=translate("Integrations", "On"),
        ),
        Column(
            "room",
            translate("Integrations", "Room"),
            text=lambda row: row.room.shown,
            secondary=lambda row: row.room.room if row.room.name not in ("", row.room.room) else "",
            tooltip=_room_tip,
            strong=True,
            fit=Fit(least=5, give=1),
        ),
        state_column(lambda row: state_mark(row.state), title=translate("Integrations", "Status")),
    )


def _room_tip(row: RoomRow) -> str:
    label = (
        translate("Integrations", "Sends as “{label}”").format(label=row.info.label)
        if row.info
        else ""
    )
    return "\n".join(part for part in (label, result_tip(row.result)) if part)


def notification_columns(busy: Busy) -> tuple[Column[NotificationRow], ...]:
    """On, Name, Subscription, Rooms, Filter, Status and two acts."""
    return (
        switch_column(
            lambda row: row.notification.name,
            lambda row: row.notification.enabled,
            effective=lambda row: row.state.health is not Health.OFF,
            busy=lambda row: busy(row.id),
            title=translate("Integrations", "On"),
        ),
        Column(
            "name",
            translate("Integrations", "Name"),
            text=lambda row: row.notification.name,
            strong=True,
            fit=Fit(least=8, give=1),
        ),
        Column(
            "subscription",
            translate("Integrations", "Subscription"),
            text=lambda row: row.subscription.name,
            muted=lambda _row: True,
            fit=Fit(least=5, give=2, drop=1),
        ),
        _where_column(),
        Column(
            "filter",
            translate("Integrations", "Filter"),
            text=lambda row: _filter(row),
            icon=lambda row: Icon.FUNNEL if row.notification.policy else None,
            muted=lambda _row: True,
            fit=Fit(give=0, drop=3),
        ),
        state_column(lambda row: state_mark(row.state), title=translate("Integrations", "Status")),
        link_column("edit", translate("Integrations", "Edit"), lambda row: row.notification.name),
        link_column("test", translate("Integrations", "Test"), lambda row: row.notification.name),
    )


def _where_column() -> Column[NotificationRow]:
    def names(row: NotificationRow) -> tuple[str, ...]:
        choice = row.notification.rooms
        if choice.every:
            return (translate("Integrations", "All rooms"), *choice.own)
        return row.rooms

    return Column(
        "rooms",
        translate("Integrations", "Rooms"),
        text=lambda row: ", ".join(names(row)),
        kind=CellKind.NAMES,
        names=names,
        muted=lambda _row: True,
        tooltip=lambda row: ", ".join(row.rooms),
        fit=Fit(least=6, give=3, drop=2),
    )


def _filter(row: NotificationRow) -> str:
    return translate("Integrations", "Policy") if row.notification.policy else ""
