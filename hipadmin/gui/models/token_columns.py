"""What the dialog Tokens shows of a token."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.token import TokenInfo
from hipadmin.domain.token_use import SCOPES, Life, Use, lacking, life
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.columns import ABSENT, Column, Fit, state_column
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.gui.words.texts import ago, end_text, full_time, token_text
from hipadmin.hipchat.errors import BadToken
from hipadmin.services.rooms.token_checks import TokenGone, TokenLine

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token, and how asking about it goes: ``error`` says why it was not told."""

    line: TokenLine
    busy: bool = False
    error: Exception | None = None


def token_columns() -> Sequence[Column[TokenRow]]:
    """Token, What it is, May not, Ends, Checked, Status."""
    return (
        Column(
            "token",
            translate("Tokens", "Token"),
            lambda row: token_name(row.line),
            strong=True,
            fit=Fit(least=8, most=24, give=2),
        ),
        Column(
            "kind",
            translate("Tokens", "What it is"),
            lambda row: token_text(row.line.info) if row.line.info else ABSENT,
            fit=Fit(least=8, most=30, give=3, stretch=True, drop=1),
        ),
        Column(
            "lacks",
            translate("Tokens", "Scopes it lacks"),
            lambda row: _lacks(row.line.info),
            muted=lambda _row: True,
            tooltip=lambda row: present_scopes(row.line.info),
            fit=Fit(least=6, most=30, give=3, drop=2),
        ),
        Column(
            "ends",
            translate("Tokens", "Ends"),
            lambda row: _day(row.line.info),
            muted=lambda _row: True,
            tooltip=lambda row: _time(row.line.info.expires_at if row.line.info else None),
            sort=lambda row: _moment(row.line.info.expires_at if row.line.info else None),
            fit=Fit(give=0),
        ),
        Column(
            "checked",
            translate("Tokens", "Last checked"),
            lambda row: _asked(row.line.info),
            muted=lambda _row: True,
            tooltip=lambda row: _time(row.line.info.checked_at if row.line.info else None),
            sort=lambda row: _moment(row.line.info.checked_at if row.line.info else None),
            fit=Fit(give=0, drop=3),
        ),
        state_column(token_mark, title=translate("Tokens", "Status"), fit=Fit(give=0)),
    )


def token_name(line: TokenLine) -> str:
    """What a token is for."""
    if not line.room:
        return translate("Tokens", "Access token")
    return translate("Tokens", "Token of {room}").format(room=line.shown)


def missing_scopes(info: TokenInfo) -> tuple[str, ...]:
    """The scopes that would let the token do more of what hipadmin does; one of each kind."""
    return tuple(scope_of(use) for use in lacking(info))


def scope_of(use: Use) -> str:
    """The scope a person is told to give for a use."""
    return SCOPES[use][0]


def present_scopes(info: TokenInfo | None) -> str:
    """The scopes the token has."""
    if info is None or not info.scopes:
        return ""
    return translate("Tokens", "It has {scopes}").format(scopes=", ".join(info.scopes))


def token_mark(row: TokenRow) -> StateMark:
    """How a token fares."""
    if row.busy:
        return StateMark(Icon.SPINNER, Tone.NEUTRAL, translate("Tokens", "asking …"))
    if isinstance(row.error, BadToken):
        return StateMark(Icon.TRIANGLE, Tone.DANGER, translate("Tokens", "not valid"), loud=True)
    if row.error is not None and not isinstance(row.error, TokenGone):
        return StateMark(Icon.ALERT_CIRCLE, Tone.WARN, translate("Tokens", "not told"), loud=True)
    if row.error is not None or not row.line.held:
        return StateMark(Icon.KEY, Tone.WARN, translate("Tokens", "Token needed"), loud=True)
    if row.line.info is None:
        return StateMark(Icon.DASHED, Tone.NEUTRAL, translate("Tokens", "not checked"))
    return _known(row.line.info)


def _known(info: TokenInfo) -> StateMark:
    left = life(info.expires_at, datetime.now(UTC))
    if info.expires_at is not None and left in (Life.ENDING, Life.ENDED):
        word = end_text(info.expires_at)
        return StateMark(Icon.KEY, Tone.WARN, word, loud=left is Life.ENDED)
    if Use.NOTIFY in lacking(info):
        return StateMark(Icon.TRIANGLE, Tone.DANGER, translate("Tokens", "may not post"), loud=True)
    return StateMark(Icon.CHECK_CIRCLE, Tone.OK, translate("Tokens", "may post"))


def _lacks(info: TokenInfo | None) -> str:
    if info is None:
        return ABSENT
    return ", ".join(missing_scopes(info)) or translate("Tokens", "None")


def _day(info: TokenInfo | None) -> str:
    at = info.expires_at if info else None
    return f"{at.astimezone():%Y-%m-%d}" if at else ABSENT


def _asked(info: TokenInfo | None) -> str:
    at = info.checked_at if info else None
    return ago(at) if at else translate("Tokens", "never")


def _time(at: datetime | None) -> str:
    return full_time(at) if at else ""


def _moment(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0
