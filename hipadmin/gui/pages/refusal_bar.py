"""The bar of Activity that tells what was turned away at the door, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget

from hipadmin.domain.activity import Refusal
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.message_bar import Act, Message, SingleBar
from hipadmin.gui.words.texts import clock_or_day, line_by_line

RECENT = timedelta(hours=24)
"""What was refused before is history."""
SHOWN, SHOWN_MOST = 3, 12
"""Reasons that are told at once, and once a person wants to see more."""


@dataclass(frozen=True, slots=True)
class _Reason:
    """Refusals of one kind, told once. ``stray``: they reached no subscription."""

    text: str
    stray: bool
    count: int
    last_at: datetime


class RefusalBar(SingleBar):
    """One bar over the list; closed, it comes back only with news.

    What reached no subscription is told in each. It is no news where its kind was closed: whoever
    can reach the relay could bring the bar back all day.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent, strip=False)
        self._seen: datetime | None = None
        self._quiet: set[str] = set()
        self._most = SHOWN
        self._refusals: Sequence[Refusal] = ()
        self._strays: Sequence[Refusal] = ()

    def show_refusals(self, refusals: Sequence[Refusal], strays: Sequence[Refusal] = ()) -> None:
        """Tell of what was refused in the last day, and of what reached no subscription."""
        self._refusals, self._strays = refusals, strays
        own, others = self._kinds()
        newest = _newest(own, others)
        if newest is None or (self._seen is not None and newest <= self._seen):
            self.clear()
            return
        close = Act(self.tr("Close"), self._close)
        more = Act(self.tr("Show more"), self._show_more)
        acts = (more, close) if len(own) + len(others) > SHOWN == self._most else (close,)
        text = self._told(own, others)
        cause = self.tr("Not taken in:")
        self.show_message(Message(Tone.WARN, cause, text, acts, scrolls=True))

    def _kinds(self) -> tuple[list[_Reason], list[_Reason]]:
        """What this subscription refused, and what reached none and was not closed."""
        strays = _reasons(self._strays, stray=True)
        others = [each for each in strays if each.text not in self._quiet]
        return _reasons(self._refusals, stray=False), others

    def _told(self, own: Sequence[_Reason], others: Sequence[_Reason]) -> str:
        """The newest reasons; one that reached no subscription is among them, if there is any."""
        first = own[: self._most - bool(others)]
        told = [*first, *others][: self._most]
        said = [self._one(each) for each in told]
        if left := len(own) + len(others) - len(told):
            one, many = self.tr("And one other reason."), self.tr("And {count} other reasons.")
            said.append(one if left == 1 else many.format(count=left))
        return line_by_line(said)

    def _show_more(self) -> None:
        self._most = SHOWN_MOST
        self.show_refusals(self._refusals, self._strays)

    def _one(self, reason: _Reason) -> str:
        time = clock_or_day(reason.last_at)
        text = reason.text
        if reason.stray:
            text = self.tr("At no subscription: {reason}").format(reason=text)
        if reason.count == 1:
            return self.tr("{reason} ({time})").format(reason=text, time=time)
        words = self.tr("{reason} ({count} times, last at {time})")
        return words.format(reason=text, count=reason.count, time=time)

    def _close(self) -> None:
        own, others = self._kinds()
        self._seen, self._most = _newest(own, others) or self._seen, SHOWN
        self._quiet |= {each.text for each in others}
        self.clear()


def _newest(*kinds: Sequence[_Reason]) -> datetime | None:
    return max((each.last_at for kind in kinds for each in kind), default=None)


def _reasons(refusals: Sequence[Refusal], *, stray: bool) -> list[_Reason]:
    """Those of the last day by kind, the newest first: each minute has its own."""
    kinds: dict[str, _Reason] = {}
    for each in refusals:
        if datetime.now(UTC) - each.last_at < RECENT:
            known = kinds.get(each.text, _Reason(each.text, stray, 0, each.last_at))
            last_at = max(known.last_at, each.last_at)
            kinds[each.text] = replace(known, count=known.count + each.count, last_at=last_at)
    return sorted(kinds.values(), key=lambda reason: reason.last_at, reverse=True)
