"""A room notification of a file, made into a row, or refused with its place in the file."""

from collections.abc import Callable, Sequence

from hipadmin.domain.integration import Integration
from hipadmin.domain.policy import Policy, PolicyError
from hipadmin.domain.policy.secrecy import secret_in
from hipadmin.domain.ports import Unit
from hipadmin.domain.problems import Problem, blocking
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomChoice,
    RoomNotification,
    Subscription,
    check_notification,
)
from hipadmin.services.files.config_file import FileError, FileNotification, FileProblem
from hipadmin.services.zones import check_zone


def _refuse(path: str, problems: Sequence[Problem]) -> None:
    """Raise FileError if one of ``problems`` blocks, with its place in the file."""
    found = file_problems(path, problems)
    if found:
        raise FileError(found)


def wanted_notification(
    unit: Unit,
    row: Subscription,
    file: FileNotification,
    before: RoomNotification | None,
    path: str,
    new_id: Callable[[], str],
) -> RoomNotification:
    """The room notification that ``file`` describes, as it is to be stored. Raises FileError."""
    integration = unit.integrations.by_name(file.integration)
    if integration is None:
        text = f"There is no integration “{file.integration}”."
        raise FileError([FileProblem(f"{path}.integration", text)])
    wanted = RoomNotification(
        id=before.id if before else new_id(),
        subscription_id=row.id,
        integration_id=integration.id,
        name=file.name,
        rooms=_choice(file, integration, path),
        projects=file.projects,
        policy=_policy(file.policy, path, before.policy if before else None),
        send_when_clears=file.send_when_clears,
        enabled=file.enabled,
        version=before.version if before else 1,
        when=file.settings.when,
        conditions=file.settings.conditions,
        message=file.settings.message,
    )
    _refuse(path, _notification_problems(wanted, integration))
    return wanted


def _notification_problems(wanted: RoomNotification, integration: Integration) -> Sequence[Problem]:
    draft = NotificationDraft(
        wanted.subscription_id,
        wanted.integration_id,
        wanted.name,
        wanted.rooms,
        wanted.projects,
        when=wanted.when,
        conditions=wanted.conditions,
        message=wanted.message,
    )
    found = check_notification(draft, (), integration.name, has_rooms=True)
    return (*found, *check_zone(wanted.when.schedule))


def _choice(file: FileNotification, integration: Integration, path: str) -> RoomChoice:
    if file.rooms is None:
        return RoomChoice(own=file.own_rooms)
    if not integration.rooms:
        return RoomChoice(every=False, own=(*file.rooms, *file.own_rooms))
    ids, own = [], list(file.own_rooms)
    for index, text in enumerate(file.rooms):
        room = integration.room_called(text)
        if room is not None:
            ids.append(room.id)
        elif text.startswith("@"):
            own.append(text)
        else:
            reason = f"“{integration.name}” has no room “{text}”."
            raise FileError([FileProblem(f"{path}.rooms[{index}]", reason)])
    return RoomChoice(every=False, room_ids=tuple(ids), own=tuple(own))


def _policy(value: object, path: str, stored: str | None) -> str | None:
    """The policy's text; that of ``stored`` if both say the same in other blanks."""
    try:
        policy = Policy.parse(value)
    except PolicyError as error:
        raise FileError([FileProblem(f"{path}.policy", str(error))]) from None
    text = policy.to_json() if policy.statements else None
    if text and stored and Policy.parse(stored).to_json() == text:
        return stored
    secret = secret_in(text or "")
    if secret is not None:
        raise FileError([FileProblem(f"{path}.policy", f"{secret.reason} {secret.hint}")])
    return text


def file_problems(path: str, problems: Sequence[Problem]) -> list[FileProblem]:
    """The blocking ones of ``problems`` with their place in the file."""
    return [FileProblem(f"{path}.{p.where}", p.text) for p in blocking(tuple(problems))]
