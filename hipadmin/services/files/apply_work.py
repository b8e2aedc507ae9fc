"""The transaction of one apply: every row compared, changed and recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hipadmin.domain.change import Action, Change, Entity
from hipadmin.domain.errors import HipadminError, InUse
from hipadmin.domain.integration import Integration
from hipadmin.domain.ports import Unit
from hipadmin.domain.subscription import (
    RoomNotification,
    Subscription,
    SubscriptionDraft,
    check_subscription,
)
from hipadmin.services.configuration.names import Called
from hipadmin.services.configuration.plan import Plan
from hipadmin.services.configuration.records import Act, Acts
from hipadmin.services.configuration.subscriptions import give_standard
from hipadmin.services.files.apply_notification import file_problems, wanted_notification
from hipadmin.services.files.config_file import (
    ConfigFile,
    FileError,
    FileNotification,
    FileProblem,
    FileSubscription,
)
from hipadmin.services.history.audit import names_for
from hipadmin.services.tokens import TokenKeeper


@dataclass(frozen=True, slots=True)
class Step:
    """One thing an apply does: ``verb`` is add, change, delete or same.

    ``of`` names the subscription of a room notification. ``change`` is the record it leaves; told
    by a dry run and by what follows one, None where nothing changes.
    """

    verb: str
    entity: Entity
    name: str
    of: str = ""
    change: Change | None = None

    @property
    def thing(self) -> str:
        """What it is done to, in words."""
        if self.entity is Entity.NOTIFICATION:
            return f"room notification {self.name} of {self.of}"
        return f"{self.entity} {self.name}"

    @property
    def starts_from(self) -> object:
        """What it does to what is stored; ids of new rows are others each time."""
        return self.verb, self.thing, self.change.before if self.change else None


class Rehearsed(Exception):
    """Rolls a dry run back."""


class StepsChanged(HipadminError):
    """Something changed since the steps were shown: other ones would be taken now."""

    def __init__(self, nothing: str = "Nothing was imported.") -> None:
        super().__init__(f"Somebody changed the configuration meanwhile. {nothing}")


def same_steps(some: Sequence[Step], others: Sequence[Step]) -> bool:
    """Whether both do the same to the same."""
    return [step.starts_from for step in some] == [step.starts_from for step in others]


class ApplyWork:
    """The transaction of one apply.

    Attributes:
        steps: what was done so far.
        names: what stands behind the ids in the steps' changes; told by a dry run.
    """

    def __init__(
        self,
        acts: Acts,
        tokens: TokenKeeper,
        plans: Sequence[Plan],
        refs: list[str],
        config: ConfigFile,
        *,
        shown: Sequence[Step] | None = None,
        keep: bool,
    ) -> None:
        self.steps: list[Step] = []
        self.names: Mapping[str, str] = {}
        self._problems: list[FileProblem] = []
        self._acts = acts
        self._tokens = tokens
        self._plans = plans
        self._refs = refs
        self._config = config
        self._shown = shown
        self._keep = keep
        self._late: list[tuple[Integration, int, str]] = []

    def run(self, act: Act) -> frozenset[str]:
        """Do all of it as one ``act``; raises Rehearsed at the end of a dry run.

        Gives the ids of the rows that changed. Raises FileError with everything that is wrong,
        StepsChanged if these are not the steps that were shown.
        """
        newest = [c.id for c in act.unit.changes.page(limit=1)]
        refs = list(self._refs)
        for index, plan in enumerate(self._plans):
            taken, refs = refs[: len(plan.secrets)], refs[len(plan.secrets) :]
            self._integration(act, plan, taken, f"integrations[{index}]")
        known = Called(act.unit.subscriptions.all())
        for index, subscription in enumerate(self._config.subscriptions):
            self._subscription(act, subscription, known, f"subscriptions[{index}]")
        for wanted, version, path in self._late:
            self._let_rooms_go(act, wanted, version, path)
        if self._problems:
            raise FileError(self._problems)
        if not self._keep or self._shown is not None:
            self._tell_changes(act.unit, sum(newest))
        if not self._keep:
            raise Rehearsed
        if self._shown is not None and not same_steps(self._shown, self.steps):
            raise StepsChanged
        return frozenset(c.row.id for c in act.changes)

    def _let_rooms_go(self, act: Act, wanted: Integration, version: int, path: str) -> None:
        try:
            act.amend(act.unit.integrations.update(wanted, version, act.at))
        except InUse as error:
            self._problems.append(FileProblem(f"{path}.rooms", error.text))

    def _tell_changes(self, unit: Unit, after: int) -> None:
        """Read back what was recorded: in the order of the steps that change something."""
        changing = [at for at, step in enumerate(self.steps) if step.verb != "same"]
        records = unit.changes.page(limit=len(changing), after=after)
        self.names = names_for(unit, records)
        for at, change in zip(changing, reversed(records), strict=True):
            self.steps[at] = replace(self.steps[at], change=change)

    def _integration(self, act: Act, plan: Plan, refs: Sequence[str], path: str) -> None:
        before, wanted = plan.current, plan.build(self._acts.new_id, refs)
        if before == wanted:
            self._note("same", Entity.INTEGRATION, wanted.name)
            return
        if before is None:
            act.unit.integrations.insert(wanted, act.at)
            act.integration(Action.CREATE_INTEGRATION, None, wanted)
        else:
            after = self._update(act, before, wanted, path)
            act.integration(Action.UPDATE_CONFIGURATION, before, after)
        self._tokens.settle(act.unit, wanted.token_refs, before.token_refs if before else ())
        self._note("change" if before else "add", Entity.INTEGRATION, wanted.name)

    def _update(self, act: Act, before: Integration, wanted: Integration, path: str) -> Integration:
        """Store ``wanted``; a room still in use goes when the notifications have let go of it.

        Gives what is wanted, in the version stored so far.
        """
        repository = act.unit.integrations
        gone = [r for r in before.rooms if wanted.room(r.id) is None]
        held = [r for r in gone if repository.room_dependents(r.id)]
        for_now = replace(wanted, rooms=(*wanted.rooms, *held))
        after = repository.update(for_now, before.version, act.at)
        if held:
            self._late.append((wanted, after.version, path))
        return replace(wanted, version=after.version)

    def _subscription(
        self, act: Act, file: FileSubscription, known: Called[Subscription], path: str
    ) -> None:
        wrong = file_problems(path, check_subscription(SubscriptionDraft(file.name, file.kind), ()))
        if wrong:
            self._problems += wrong
            return
        before = known.find(file.name)
        if before is None:
            row = Subscription(self._acts.new_id(), file.name, file.kind)
            act.unit.subscriptions.insert(row, act.at)
            act.subscription(Action.CREATE_SUBSCRIPTION, None, row)
            self._note("add", Entity.SUBSCRIPTION, file.name)
            if file.notifications is None:
                self._give_standard(act, row)
        else:
            row = self._changed_subscription(act, before, file)
        if file.notifications is not None:
            self._notifications(act, row, file.notifications, f"{path}.notifications")

    def _give_standard(self, act: Act, row: Subscription) -> None:
        for given in give_standard(act, row, self._acts.new_id):
            self._note("add", Entity.NOTIFICATION, given.name, row.name)

    def _changed_subscription(
        self, act: Act, before: Subscription, file: FileSubscription
    ) -> Subscription:
        wanted = replace(before, name=file.name, kind=file.kind)
        if wanted == before:
            self._note("same", Entity.SUBSCRIPTION, file.name)
            return before
        after = act.unit.subscriptions.update(wanted, before.version, act.at)
        act.subscription(Action.UPDATE_SUBSCRIPTION, before, after)
        self._note("change", Entity.SUBSCRIPTION, file.name)
        return after

    def _notifications(
        self, act: Act, row: Subscription, files: Sequence[FileNotification], path: str
    ) -> None:
        old = act.unit.notifications.of_subscription(row.id)
        known = Called(old)
        found = [known.find(f.name) for f in files]
        kept = {n.id for n in found if n is not None}
        for notification in old:
            if notification.id not in kept:
                act.unit.notifications.delete(notification.id, notification.version, act.at)
                act.notification(Action.DELETE_NOTIFICATION, notification, None)
                self._note("delete", Entity.NOTIFICATION, notification.name, row.name)
        for index, (file, before) in enumerate(zip(files, found, strict=True)):
            try:
                self._notification(act, row, file, before, f"{path}[{index}]")
            except FileError as error:
                self._problems += error.problems

    def _notification(
        self,
        act: Act,
        row: Subscription,
        file: FileNotification,
        before: RoomNotification | None,
        path: str,
    ) -> None:
        wanted = wanted_notification(act.unit, row, file, before, path, self._acts.new_id)
        if before is None:
            act.unit.notifications.insert(wanted, act.at)
            act.notification(Action.CREATE_NOTIFICATION, None, wanted)
            self._note("add", Entity.NOTIFICATION, file.name, row.name)
        elif before == wanted:
            self._note("same", Entity.NOTIFICATION, file.name, row.name)
        else:
            after = act.unit.notifications.update(wanted, before.version, act.at)
            act.notification(Action.UPDATE_NOTIFICATION, before, after)
            self._note("change", Entity.NOTIFICATION, file.name, row.name)

    def _note(self, verb: str, entity: Entity, name: str, of: str = "") -> None:
        self.steps.append(Step(verb, entity, name, of))
