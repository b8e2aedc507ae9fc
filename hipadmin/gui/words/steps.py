"""Steps in the window's words: what undo takes back, and why it sometimes cannot."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.change import Action, Change, Entity
from hipadmin.domain.errors import HipadminError, InUse, Invalid, NotFound
from hipadmin.domain.integration import Integration
from hipadmin.domain.step import Step, Verb
from hipadmin.domain.subscription import Subscription
from hipadmin.gui.words.changes import moment
from hipadmin.gui.words.texts import line_by_line
from hipadmin.services.configuration.reversal import Moved, NotUndone

translate = QCoreApplication.translate

MOST_LETTERS = 40
"""Letters of a name in a menu; a name may have 100."""


def short(name: str) -> str:
    """A name that leaves room for other words."""
    return name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1].rstrip()}…"


def act_words(step: Step) -> str:
    """What a step did, as a menu names it: "Delete 3 integrations", "Turn off Ops"."""
    if step.verb is Verb.IMPORT:
        if step.count == 1:
            return translate("Undo", "Import 1 change")
        return translate("Undo", "Import {count} changes").format(count=step.count)
    if step.verb is Verb.RESTORE:
        return translate("Undo", "Restore a backup")
    return _verb_words(step).format(what=_what(step))


def _verb_words(step: Step) -> str:
    if step.room:
        return {
            Verb.TURN_ON: translate("Undo", "Turn on room {what}"),
            Verb.TURN_OFF: translate("Undo", "Turn off room {what}"),
        }[step.verb]
    return {
        Verb.ADD: translate("Undo", "Add {what}"),
        Verb.EDIT: translate("Undo", "Edit {what}"),
        Verb.TURN_ON: translate("Undo", "Turn on {what}"),
        Verb.TURN_OFF: translate("Undo", "Turn off {what}"),
        Verb.DELETE: translate("Undo", "Delete {what}"),
        Verb.REMOVE_AND_DELETE: translate("Undo", "Remove and delete {what}"),
    }[step.verb]


def _what(step: Step) -> str:
    if step.room:
        words = translate("Undo", "{room} of {name}")
        return words.format(room=short(step.room), name=short(step.name))
    if step.count == 1:
        return short(step.name)
    return {
        Entity.INTEGRATION: translate("Undo", "{count} integrations"),
        Entity.SUBSCRIPTION: translate("Undo", "{count} subscriptions"),
        Entity.NOTIFICATION: translate("Undo", "{count} room notifications"),
    }[step.entity].format(count=step.count)


def refusal_words(refusal: NotUndone) -> str:
    """Why a step could not be taken back, and what would help."""
    if refusal.moved:
        words = [moved_words(m) for m in refusal.moved[:MOST_NAMED]]
        return line_by_line([*words, *_more(refusal)])
    return _cause_words(refusal)


MOST_NAMED = 3
"""Rows that one bar names; the audit log knows the rest."""


def _more(refusal: NotUndone) -> Iterator[str]:
    left = len(refusal.moved) - MOST_NAMED
    if left > 0:
        yield translate("Undo", "{count} more were changed too.").format(count=left)


def moved_words(moved: Moved) -> str:
    """That somebody else changed or deleted a row, who, and when."""
    return meanwhile_words(moved.name, moved.by, gone=moved.gone)


def meanwhile_words(name: str, by: Change | None, *, gone: bool) -> str:
    """That a row was changed or deleted meanwhile; who did it and when, if that is known."""
    if by is None or gone is not (by.after is None):
        words = (
            translate("Meanwhile", "“{name}” was deleted meanwhile.")
            if gone
            else translate("Meanwhile", "“{name}” was changed meanwhile.")
        )
        return words.format(name=name)
    words = {
        True: translate("Meanwhile", "“{name}” was deleted by {who} at {when}."),
        False: translate("Meanwhile", "“{name}” was changed by {who} at {when}."),
    }[gone]
    if by.action in _RESTORING:
        words = translate("Meanwhile", "“{name}” was restored by {who} at {when}.")
    return words.format(name=name, who=by.actor, when=moment(by.at))


_RESTORING = (
    Action.RESTORE_INTEGRATION,
    Action.RESTORE_SUBSCRIPTION,
    Action.RESTORE_NOTIFICATION,
)


def _cause_words(refusal: NotUndone) -> str:
    cause, name = refusal.cause, refusal.row.name if refusal.row is not None else ""
    if isinstance(cause, InUse):
        filled = isinstance(refusal.row, Subscription)
        return _filled_words(cause) if filled else _in_use_words(cause, name)
    if isinstance(cause, NotFound):
        return _gone_words(cause, name)
    if isinstance(cause, Invalid):
        return _taken_words(name, refusal.home)
    return cause.text if isinstance(cause, HipadminError) else ""


def _taken_words(name: str, home: str) -> str:
    text = translate(
        "Undo", "Another one is called “{name}” by now. Rename that one first, then try again."
    )
    if home:
        text = translate(
            "Undo",
            "Another one of “{home}” is called “{name}” by now. Rename that one first, then try "
            "again.",
        )
    return text.format(name=name, home=home)


def _filled_words(cause: InUse) -> str:
    names = ", ".join(f"“{name}”" for user in cause.dependents for name in user.notifications)
    text = translate(
        "Undo",
        "“{name}” has room notifications by now: {names}. Delete them first, then try again.",
    )
    return text.format(name=cause.name, names=names)


def _in_use_words(cause: InUse, name: str) -> str:
    users = ", ".join(d.subscription for d in cause.dependents)
    if cause.name == name:
        text = translate(
            "Undo", "“{name}” is used by {users} by now. Delete it there first, then try again."
        )
        return text.format(name=name, users=users)
    text = translate(
        "Undo",
        "Room “{room}” of “{name}” is used by {users} by now. Take it out there first, then try "
        "again.",
    )
    return text.format(room=cause.name, name=name, users=users)


def _gone_words(cause: NotFound, name: str) -> str:
    words = {
        "integration": translate("Undo", "The integration of “{name}” does not exist any more."),
        "subscription": translate("Undo", "The subscription of “{name}” does not exist any more."),
        "room": translate("Undo", "A room of “{name}” does not exist any more."),
    }
    known = words.get(cause.entity)
    return known.format(name=name) if known else cause.text


def tokenless_words(rows: tuple[Integration, ...]) -> str:
    """That rows are back without their tokens."""
    names = ", ".join(f"“{row.name}”" for row in rows)
    if len(rows) == 1:
        text = translate("Undo", "{names} is back, but the vault no longer has its tokens.")
    else:
        text = translate("Undo", "{names} are back, but the vault no longer has their tokens.")
    return " ".join((text.format(names=names), translate("Undo", "Enter them again.")))
