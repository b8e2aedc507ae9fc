"""Columns of a list of steps: what would be done, and to what."""

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.change import Entity
from hipadmin.gui.icons import Icon
from hipadmin.gui.models.columns import Column, Fit, state_column
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.services.apply_work import Step

translate = QCoreApplication.translate

Numbered = tuple[int, Step]
"""A step with its place in the list, which is what it is known by."""


def step_columns() -> tuple[Column[Numbered], ...]:
    """The verb with its mark, and the thing."""
    return (
        state_column(
            lambda row: step_mark(row[1].verb),
            key="verb",
            title=translate("Steps", "Change"),
            fit=Fit(give=0),
        ),
        Column(
            "thing",
            translate("Steps", "What"),
            lambda row: thing_words(row[1]),
            fit=Fit(most=60.0, stretch=True),
        ),
    )


def step_mark(verb: str) -> StateMark:
    """How the verb of a step looks and reads."""
    return {
        "add": StateMark(Icon.PLUS, Tone.OK, translate("Steps", "add")),
        "change": StateMark(Icon.PENCIL, Tone.INFO, translate("Steps", "change")),
        "delete": StateMark(Icon.TRASH, Tone.DANGER, translate("Steps", "delete")),
    }.get(verb, StateMark(Icon.CHECK, Tone.NEUTRAL, verb))


def thing_words(step: Step) -> str:
    """What a step is done to."""
    words = {
        Entity.INTEGRATION: translate("Steps", "integration {name}"),
        Entity.SUBSCRIPTION: translate("Steps", "subscription {name}"),
        Entity.NOTIFICATION: translate("Steps", "room notification {name} of {of}"),
    }
    return words[step.entity].format(name=step.name, of=step.of)
