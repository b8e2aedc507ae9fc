"""What stands against saving a room notification, and where it is said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.integration import Integration
from hipadmin.domain.problems import Problem, blocking
from hipadmin.domain.subscription import NotificationDraft, check_notification
from hipadmin.gui.words.texts import problem_text

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Verdict:
    """Sentences beside name and rooms, and the note beside Save; all empty when it can be saved.

    ``problems`` are all that was found, doubts included.
    """

    name: str = ""
    rooms: str = ""
    note: str = ""
    problems: Sequence[Problem] = ()


def judge(
    draft: NotificationDraft,
    integration: Integration | None,
    taken: Collection[str],
    unresolved: Sequence[str],
    policy: Sequence[Problem] | None = None,
) -> Verdict:
    """Judge a draft; ``unresolved`` rooms of another integration are still to be chosen.

    ``policy`` is what is known to be wrong with the policy.
    """
    if integration is None:
        return Verdict(note=translate("RoomNotification", "Save needs an integration."))
    has_rooms = bool(integration.rooms)
    problems = check_notification(draft, taken, integration.name, has_rooms, policy)
    return verdict_of(problems, integration, unresolved)


def verdict_of(
    problems: Sequence[Problem], integration: Integration, unresolved: Sequence[str]
) -> Verdict:
    """Turn problems into sentences at their places."""
    name = _first(problems, "name")
    rooms = _first(problems, "rooms")
    if unresolved:
        text = translate(
            "RoomNotification",
            "“{integration}” has no room called {rooms}. Choose what is meant instead.",
        )
        rooms = text.format(integration=integration.name, rooms=", ".join(unresolved))
    note = _note(name, rooms, blocking(tuple(problems)))
    return Verdict(name, rooms, note, problems)


def _first(problems: Sequence[Problem], where: str) -> str:
    return next((problem_text(p) for p in problems if p.where.startswith(where)), "")


def _note(name: str, rooms: str, problems: Sequence[Problem]) -> str:
    if name:
        return translate("RoomNotification", "Save needs another name.")
    if rooms:
        return translate("RoomNotification", "Save needs a room.")
    return _elsewhere(problems[0].where) if problems else ""


def _elsewhere(where: str) -> str:
    """The tab to look at: what is wrong is said there beside its field, and not twice."""
    if where == "policy":
        return translate("RoomNotification", "Save needs a policy that can be read.")
    if where.startswith("conditions"):
        return translate("RoomNotification", "Save needs another entry on Filter.")
    if where.startswith("message"):
        return translate("RoomNotification", "Save needs another entry on Message.")
    return translate("RoomNotification", "Save needs another entry on When.")
