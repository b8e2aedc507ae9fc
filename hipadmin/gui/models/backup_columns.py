"""Columns of the list of backups."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.backup import Backup, Contents
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.columns import ABSENT, Column, Fit, state_column
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.gui.words.texts import full_time

translate = QCoreApplication.translate


def backup_columns() -> Sequence[Column[Backup]]:
    """When it was made, how many live rows of each kind it has, and whether it can be restored."""
    return (
        Column(
            "made",
            translate("Backups", "Made"),
            lambda row: f"{row.at.astimezone():%Y-%m-%d %H:%M}",
            sort=lambda row: row.at,
            tooltip=lambda row: full_time(row.at),
            strong=True,
            fit=Fit(give=0),
        ),
        _count("integrations", translate("Backups", "Integrations"), lambda c: c.integrations),
        _count("subscriptions", translate("Backups", "Subscriptions"), lambda c: c.subscriptions),
        _count(
            "notifications", translate("Backups", "Room notifications"), lambda c: c.notifications
        ),
        state_column(_state),
    )


def _count(key: str, title: str, number: Callable[[Contents], int]) -> Column[Backup]:
    def text(row: Backup) -> str:
        return ABSENT if row.contents is None else str(number(row.contents))

    def sort(row: Backup) -> int:
        return -1 if row.contents is None else number(row.contents)

    return Column(key, title, text, sort=sort, muted=lambda row: row.contents is None)


def _state(row: Backup) -> StateMark:
    if row.trouble:
        return StateMark(Icon.ALERT_CIRCLE, Tone.WARN, translate("Backups", "Unusable"))
    return StateMark(Icon.CHECK_CIRCLE, Tone.OK, translate("Backups", "OK"))
