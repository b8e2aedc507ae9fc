"""Change records in the window's language, and its short form of when they were."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from hipadmin.gui.words.texts import clock_or_day
from hipadmin.services.configuration.change_words import ChangeWords


def change_words() -> ChangeWords:
    """Words for change records, translated."""
    return ChangeWords(QCoreApplication.translate)


def moment(at: datetime, now: datetime | None = None) -> str:
    """When a change was: the time of day if today, else day and time."""
    time = f"{at.astimezone():%H:%M}"
    day = clock_or_day(at, now)
    return time if day == time else f"{day} {time}"
