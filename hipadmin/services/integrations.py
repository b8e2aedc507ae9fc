"""Integrations: add, edit, switch, delete. One public verb, one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hipadmin.domain.change import Action
from hipadmin.domain.errors import Conflict, Dependent, HipadminError, InUse, Invalid
from hipadmin.domain.integration import Integration, IntegrationDraft, check_integration
from hipadmin.domain.ports import Store, Unit
from hipadmin.domain.problems import Code, Problem, blocking
from hipadmin.domain.subscription import RoomNotification
from hipadmin.services.certificates import check_certificate
from hipadmin.services.names import free_name
from hipadmin.services.plan import Plan, token_refs
from hipadmin.services.records import Act, Acts
from hipadmin.services.tokens import TokenKeeper

LAST_ENDPOINT = "last_endpoint"
"""Setting: the endpoint used last, offered for the next integration."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An integration as an edit dialog starts from it, with the dependents it only shows."""

    integration: Integration
    dependents: tuple[Dependent, ...]
    taken: tuple[str, ...]


class Integrations:
    """The verbs on integrations.

    All may raise Invalid, Conflict, InUse, NotFound, StoreTrouble, VaultTrouble; then nothing has
    changed.
    """

    def __init__(self, store: Store, tokens: TokenKeeper, acts: Acts) -> None:
        self._store = store
        self._tokens = tokens
        self._acts = acts

    def load(self, integration_id: str) -> Loaded:
        """What editing needs."""
        return self._store.read(
            lambda unit: Loaded(
                unit.integrations.get(integration_id),
                tuple(unit.integrations.dependents(integration_id)),
                tuple(unit.integrations.names(but=integration_id)),
            )
        )

    def names(self) -> tuple[str, ...]:
        """The names that are taken."""
        return tuple(self._store.read(lambda unit: unit.integrations.names()))

    def last_endpoint(self) -> str:
        """The endpoint used last, or an empty text."""
        return self._store.read(lambda unit: unit.setting(LAST_ENDPOINT)) or ""

    def check(self, draft: IntegrationDraft, taken: Sequence[str]) -> tuple[Problem, ...]:
        """Every problem of ``draft``, the certificate file included (reads it)."""
        return (*check_integration(draft, taken), *check_certificate(draft.ca_certificate))

    def add(self, draft: IntegrationDraft) -> Integration:
        """Add an integration; with ``use_in`` also a room notification in each subscription."""
        self._refuse(draft, self.names())
        plan = Plan(draft, current=None)
        refs = self._tokens.keep(plan.secrets)

        def work(unit: Unit) -> Integration:
            integration = plan.build(self._acts.new_id, refs)
            act = self._acts.begin(unit)
            unit.integrations.insert(integration, act.at)
            self._tokens.settle(unit, token_refs(integration), ())
            unit.set_setting(LAST_ENDPOINT, integration.endpoint)
            act.integration(Action.CREATE_INTEGRATION, None, integration)
            self._use_in(act, integration, draft.use_in)
            return integration

        return self._committed(work, refs)

    def _use_in(self, act: Act, integration: Integration, subscriptions: Sequence[str]) -> None:
        for subscription_id in subscriptions:
            act.unit.subscriptions.get(subscription_id)
            taken = [n.name for n in act.unit.notifications.of_subscription(subscription_id)]
            notification = RoomNotification(
                id=self._acts.new_id(),
                subscription_id=subscription_id,
                integration_id=integration.id,
                name=free_name(integration.name, taken),
            )
            act.unit.notifications.insert(notification, act.at)
            act.notification(Action.CREATE_NOTIFICATION, None, notification)

    def edit(self, integration_id: str, expected: int, draft: IntegrationDraft) -> Integration:
        """Change name, server, tokens and rooms.

        A change of the endpoint's host drops every kept token: a stored token never goes to a
        server it was not entered for.
        """
        current = self._store.read(lambda unit: unit.integrations.get(integration_id))
        if current.version != expected:
            raise Conflict("integration", current.name, gone=False)
        self._refuse(draft, self.load(integration_id).taken)
        plan = Plan(draft, current)
        refs = self._tokens.keep(plan.secrets)

        def work(unit: Unit) -> Integration:
            act = self._acts.begin(unit)
            self._refuse_lost_rooms(unit, current, draft)
            after = unit.integrations.update(plan.build(self._acts.new_id, refs), expected, act.at)
            self._tokens.settle(unit, token_refs(after), token_refs(current))
            unit.set_setting(LAST_ENDPOINT, after.endpoint)
            act.integration(Action.UPDATE_CONFIGURATION, current, after)
            return after

        return self._committed(work, refs)

    def set_enabled(self, integration_id: str, expected: int, on: bool) -> Integration:
        """Switch an integration on or off; what was dropped while off is never sent later."""

        def work(unit: Unit) -> Integration:
            before = unit.integrations.get(integration_id)
            return self._switch(unit, before, replace(before, enabled=on), expected)

        return self._store.write(work)

    def set_room_enabled(
        self, integration_id: str, room_id: str, expected: int, on: bool
    ) -> Integration:
        """Switch one room of an integration on or off."""

        def work(unit: Unit) -> Integration:
            before = unit.integrations.get(integration_id)
            rooms = tuple(replace(r, enabled=on) if r.id == room_id else r for r in before.rooms)
            return self._switch(unit, before, replace(before, rooms=rooms), expected)

        return self._store.write(work)

    def _switch(
        self, unit: Unit, before: Integration, wanted: Integration, expected: int
    ) -> Integration:
        act = self._acts.begin(unit)
        after = unit.integrations.update(wanted, expected, act.at)
        act.integration(Action.UPDATE_ON, before, after)
        return after

    def dependents(self, integration_id: str) -> tuple[Dependent, ...]:
        """The subscriptions that use it: why it cannot be deleted yet."""
        return tuple(self._store.read(lambda unit: unit.integrations.dependents(integration_id)))

    def delete(self, integration_id: str, expected: int) -> None:
        """Delete an unused integration. Raises InUse naming each dependent subscription."""

        def work(unit: Unit) -> None:
            before = unit.integrations.get(integration_id)
            dependents = unit.integrations.dependents(integration_id)
            if dependents:
                raise InUse(before.name, dependents)
            self._delete(self._acts.begin(unit), before, expected)

        self._store.write(work)

    def remove_from_all_and_delete(self, integration_id: str, expected: int) -> int:
        """Delete every room notification that uses it, then the integration: one act.

        Gives the number of notifications removed.
        """

        def work(unit: Unit) -> int:
            act = self._acts.begin(unit)
            before = unit.integrations.get(integration_id)
            users = unit.notifications.of_integration(integration_id)
            for notification in users:
                unit.notifications.delete(notification.id, notification.version, act.at)
                act.notification(Action.DELETE_NOTIFICATION, notification, None)
            self._delete(act, before, expected)
            return len(users)

        return self._store.write(work)

    def _delete(self, act: Act, before: Integration, expected: int) -> None:
        act.unit.integrations.delete(before.id, expected, act.at)
        self._tokens.settle(act.unit, (), token_refs(before))
        act.integration(Action.DELETE_INTEGRATION, before, None)

    def _refuse(self, draft: IntegrationDraft, taken: Sequence[str]) -> None:
        problems = blocking(self.check(draft, taken))
        if problems:
            raise Invalid(problems)

    def _refuse_lost_rooms(self, unit: Unit, current: Integration, draft: IntegrationDraft) -> None:
        kept = {r.id for r in draft.rooms}
        problems = []
        for room in current.rooms:
            users = unit.integrations.room_dependents(room.id) if room.id not in kept else ()
            if users:
                names = ", ".join(f"{u.subscription} ({', '.join(u.notifications)})" for u in users)
                where = {"room": room.shown, "users": names}
                problems.append(Problem("rooms", Code.ROOM_IN_USE, where))
        if problems:
            raise Invalid(problems)

    def _committed(self, work: Callable[[Unit], Integration], refs: Sequence[str]) -> Integration:
        try:
            return self._store.write(work)
        except HipadminError:
            self._tokens.abandon(refs)
            raise
