"""When a room notification speaks, in words."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.notification import OnEach, OnResult, When
from hipadmin.domain.notification.plain import settings_plain
from hipadmin.domain.plain import facts_in
from hipadmin.domain.subscription import NotificationDraft

translate = QCoreApplication.translate
_MEMBERS = {
    "results": ("on_success", "on_failure", "on_cancel", "on_start", "on_pull_request"),
    "scope": ("branches", "sources"),
    "frequency": ("at_most_every", "threshold"),
    "hours": ("schedule",),
    "waiting": ("expire_after",),
}


def duration_words(seconds: int) -> str:
    """A length of time in the largest unit that needs no fraction."""
    if not seconds % 86400:
        return translate("Duration", "{count} d").format(count=seconds // 86400)
    if not seconds % 3600:
        return translate("Duration", "{count} h").format(count=seconds // 3600)
    if not seconds % 60:
        return translate("Duration", "{count} min").format(count=seconds // 60)
    return translate("Duration", "{count} s").format(count=seconds)


def builds_words(when: When) -> tuple[str, ...]:
    """Which builds are sent, in phrases; without one it sends none."""
    settings = {
        "failed": when.on_failure,
        "cancelled": when.cancel,
        "passed": when.on_success,
    }
    always = [name for name, wanted in settings.items() if wanted is OnResult.ALWAYS]
    turned = [name for name, wanted in settings.items() if wanted is OnResult.CHANGE]
    started, requests = when.on_start is OnEach.ALWAYS, when.on_pull_request is OnEach.ALWAYS
    if len(always) == len(settings):
        every = translate("Builds", "all builds") if started and requests else ""
        return (every,) if every else _with_more((_finished(),), started, requests=False)
    phrases = [_always(name) for name in always]
    if len(turned) == len(settings):
        phrases.append(translate("Builds", "changed results of builds"))
    else:
        phrases += [_turned(name) for name in turned]
    return _with_more(tuple(phrases), started, requests=requests)


def _finished() -> str:
    return translate("Builds", "finished builds")


def _with_more(phrases: tuple[str, ...], started: bool, *, requests: bool) -> tuple[str, ...]:
    more = []
    if started:
        more.append(translate("Builds", "started builds"))
    if requests:
        more.append(translate("Builds", "pull request builds"))
    return (*phrases, *more)


def _always(name: str) -> str:
    return {
        "passed": translate("Builds", "passed builds"),
        "failed": translate("Builds", "failed builds"),
        "cancelled": translate("Builds", "cancelled builds"),
    }[name]


def _turned(name: str) -> str:
    return {
        "passed": translate("Builds", "builds that pass again"),
        "failed": translate("Builds", "builds that begin to fail"),
        "cancelled": translate("Builds", "builds that begin to be cancelled"),
    }[name]


def more_summary(draft: NotificationDraft, folded: Sequence[str]) -> str:
    """What of the ``folded`` groups differs from the defaults, in one line."""
    plain = settings_plain(draft.when, (), draft.message).get("when", {})
    known = plain if isinstance(plain, dict) else {}
    set_here = {m: known[m] for name in folded for m in _MEMBERS.get(name, ()) if m in known}
    facts = list(facts_in(set_here))
    if "clears" in folded and draft.send_when_clears:
        facts.insert(0, translate("RoomNotification", "Send when alert clears"))
    if "scope" in folded and draft.projects:
        facts.append(", ".join(draft.projects))
    return "; ".join(facts) or translate("RoomNotification", "as usual")
