"""Columns of the list of subscriptions."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from hipadmin.gui.delegates.names import joined
from hipadmin.gui.models.columns import CellKind, Column, Fit
from hipadmin.gui.words.kinds import kind_icon, kind_name
from hipadmin.services.views import SubscriptionRow

translate = QCoreApplication.translate


def subscription_columns() -> Sequence[Column[SubscriptionRow]]:
    """Name with the kind's icon, kind, what it uses, and through how many room notifications."""
    return (
        Column(
            "name",
            translate("Subscriptions", "Name"),
            lambda row: row.subscription.name,
            icon=lambda row: kind_icon(row.subscription.kind),
            strong=True,
            fit=Fit(least=8, give=3),
        ),
        Column(
            "kind",
            translate("Subscriptions", "Kind"),
            lambda row: kind_name(row.subscription.kind),
            fit=Fit(give=2, drop=2),
        ),
        Column(
            "integrations",
            translate("Subscriptions", "Integrations"),
            _integrations,
            kind=CellKind.NAMES,
            names=lambda row: row.integrations,
            muted=lambda row: not row.integrations,
            tooltip=lambda row: "\n".join(row.integrations),
            fit=Fit(most=32.0, give=4, drop=1),
        ),
        Column(
            "notifications",
            translate("Subscriptions", "Room notifications"),
            lambda row: notifications_count(row.notifications),
            sort=lambda row: row.notifications,
            muted=lambda row: not row.notifications,
            fit=Fit(give=0, stretch=True),
        ),
    )


def notifications_count(count: int) -> str:
    """How many room notifications there are, in words."""
    if not count:
        return translate("Count", "None yet")
    if count == 1:
        return translate("Count", "1 room notification")
    return translate("Count", "{count} room notifications").format(count=count)


def _integrations(row: SubscriptionRow) -> str:
    return joined(row.integrations) or translate("Subscriptions", "No integration yet")
