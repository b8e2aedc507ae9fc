"""The settings of a room notification in words, for those that two people changed at once."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.notification import Branches, Condition, OnEach, OnResult, Schedule
from hipadmin.domain.notification.schedule import clock_text
from hipadmin.domain.redaction import mask_pasted
from hipadmin.domain.shortening import MARK, shorten
from hipadmin.gui.dialogs.clash_words import quoted
from hipadmin.gui.notification.policy_texts import written_policy
from hipadmin.gui.notification.when_words import duration_words

translate = QCoreApplication.translate
SHOWN = 80
"""Characters of a policy, template or list that one line tells."""
_WHOLE, _BEFORE = 40, 16
"""Characters that a line has room for, and of a longer text those told before the difference."""
_DURATIONS = ("when.at_most_every", "when.expire_after")


def place_label(place: str) -> str:
    """The label of a field, with its tab where that is not **Where**."""
    return {
        "name": translate("Clash", "Name"),
        "where": translate("Clash", "Rooms"),
        "enabled": translate("Clash", "On/Off"),
        "projects": translate("Clash", "When: projects"),
        "send_when_clears": translate("Clash", "Send when alert clears"),
        "policy": translate("Clash", "Filter: policy"),
        "conditions": translate("Clash", "Filter: conditions"),
        "when.on_success": translate("Clash", "When: on success"),
        "when.on_failure": translate("Clash", "When: on failure"),
        "when.on_cancel": translate("Clash", "When: on cancel"),
        "when.on_start": translate("Clash", "When: on start"),
        "when.on_pull_request": translate("Clash", "When: on pull request"),
        "when.branches": translate("Clash", "When: branches"),
        "when.sources": translate("Clash", "When: sources"),
        "when.at_most_every": translate("Clash", "When: at most every"),
        "when.threshold": translate("Clash", "When: sooner after"),
        "when.schedule": translate("Clash", "When: schedule"),
        "when.expire_after": translate("Clash", "When: drop after"),
        "message.format": translate("Clash", "Message: format"),
        "message.notify": translate("Clash", "Message: notify"),
        "message.color": translate("Clash", "Message: colour"),
        "message.colors": translate("Clash", "Message: colour per state"),
        "message.sender": translate("Clash", "Message: sender"),
        "message.template": translate("Clash", "Message: template"),
    }[place]


def setting_words(place: str, value: object) -> str:
    """What stands in a field, in one line."""
    if isinstance(value, bool):
        return translate("Clash", "on") if value else translate("Clash", "off")
    if place in _DURATIONS and isinstance(value, int):
        return duration_words(value) if value else translate("Clash", "nothing")
    if isinstance(value, tuple):
        return _cut(", ".join(_item(item) for item in value))
    if isinstance(value, Branches | Schedule | Enum):
        return _cut(_item(value))
    return _cut("" if value is None else str(value))


def setting_pair(place: str, mine: object, theirs: object) -> tuple[str, str]:
    """What stands here and there, each in one line; of long texts the part that differs."""
    if isinstance(mine, Enum) or isinstance(theirs, Enum):  # some of them are texts, too
        return setting_words(place, mine), setting_words(place, theirs)
    both = (mine, theirs)
    texts = [_one_line(place, side or "") for side in both if isinstance(side, str | None)]
    if len(texts) < len(both):
        return setting_words(place, mine), setting_words(place, theirs)
    start = _first_difference(*texts) - _BEFORE if max(map(len, texts)) > _WHOLE else 0
    here, there = (f"{MARK}{text[start:]}" if start > 0 else text for text in texts)
    return _cut(here), _cut(there)


def _one_line(place: str, text: str) -> str:
    return _masked(written_policy(text) if place == "policy" else text)


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _cut(text: str) -> str:
    return quoted(shorten(_masked(text), SHOWN, "text"))


def _masked(text: str) -> str:
    """In one line, without a token that is still to be taken out: what is cut shows none."""
    return mask_pasted(" ".join(text.split()))


def _item(value: object) -> str:
    if isinstance(value, Condition):
        parts = (value.action.value, value.attribute, value.pattern, value.target)
        return " ".join(part for part in parts if part)
    if isinstance(value, Branches):
        return ", ".join((*value.only, *(f"-{name}" for name in value.but)))
    if isinstance(value, Schedule):
        return ", ".join(_hours(value))
    if isinstance(value, OnResult | OnEach):
        return _result(value.value)
    if isinstance(value, tuple):
        return ": ".join(_item(part) for part in value)
    return str(value.value) if isinstance(value, Enum) else str(value)


def _result(value: str) -> str:
    return {
        "always": translate("Clash", "always"),
        "change": translate("Clash", "when the result changes"),
        "never": translate("Clash", "never"),
    }[value]


def _hours(schedule: Schedule) -> Sequence[str]:
    spans = [
        f"{' '.join(s.days)} {clock_text(s.start)}-{clock_text(s.end)}" for s in schedule.active
    ]
    return [*spans, *([schedule.zone] if schedule.zone else [])]
