"""Alerts in the window's words."""

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QLocale

from hipadmin.domain.alert import Alert, AlertState
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import StateMark, Tone

translate = QCoreApplication.translate


def alert_word(state: AlertState) -> str:
    """The state of an alert."""
    return {
        AlertState.OPEN: translate("Alerts", "open"),
        AlertState.ACKNOWLEDGED: translate("Alerts", "acknowledged"),
        AlertState.CLOSED: translate("Alerts", "closed"),
    }[state]


def alert_mark(state: AlertState) -> StateMark:
    """How the state of an alert looks and reads; only an open one is loud."""
    icon, tone = {
        AlertState.OPEN: (Icon.BELL_RING, Tone.DANGER),
        AlertState.ACKNOWLEDGED: (Icon.EYE_CHECK, Tone.INFO),
        AlertState.CLOSED: (Icon.CHECK, Tone.NEUTRAL),
    }[state]
    return StateMark(icon, tone, alert_word(state), loud=state is AlertState.OPEN)


def since(at: datetime, now: datetime | None = None) -> str:
    """A moment: the time of day if it is today, the weekday before it within a week, else a day."""
    local, today = at.astimezone(), (now or datetime.now(at.tzinfo)).astimezone()
    days = (today.date() - local.date()).days
    if not days:
        return f"{local:%H:%M}"
    locale = QLocale()
    if 0 < days < 7:
        day = locale.standaloneDayName(local.isoweekday(), QLocale.FormatType.ShortFormat)
        return f"{day} {local:%H:%M}"
    month = locale.standaloneMonthName(local.month, QLocale.FormatType.ShortFormat)
    year = f" {local.year}" if local.year != today.year else ""
    return f"{local.day} {month}{year} {local:%H:%M}"


def lasted(span: timedelta) -> str:
    """How long something lasted: "< 1 min", "40 min", "2 h 26 min", "3 days"."""
    minutes = max(int(span.total_seconds() // 60), 0)
    if not minutes:
        return translate("Alerts", "< 1 min")
    hours, days = minutes // 60, minutes // (24 * 60)
    if days > 1:
        return translate("Alerts", "{count} days").format(count=days)
    if hours and minutes % 60:
        return translate("Alerts", "{hours} h {minutes} min").format(
            hours=hours, minutes=minutes % 60
        )
    if hours:
        return translate("Alerts", "{hours} h").format(hours=hours)
    return translate("Alerts", "{minutes} min").format(minutes=minutes)


def duration(alert: Alert, now: datetime | None = None) -> str:
    """How long an alert lasts or lasted."""
    end = alert.closed_at or now or datetime.now(alert.opened_at.tzinfo)
    return lasted(end - alert.opened_at)


def is_muted(alert: Alert, now: datetime | None = None) -> bool:
    """Whether its repeats are silenced now."""
    return alert.is_muted(now or datetime.now(alert.opened_at.tzinfo))
