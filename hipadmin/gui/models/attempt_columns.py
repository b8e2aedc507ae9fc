"""The attempts of a message and the verdicts on an event, as tables in cards."""

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.activity import NamedVerdict
from hipadmin.domain.delivery import ResultKind
from hipadmin.domain.outbox import Attempt
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.columns import ABSENT, CellKind, Column, Fit
from hipadmin.gui.models.event_words import held_mark, reason, sent_mark
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.gui.words.texts import full_time

translate = QCoreApplication.translate


def attempt_columns() -> tuple[Column[Attempt], ...]:
    """Try, Time, Answer, Took."""
    return (
        Column("try", translate("Activity", "Try"), lambda a: str(a.number), fit=Fit(give=0)),
        Column(
            "time",
            translate("Activity", "Time"),
            lambda a: f"{a.started_at.astimezone():%H:%M:%S}",
            tooltip=lambda a: full_time(a.started_at),
            muted=lambda _a: True,
            fit=Fit(give=0),
        ),
        Column(
            "answer",
            translate("Activity", "Answer"),
            _answer,
            icon=lambda a: _mark(a).icon,
            icon_tone=lambda a: _mark(a).tone,
            tooltip=_answer,
            fit=Fit(least=8, most=60, give=2, stretch=True),
        ),
        Column(
            "took",
            translate("Activity", "Took"),
            _took,
            muted=lambda _a: True,
            fit=Fit(give=0, drop=1),
        ),
    )


def _answer(attempt: Attempt) -> str:
    result = attempt.result
    status = str(result.status) if result.status is not None else ""
    said = ": ".join(part for part in (status, result.text) if part)
    if result.unknown:
        said = translate("Activity", "{said} It may have arrived.").format(said=said)
    return said or translate("Activity", "No answer")


def _mark(attempt: Attempt) -> StateMark:
    kind = attempt.result.kind
    if kind is ResultKind.DELIVERED:
        return StateMark(Icon.CHECK_CIRCLE, Tone.OK, _answer(attempt))
    if kind is ResultKind.RETRY:
        return StateMark(Icon.RETRY, Tone.WARN, _answer(attempt))
    return StateMark(Icon.X_CIRCLE, Tone.DANGER, _answer(attempt))


def _took(attempt: Attempt) -> str:
    took = attempt.result.elapsed_ms
    if took is None:
        return ABSENT
    return translate("Activity", "{ms} ms").format(ms=took)


def verdict_columns() -> tuple[Column[NamedVerdict], ...]:
    """Room notification, Verdict, Why."""
    return (
        Column(
            "name",
            translate("Activity", "Room notification"),
            lambda named: named.notification or ABSENT,
            secondary=lambda named: named.room,
            fit=Fit(least=6, give=1),
        ),
        Column(
            "verdict",
            translate("Activity", "Verdict"),
            lambda named: _verdict(named).word,
            kind=CellKind.STATE,
            state=_verdict,
            fit=Fit(give=0),
        ),
        Column(
            "why",
            translate("Activity", "Why"),
            lambda named: reason(named.verdict),
            muted=lambda _named: True,
            tooltip=lambda named: reason(named.verdict),
            fit=Fit(least=8, most=60, give=2, stretch=True),
        ),
    )


def _verdict(named: NamedVerdict) -> StateMark:
    return sent_mark() if named.verdict.passed else held_mark()
