"""Columns of the audit log."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from hipadmin.gui.models.columns import Column, Fit
from hipadmin.gui.words.changes import moment
from hipadmin.gui.words.texts import full_time
from hipadmin.services.configuration.change_words import ChangeWords
from hipadmin.services.history.audit import Entry

translate = QCoreApplication.translate


def change_columns(words: ChangeWords) -> Sequence[Column[Entry]]:
    """When, Who, What, Name, Change; facts give way from the last to the first."""
    return (
        Column(
            "when",
            translate("Audit", "When"),
            lambda entry: moment(entry.change.at),
            sort=lambda entry: entry.id,
            tooltip=lambda entry: full_time(entry.change.at),
            copied=lambda entry: entry.change.at.isoformat(timespec="seconds"),
            fit=Fit(give=0),
        ),
        Column(
            "who",
            translate("Audit", "Who"),
            lambda entry: entry.change.actor,
            fit=Fit(least=5, drop=1),
        ),
        Column(
            "what",
            translate("Audit", "What"),
            lambda entry: words.act(entry.change),
            secondary=one_of,
            fit=Fit(least=6),
        ),
        Column(
            "name",
            translate("Audit", "Name"),
            lambda entry: entry.change.name,
            strong=True,
            fit=Fit(least=6),
        ),
        Column(
            "change",
            translate("Audit", "Change"),
            lambda entry: words.summary(entry.change, entry.differences),
            muted=lambda _entry: True,
            fit=Fit(least=8.0, most=80.0, give=3, stretch=True),
        ),
    )


def one_of(entry: Entry) -> str:
    """How many changes were made in one act, if it was more than this one."""
    if entry.together < 2:
        return ""
    return translate("Audit", "one of {count}").format(count=entry.together)
