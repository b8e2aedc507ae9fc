"""The transaction of one apply: every row compared, changed and recorded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hipadmin.domain.change import Action
from hipadmin.domain.integration import Integration
from hipadmin.domain.policy import Policy, PolicyError
from hipadmin.domain.ports import Unit
from hipadmin.domain.problems import Problem, blocking
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomChoice,
    RoomNotification,
    Subscription,
    SubscriptionDraft,
    check_notification,
    check_subscription,
)
from hipadmin.services.config_file import (
    ConfigFile,
    FileError,
    FileNotification,
    FileProblem,
    FileSubscription,
)
from hipadmin.services.plan import Plan
from hipadmin.services.records import Act, Acts
from hipadmin.services.tokens import TokenKeeper


@dataclass(frozen=True, slots=True)
class Step:
    """One thing an apply does: ``verb`` is add, change, delete or same; ``thing`` what to."""

    verb: str
    thing: str


class Rehearsed(Exception):
    """Rolls a dry run back."""


class ApplyWork:
    """The transaction of one apply."""

    def __init__(
        self,
        acts: Acts,
        tokens: TokenKeeper,
        plans: Sequence[Plan],
        refs: list[str],
        config: ConfigFile,
        *,
        keep: bool,
    ) -> None:
        self.steps: list[Step] = []
        self._acts = acts
        self._tokens = tokens
        self._plans = plans
        self._refs = refs
        self._config = config
        self._keep = keep
        self._late: list[tuple[Integration, int]] = []

    def run(self, act: Act) -> None:
        """Do all of it as one ``act``; raises Rehearsed at the end of a dry run."""
        refs = list(self._refs)
        for plan in self._plans:
            taken, refs = refs[: len(plan.secrets)], refs[len(plan.secrets) :]
            self._integration(act, plan, taken)
        for index, subscription in enumerate(self._config.subscriptions):
            self._subscription(act, subscription, f"subscriptions[{index}]")
        for wanted, version in self._late:
            act.amend(act.unit.integrations.update(wanted, version, act.at))
        if not self._keep:
            raise Rehearsed

    def _integration(self, act: Act, plan: Plan, refs: Sequence[str]) -> None:
        before, wanted = plan.current, plan.build(self._acts.new_id, refs)
        if before == wanted:
            self._note("same", f"integration {wanted.name}")
            return
        if before is None:
            act.unit.integrations.insert(wanted, act.at)
            act.integration(Action.CREATE_INTEGRATION, None, wanted)
        else:
            after = self._update(act, before, wanted)
            act.integration(Action.UPDATE_CONFIGURATION, before, after)
        self._tokens.settle(act.unit, wanted.token_refs, before.token_refs if before else ())
        self._note("change" if before else "add", f"integration {wanted.name}")

    def _update(self, act: Act, before: Integration, wanted: Integration) -> Integration:
        """Store ``wanted``; a room still in use goes when the notifications have let go of it.

        Gives what is wanted, in the version stored so far.
        """
        repository = act.unit.integrations
        gone = [r for r in before.rooms if wanted.room(r.id) is None]
        held = [r for r in gone if repository.room_dependents(r.id)]
        for_now = replace(wanted, rooms=(*wanted.rooms, *held))
        after = repository.update(for_now, before.version, act.at)
        if held:
            self._late.append((wanted, after.version))
        return replace(wanted, version=after.version)

    def _subscription(self, act: Act, file: FileSubscription, path: str) -> None:
        _refuse(path, check_subscription(SubscriptionDraft(file.name, file.kind), ()))
        before = act.unit.subscriptions.by_name(file.name)
        if before is None:
            row = Subscription(self._acts.new_id(), file.name, file.kind)
            act.unit.subscriptions.insert(row, act.at)
            act.subscription(Action.CREATE_SUBSCRIPTION, None, row)
            self._note("add", f"subscription {file.name}")
        else:
            row = self._changed_subscription(act, before, file)
        if file.notifications is not None:
            self._notifications(act, row, file.notifications, f"{path}.notifications")

    def _changed_subscription(
        self, act: Act, before: Subscription, file: FileSubscription
    ) -> Subscription:
        wanted = replace(before, name=file.name, kind=file.kind)
        if wanted == before:
            self._note("same", f"subscription {file.name}")
            return before
        after = act.unit.subscriptions.update(wanted, before.version, act.at)
        act.subscription(Action.UPDATE_SUBSCRIPTION, before, after)
        self._note("change", f"subscription {file.name}")
        return after

    def _notifications(
        self, act: Act, row: Subscription, files: Sequence[FileNotification], path: str
    ) -> None:
        old = {n.name.casefold(): n for n in act.unit.notifications.of_subscription(row.id)}
        wanted = {f.name.casefold() for f in files}
        for key, notification in old.items():
            if key not in wanted:
                act.unit.notifications.delete(notification.id, notification.version, act.at)
                act.notification(Action.DELETE_NOTIFICATION, notification, None)
                self._note("delete", f"room notification {notification.name} of {row.name}")
        for index, file in enumerate(files):
            self._notification(act, row, file, old.get(file.name.casefold()), f"{path}[{index}]")

    def _notification(
        self,
        act: Act,
        row: Subscription,
        file: FileNotification,
        before: RoomNotification | None,
        path: str,
    ) -> None:
        thing = f"room notification {file.name} of {row.name}"
        wanted = _wanted(act.unit, row, file, before, path, self._acts.new_id)
        if before is None:
            act.unit.notifications.insert(wanted, act.at)
            act.notification(Action.CREATE_NOTIFICATION, None, wanted)
            self._note("add", thing)
        elif before == wanted:
            self._note("same", thing)
        else:
            after = act.unit.notifications.update(wanted, before.version, act.at)
            act.notification(Action.UPDATE_NOTIFICATION, before, after)
            self._note("change", thing)

    def _note(self, verb: str, thing: str) -> None:
        self.steps.append(Step(verb, thing))


def _refuse(path: str, problems: Sequence[Problem]) -> None:
    found = file_problems(path, problems)
    if found:
        raise FileError(found)


def _wanted(
    unit: Unit,
    row: Subscription,
    file: FileNotification,
    before: RoomNotification | None,
    path: str,
    new_id: Callable[[], str],
) -> RoomNotification:
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
        policy=_policy(file.policy, path),
        send_when_clears=file.send_when_clears,
        enabled=file.enabled,
        version=before.version if before else 1,
    )
    _refuse(path, _notification_problems(wanted, integration))
    return wanted


def _notification_problems(wanted: RoomNotification, integration: Integration) -> Sequence[Problem]:
    draft = NotificationDraft(
        wanted.subscription_id, wanted.integration_id, wanted.name, wanted.rooms
    )
    return check_notification(draft, (), integration.name, has_rooms=True)


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


def _policy(value: object, path: str) -> str | None:
    try:
        policy = Policy.parse(value)
    except PolicyError as error:
        raise FileError([FileProblem(f"{path}.policy", str(error))]) from None
    return policy.to_json() if policy.statements else None


def file_problems(path: str, problems: Sequence[Problem]) -> list[FileProblem]:
    """The blocking ones of ``problems`` with their place in the file."""
    return [FileProblem(f"{path}.{p.where}", p.text) for p in blocking(tuple(problems))]
