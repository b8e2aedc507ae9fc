"""Integrations: add, edit, switch, delete. One public verb, one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hipadmin.domain.change import Action, Entity
from hipadmin.domain.errors import Conflict, Dependent, HipadminError, InUse, Invalid, NotFound
from hipadmin.domain.integration import (
    Integration,
    IntegrationDraft,
    RoomDraft,
    TokenEdit,
    check_integration,
)
from hipadmin.domain.ports import Store, Unit
from hipadmin.domain.problems import Code, Problem, blocking
from hipadmin.domain.step import Verb
from hipadmin.domain.subscription import RoomNotification
from hipadmin.services.certificates import check_certificate
from hipadmin.services.configuration.names import free_name
from hipadmin.services.configuration.plan import Plan
from hipadmin.services.configuration.records import Act, Acts
from hipadmin.services.configuration.several import Chosen, Fate, each
from hipadmin.services.tokens import TokenKeeper
from hipadmin.services.wanted import Wanted

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
    changed. Those on several rows tell what was refused row by row instead.
    """

    def __init__(self, store: Store, tokens: TokenKeeper, acts: Acts) -> None:
        self._store = store
        self._tokens = tokens
        self._acts = acts

    def load(self, integration_id: str) -> Loaded:
        """What editing needs."""
        return self._store.read(lambda unit: _loaded(unit, integration_id))

    def load_several(self, ids: Sequence[str]) -> tuple[Loaded, ...]:
        """The same of several but for ``taken``; those that do not exist any more are left out."""

        def work(unit: Unit) -> tuple[Loaded, ...]:
            live = {i.id: i for i in unit.integrations.all()}
            users = unit.integrations.dependents
            return tuple(Loaded(live[key], tuple(users(key)), ()) for key in ids if key in live)

        return self._store.read(work)

    def names(self) -> tuple[str, ...]:
        """The names that are taken."""
        return tuple(self._store.read(lambda unit: unit.integrations.names()))

    def last_endpoint(self) -> str:
        """The endpoint used last, or an empty text."""
        return self._store.read(lambda unit: unit.setting(LAST_ENDPOINT)) or ""

    def check(self, draft: IntegrationDraft, taken: Sequence[str]) -> tuple[Problem, ...]:
        """Every problem of ``draft``, the certificate file included (reads it)."""
        return (*check_integration(draft, taken), *check_certificate(draft.ca_certificate))

    def add(self, draft: IntegrationDraft, wanted: Wanted | None = None) -> Integration:
        """Add an integration; with ``use_in`` also a room notification in each subscription.

        Raises Dropped if ``wanted`` was given up while the keyring took its time.
        """
        self._refuse(draft, self.names())
        plan = Plan(draft, current=None)
        refs = self._tokens.keep(plan.secrets)

        def work(act: Act) -> Integration:
            integration = plan.build(self._acts.new_id, refs)
            act.unit.integrations.insert(integration, act.at)
            self._tokens.settle(act.unit, integration.token_refs, ())
            act.unit.set_setting(LAST_ENDPOINT, integration.endpoint)
            act.integration(Action.CREATE_INTEGRATION, None, integration)
            self._use_in(act, integration, draft.use_in)
            return integration

        return self._committed(Verb.ADD, work, refs, wanted)

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

    def duplicate(self, integration_id: str, wanted: Wanted | None = None) -> Integration:
        """Add a copy under a free name, with rooms and tokens; no subscription uses it yet.

        Nor is it given to new subscriptions, even if the original is: they would tell everything
        twice. A token the vault does not have is needed in the copy as well. Blocks on the vault.
        Raises Dropped as `add` does.
        """
        current = self._store.read(lambda unit: unit.integrations.get(integration_id))
        rooms = tuple(
            RoomDraft(r.room, self._copied(r.token_ref), r.enabled, name=r.name)
            for r in current.rooms
        )
        draft = IntegrationDraft(
            name=free_name(current.name, self.names()),
            endpoint=current.endpoint,
            token=self._copied(current.token_ref),
            rooms=rooms,
            ca_certificate=current.ca_certificate,
            proxy=current.proxy,
            enabled=current.enabled,
        )
        return self.add(draft, wanted)

    def _copied(self, ref: str | None) -> TokenEdit:
        return TokenEdit.to(self._tokens.reveal(ref) if ref else None)

    def edit(
        self,
        integration_id: str,
        expected: int,
        draft: IntegrationDraft,
        wanted: Wanted | None = None,
    ) -> Integration:
        """Change name, server, tokens and rooms.

        A change of the endpoint's host drops every kept token: a stored token never goes to a
        server it was not entered for. Raises Dropped as `add` does.
        """
        current = self._store.read(lambda unit: unit.integrations.get(integration_id))
        if current.version != expected:
            raise Conflict("integration", current.name, gone=False)
        self._refuse(draft, self.load(integration_id).taken)
        plan = Plan(draft, current)
        refs = self._tokens.keep(plan.secrets)

        def work(act: Act) -> Integration:
            unit = act.unit
            self._refuse_lost_rooms(unit, current, draft)
            after = unit.integrations.update(plan.build(self._acts.new_id, refs), expected, act.at)
            self._tokens.settle(unit, after.token_refs, current.token_refs)
            unit.set_setting(LAST_ENDPOINT, after.endpoint)
            act.integration(Action.UPDATE_CONFIGURATION, current, after)
            return after

        return self._committed(Verb.EDIT, work, refs, wanted)

    def set_enabled(self, integration_id: str, expected: int, on: bool) -> Integration:
        """Switch an integration on or off; what was dropped while off is never sent later."""
        return self._acts.run(
            _turn(on), Entity.INTEGRATION, lambda act: _switch(act, integration_id, expected, on)
        )

    def set_enabled_several(self, chosen: Sequence[Chosen], on: bool) -> tuple[Fate, ...]:
        """Switch several integrations in one act."""
        return self._acts.run(
            _turn(on),
            Entity.INTEGRATION,
            lambda act: each(
                act, Entity.INTEGRATION, chosen, lambda one: _switch(act, one.id, one.version, on)
            ),
        )

    def set_room_enabled(
        self, integration_id: str, room_id: str, expected: int, on: bool
    ) -> Integration:
        """Switch one room of an integration on or off."""

        def work(act: Act) -> Integration:
            before = act.unit.integrations.get(integration_id)
            room = before.room(room_id)
            if room is None:
                raise NotFound("room", room_id)
            act.room = room.shown
            rooms = tuple(replace(r, enabled=on) if r is room else r for r in before.rooms)
            return _store_switched(act, before, replace(before, rooms=rooms), expected)

        return self._acts.run(_turn(on), Entity.INTEGRATION, work)

    def dependents(self, integration_id: str) -> tuple[Dependent, ...]:
        """The subscriptions that use it: why it cannot be deleted yet."""
        return tuple(self._store.read(lambda unit: unit.integrations.dependents(integration_id)))

    def delete(self, integration_id: str, expected: int) -> None:
        """Delete an unused integration. Raises InUse naming each dependent subscription."""
        self._acts.run(
            Verb.DELETE,
            Entity.INTEGRATION,
            lambda act: self._delete_unused(act, integration_id, expected),
        )

    def delete_several(self, chosen: Sequence[Chosen]) -> tuple[Fate, ...]:
        """Delete several integrations in one act; those in use stay."""
        return self._acts.run(
            Verb.DELETE,
            Entity.INTEGRATION,
            lambda act: each(
                act,
                Entity.INTEGRATION,
                chosen,
                lambda one: self._delete_unused(act, one.id, one.version),
            ),
        )

    def remove_from_all_and_delete(
        self, integration_id: str, expected: int, known: Sequence[Dependent] | None = None
    ) -> int:
        """Delete every room notification that uses it, then the integration: one act.

        Raises InUse if others use it than those ``known`` to whoever asked for it. Gives the
        number of notifications removed.
        """

        def work(act: Act) -> int:
            before = act.unit.integrations.get(integration_id)
            if known is not None:
                _refuse_unknown(before, known, act.unit.integrations.dependents(integration_id))
            users = act.unit.notifications.of_integration(integration_id)
            for notification in users:
                act.unit.notifications.delete(notification.id, notification.version, act.at)
                act.notification(Action.DELETE_NOTIFICATION, notification, None)
            self._delete(act, before, expected)
            return len(users)

        return self._acts.run(Verb.REMOVE_AND_DELETE, Entity.INTEGRATION, work)

    def _delete_unused(self, act: Act, integration_id: str, expected: int) -> None:
        before = act.unit.integrations.get(integration_id)
        dependents = act.unit.integrations.dependents(integration_id)
        if dependents:
            raise InUse(before.name, dependents)
        self._delete(act, before, expected)

    def _delete(self, act: Act, before: Integration, expected: int) -> None:
        act.unit.integrations.delete(before.id, expected, act.at)
        self._tokens.settle(act.unit, (), before.token_refs)
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

    def _committed(
        self,
        verb: Verb,
        work: Callable[[Act], Integration],
        refs: Sequence[str],
        wanted: Wanted | None,
    ) -> Integration:
        try:
            return self._acts.run(verb, Entity.INTEGRATION, work, wanted)
        except HipadminError:
            self._tokens.abandon(refs)
            raise


def _loaded(unit: Unit, integration_id: str) -> Loaded:
    return Loaded(
        unit.integrations.get(integration_id),
        tuple(unit.integrations.dependents(integration_id)),
        tuple(unit.integrations.names(but=integration_id)),
    )


def _refuse_unknown(
    integration: Integration, known: Sequence[Dependent], users: Sequence[Dependent]
) -> None:
    told = {(d.subscription_id, name) for d in known for name in d.notifications}
    if {(d.subscription_id, name) for d in users for name in d.notifications} - told:
        raise InUse(integration.name, users)


def _turn(on: bool) -> Verb:
    return Verb.TURN_ON if on else Verb.TURN_OFF


def _switch(act: Act, integration_id: str, expected: int, on: bool) -> Integration:
    before = act.unit.integrations.get(integration_id)
    return _store_switched(act, before, replace(before, enabled=on), expected)


def _store_switched(
    act: Act, before: Integration, wanted: Integration, expected: int
) -> Integration:
    after = act.unit.integrations.update(wanted, expected, act.at)
    act.integration(Action.UPDATE_ON, before, after)
    return after
