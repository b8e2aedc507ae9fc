"""Columns of the dialog Import: what a file would do, and what is wrong with it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.change import Entity
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.columns import ABSENT, Column, Fit, state_column
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.services.configuration.change_words import ChangeWords
from hipadmin.services.files.apply_work import Step
from hipadmin.services.files.config_file import FileProblem
from hipadmin.services.history.audit import name_in

translate = QCoreApplication.translate

NumberedStep = tuple[int, Step]
NumberedProblem = tuple[int, FileProblem]
NumberedText = tuple[int, str]


def step_columns(words: ChangeWords, names: Mapping[str, str]) -> Sequence[Column[NumberedStep]]:
    """Change, What, Name, and what exactly changes."""

    def facts(row: NumberedStep) -> str:
        change = row[1].change
        if change is None:
            return ""
        found = words.differences(change, lambda key: name_in(names, key))
        return words.summary(change, found)

    return (
        state_column(
            lambda row: _mark(row[1].verb),
            key="verb",
            title=translate("Import", "Change"),
            fit=Fit(give=0),
        ),
        Column("what", translate("Import", "What"), lambda row: _what(row[1]), muted=_always),
        Column("name", translate("Import", "Name"), lambda row: row[1].name, strong=True),
        Column(
            "facts",
            translate("Import", "Details"),
            facts,
            muted=_always,
            tooltip=facts,
            fit=Fit(least=8.0, most=80.0, give=3, stretch=True),
        ),
    )


def problem_columns() -> Sequence[Column[NumberedProblem]]:
    """Line, Column, Place, Problem."""
    return (
        Column("line", translate("Import", "Line"), lambda row: _line(row[1]), fit=Fit(give=0)),
        Column(
            "column", translate("Import", "Column"), lambda row: _column(row[1]), fit=Fit(give=0)
        ),
        Column(
            "place",
            translate("Import", "Place"),
            lambda row: row[1].path or ABSENT,
            muted=_always,
            tooltip=lambda row: row[1].path,
            fit=Fit(least=8.0, most=24.0),
        ),
        Column(
            "problem",
            translate("Import", "Problem"),
            lambda row: row[1].text,
            tooltip=lambda row: row[1].text,
            fit=Fit(least=12.0, most=80.0, give=2, stretch=True),
        ),
    )


def text_columns(title: str) -> Sequence[Column[NumberedText]]:
    """One column of sentences."""
    return (
        Column(
            "text",
            title,
            lambda row: row[1],
            tooltip=lambda row: row[1],
            fit=Fit(most=120.0, stretch=True),
        ),
    )


def _always(_row: object) -> bool:
    return True


def _mark(verb: str) -> StateMark:
    return {
        "add": StateMark(Icon.PLUS, Tone.OK, translate("Import", "add")),
        "change": StateMark(Icon.PENCIL, Tone.INFO, translate("Import", "change")),
        "delete": StateMark(Icon.TRASH, Tone.DANGER, translate("Import", "delete")),
    }.get(verb, StateMark(Icon.CHECK, Tone.NEUTRAL, translate("Import", "stays as it is")))


def _what(step: Step) -> str:
    if step.entity is Entity.INTEGRATION:
        return translate("Import", "integration")
    if step.entity is Entity.SUBSCRIPTION:
        return translate("Import", "subscription")
    return translate("Import", "room notification of {subscription}").format(subscription=step.of)


def _line(problem: FileProblem) -> str:
    return str(problem.place.line) if problem.place else ABSENT


def _column(problem: FileProblem) -> str:
    return str(problem.place.column) if problem.place else ABSENT
