"""What the table of alerts shows, column by column."""

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.alert import Alert
from hipadmin.gui.models.alert_words import alert_mark, duration, is_muted, since
from hipadmin.gui.models.columns import ABSENT, CellKind, Column, Fit
from hipadmin.gui.words.texts import full_time

translate = QCoreApplication.translate


def alert_columns() -> tuple[Column[Alert], ...]:
    """State, Alert, Project, Since, Assigned, Mute until."""
    return (
        Column(
            "state",
            translate("Alerts", "State"),
            text=lambda alert: alert_mark(alert.state).word,
            kind=CellKind.STATE,
            state=lambda alert: alert_mark(alert.state),
            fit=Fit(give=0),
        ),
        Column(
            "alert",
            translate("Alerts", "Alert"),
            text=lambda alert: alert.title,
            tooltip=lambda alert: f"#{alert.number}  {alert.title}",
            strong=True,
            fit=Fit(least=10, most=40, give=1, stretch=True),
        ),
        Column(
            "project",
            translate("Alerts", "Project"),
            text=lambda alert: alert.project or ABSENT,
            muted=lambda _alert: True,
            fit=Fit(least=4, most=14, give=2, drop=3),
        ),
        Column(
            "since",
            translate("Alerts", "Since"),
            text=lambda alert: since(alert.opened_at),
            secondary=duration,
            tooltip=lambda alert: full_time(alert.opened_at),
            fit=Fit(least=7, give=3, drop=1),
        ),
        Column(
            "assigned",
            translate("Alerts", "Assigned"),
            text=lambda alert: alert.assignee or ABSENT,
            fit=Fit(least=4, most=12, give=2, drop=2),
        ),
        Column(
            "mute",
            translate("Alerts", "Mute until"),
            text=lambda a: since(a.muted_until) if a.muted_until and is_muted(a) else ABSENT,
            muted=lambda alert: not is_muted(alert),
            fit=Fit(give=0, drop=4),
        ),
    )
