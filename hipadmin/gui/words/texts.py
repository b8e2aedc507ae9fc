"""States, results and times in the window's words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QCoreApplication, QLocale

from hipadmin.domain.health import Health, OffCause, Outcome, RoomResult, ShownState
from hipadmin.domain.problems import SENTENCES, Code, Problem
from hipadmin.domain.token import TokenInfo, TokenKind
from hipadmin.domain.token_use import Life, life
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import StateMark, Tone

translate = QCoreApplication.translate
MINUTE, HOUR = 60, 3600


def line_by_line(sentences: Sequence[str]) -> str:
    """What is said of several things: each on a line of its own, below what says why."""
    return "".join(f"\n{s}" for s in sentences) if len(sentences) > 1 else "".join(sentences)


def problem_text(problem: Problem) -> str:
    """The sentence of a problem, translated."""
    params = dict(problem.params)
    if problem.code is Code.POLICY_INVALID:
        params["reason"] = _policy_reason(params["reason"])
    return translate("Problem", SENTENCES[problem.code]).format(**params)


def _policy_reason(reason: object) -> str:
    from hipadmin.domain.policy import PolicyProblem  # a list of names needs no policies
    from hipadmin.gui.policy.words import problem_line

    return problem_line(reason) if isinstance(reason, PolicyProblem) else str(reason)


def state_mark(state: ShownState) -> StateMark:
    """How the shown state of an integration, room or notification looks and reads."""
    if state.health is Health.OFF:
        return StateMark(Icon.POWER, Tone.NEUTRAL, _off(state.cause))
    if state.health is Health.NOT_TESTED:
        return StateMark(Icon.DASHED, Tone.NEUTRAL, translate("State", "Not tested"))
    if state.health is Health.OK:
        return StateMark(Icon.CHECK_CIRCLE, Tone.OK, translate("State", "OK"))
    if state.health is Health.TOKEN_NEEDED:
        return StateMark(Icon.KEY, Tone.WARN, translate("State", "Token needed"), loud=True)
    if state.health is Health.NEEDS_ATTENTION:
        word = translate("State", "Needs attention")
        return StateMark(Icon.TRIANGLE, Tone.DANGER, word, loud=True)
    return StateMark(Icon.ALERT_CIRCLE, Tone.WARN, _failing(state.since), loud=True)


def _off(cause: OffCause | None) -> str:
    if cause is OffCause.ROOM:
        return translate("State", "Off: room is off")
    if cause is OffCause.INTEGRATION:
        return translate("State", "Off: integration is off")
    return translate("State", "Off")


def _failing(since: datetime | None) -> str:
    if since is None:
        return translate("State", "Failing")
    return translate("State", "Failing since {time}").format(time=clock_or_day(since))


def integration_mark(
    state: ShownState, token_ends: datetime | None, now: datetime | None = None
) -> StateMark:
    """The state of an integration, and that one of its tokens ends soon or has ended."""
    mark, now = state_mark(state), now or datetime.now(UTC)
    left = life(token_ends, now)
    untold = state.health in (Health.OFF, Health.TOKEN_NEEDED)
    if untold or token_ends is None or left not in (Life.ENDING, Life.ENDED):
        return mark
    word = translate("State", "{state}, {end}").format(state=mark.word, end=end_text(token_ends))
    if mark.loud:
        return replace(mark, word=word)
    return StateMark(Icon.KEY, Tone.WARN, word, loud=left is Life.ENDED)


def end_text(ends: datetime, now: datetime | None = None) -> str:
    """When a token ends: "token ends in 9 days", "token ended"."""
    left = ends - (now or datetime.now(UTC))
    if left <= timedelta(0):
        return translate("State", "token ended")
    if left.days < 1:
        return translate("State", "token ends within a day")
    if left.days == 1:
        return translate("State", "token ends in 1 day")
    return translate("State", "token ends in {days} days").format(days=left.days)


def clock_or_day(at: datetime, now: datetime | None = None) -> str:
    """The time of day if ``at`` is today, else the day."""
    local, today = at.astimezone(), (now or datetime.now(at.tzinfo)).astimezone()
    return f"{local:%H:%M}" if local.date() == today.date() else _day(local, today)


def _day(local: datetime, today: datetime) -> str:
    if local.date() == today.date() - timedelta(days=1):
        return translate("Time", "yesterday")
    locale = QLocale()
    month = locale.standaloneMonthName(local.month, QLocale.FormatType.LongFormat)
    year = f" {local.year}" if local.year != today.year else ""
    return f"{local.day} {month}{year}"


def ago(at: datetime, now: datetime | None = None) -> str:
    """How long ago ``at`` was: "just now", "2 min ago", "1 h ago", "yesterday", "12 March"."""
    now = now or datetime.now(at.tzinfo)
    seconds = (now - at).total_seconds()
    if seconds < MINUTE:
        return translate("Time", "just now")
    if seconds < HOUR:
        return translate("Time", "{count} min ago").format(count=int(seconds // MINUTE))
    local, today = at.astimezone(), now.astimezone()
    if local.date() == today.date():
        return translate("Time", "{count} h ago").format(count=int(seconds // HOUR))
    return _day(local, today)


def full_time(at: datetime) -> str:
    """Date and time with zone, for tooltips."""
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S %Z}"


def result_fact(result: RoomResult | None) -> str:
    """The first fact of a last result: the HTTP status, or what there is instead."""
    if result is None:
        return translate("Result", "Never")
    if result.outcome is Outcome.NOT_SENT and not result.status:
        return translate("Result", "Not sent")
    return str(result.status) if result.status else translate("Result", "No answer")


def result_age(result: RoomResult | None) -> str:
    """The second fact of a last result: when it was."""
    return ago(result.at) if result else ""


def result_tip(result: RoomResult | None) -> str:
    """A last result in full."""
    if result is None:
        return ""
    parts = [full_time(result.at), result.text]
    return "\n".join(part for part in parts if part)


def result_copied(result: RoomResult | None) -> str:
    """A last result for the clipboard: its first fact and the moment as a machine reads it."""
    if result is None:
        return ""
    return f"{result_fact(result)} {result.at.isoformat(timespec='seconds')}"


def token_kind_name(kind: TokenKind) -> str:
    """What kind of token the server said it is."""
    return {
        TokenKind.ROOM: translate("Token", "Room token"),
        TokenKind.USER: translate("Token", "User token"),
        TokenKind.ADDON: translate("Token", "Add-on token"),
    }[kind]


def token_text(info: TokenInfo) -> str:
    """What the server said of a token, in one line."""
    name = token_kind_name(info.kind)
    text = translate("Token", "{kind} “{label}”").format(kind=name, label=info.title or info.label)
    if info.title:
        text += translate("Token", " of {owner}").format(owner=info.label)
    if info.room:
        text += translate("Token", " of room {room}").format(room=info.room)
    return text


def subscriptions_count(count: int) -> str:
    """How many subscriptions use a thing."""
    if not count:
        return translate("Count", "Not used")
    if count == 1:
        return translate("Count", "1 subscription")
    return translate("Count", "{count} subscriptions").format(count=count)


def rooms_done(done: int, total: int) -> str:
    """How far a test of several rooms has come."""
    if total == 1:
        words = translate("Count", "{done} of {total} room done")
    else:
        words = translate("Count", "{done} of {total} rooms done")
    return words.format(done=done, total=total)
