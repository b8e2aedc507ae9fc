"""Intake keys: made, shown, rotated with an overlap, removed. The keys live in the vault."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from hipadmin.domain.change import Action, Entity
from hipadmin.domain.errors import HipadminError, NotFound, VaultTrouble
from hipadmin.domain.intake_key import OVERLAP, IntakeKey, KeyPurpose
from hipadmin.domain.ports import Clock, Store, Unit
from hipadmin.domain.token import Secret
from hipadmin.services.configuration.records import Act, Acts, Picture
from hipadmin.services.tokens import TokenKeeper

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Door:
    """A key that opens a subscription's door now, with its secret."""

    key: IntakeKey
    secret: Secret


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a subscription's door now, as far as the vault has it.

    ``known``: it has keys; ``trouble``: why the vault does not give some of them at present.
    """

    known: bool
    doors: tuple[Door, ...] = ()
    trouble: VaultTrouble | None = None


class IntakeKeys:
    """The verbs on intake keys. May raise NotFound, StoreTrouble, VaultTrouble."""

    def __init__(self, store: Store, tokens: TokenKeeper, acts: Acts, clock: Clock) -> None:
        self._store = store
        self._tokens = tokens
        self._acts = acts
        self._clock = clock

    def of(self, subscription_id: str) -> tuple[IntakeKey, ...]:
        """The keys that are taken at present, the newest first."""
        now = self._clock()
        keys = self._store.read(lambda unit: unit.intake_keys.of_subscription(subscription_id))
        return tuple(key for key in keys if key.is_taken(now))

    def opening(self, subscription_id: str) -> Opening:
        """The same with their secrets: what intake compares with.

        One that the vault does not give keeps no other from being known: after a rotation the old
        key is to open the door before the new one has come to a relay.
        """
        keys, found, trouble = self.of(subscription_id), list[Door](), None
        for key in keys:
            try:
                secret = self._tokens.reveal(key.ref_id)
            except VaultTrouble as error:
                trouble = error
            else:
                found += [Door(key, secret)] if secret else []
        return Opening(bool(keys), tuple(found), trouble)

    def reveal(self, ref_id: str) -> Secret | None:
        """One key in plain, for a person who asked to see it."""
        return self._tokens.reveal(ref_id)

    def ensure(self, subscription_id: str) -> IntakeKey:
        """The newest intake key of a subscription; made if there is none."""
        lasting = self.sources(subscription_id)
        return lasting[0] if lasting else self.add(subscription_id)

    def sources(self, subscription_id: str) -> list[IntakeKey]:
        """The intake keys that end at no time, the newest first."""
        return [key for key in self._of_sources(subscription_id) if key.ends_at is None]

    def speaking(self, subscription_id: str) -> Secret | None:
        """An intake key in plain, for a source on this machine; made if there is none.

        None where the vault has none of those there are, or keeps none beyond this run.
        """
        known = self._of_sources(subscription_id)
        if not known and not self._tokens.fleeting:
            known = [self.add(subscription_id)]
        revealed = (self.reveal(key.ref_id) for key in known)
        return next((secret for secret in revealed if secret is not None), None)

    def add(
        self,
        subscription_id: str,
        purpose: KeyPurpose = KeyPurpose.INTAKE,
        secret: Secret | None = None,
    ) -> IntakeKey:
        """Make a key, or keep the ``secret`` a source was set up with."""
        return self._keep(subscription_id, purpose, secret, _leave)

    def rotate(self, subscription_id: str, *, at_once: bool = False) -> IntakeKey:
        """Make a new intake key; the old ones are taken for another 24 hours.

        ``at_once``: they are taken no longer, such as when one got into wrong hands.
        """
        retire = self._end_now if at_once else _end_later
        return self._keep(subscription_id, KeyPurpose.INTAKE, None, retire)

    def remove(self, key: IntakeKey) -> None:
        """Take a key no longer, from now on."""
        self._acts.perform(lambda act: self._end(act, key))

    def sweep(self) -> int:
        """Let go of keys whose time is over; give how many."""

        def work(act: Act) -> int:
            ended = [key.ref_id for key in act.unit.intake_keys.ended(self._clock())]
            act.unit.intake_keys.remove(ended)
            self._tokens.settle(act.unit, (), ended)
            return len(ended)

        return self._acts.perform(work).value

    def _of_sources(self, subscription_id: str) -> list[IntakeKey]:
        """The keys that sources show, the newest first; what they sign with is another."""
        return [key for key in self.of(subscription_id) if key.purpose is KeyPurpose.INTAKE]

    def _keep(
        self,
        subscription_id: str,
        purpose: KeyPurpose,
        secret: Secret | None,
        retire: Callable[[Act, str], bool],
    ) -> IntakeKey:
        kept = secret or Secret(secrets.token_urlsafe(KEY_BYTES))
        [ref_id] = self._tokens.keep([kept])

        def work(act: Act) -> IntakeKey:
            act.unit.subscriptions.get(subscription_id)
            action = Action.ROTATE_KEY if retire(act, subscription_id) else Action.CREATE_KEY
            key = IntakeKey(ref_id, subscription_id, purpose, act.at)
            act.unit.intake_keys.add(key)
            self._tokens.settle(act.unit, [ref_id], ())
            _record(act, action, key, after=_picture(key))
            return key

        try:
            return self._acts.perform(work).value
        except HipadminError:
            self._tokens.abandon([ref_id])
            raise

    def _end(self, act: Act, key: IntakeKey) -> None:
        act.unit.intake_keys.remove([key.ref_id])
        self._tokens.settle(act.unit, (), [key.ref_id])
        _record(act, Action.DELETE_KEY, key, before=_picture(key))

    def _end_now(self, act: Act, subscription_id: str) -> bool:
        """End every key that sources show; tell whether there were any."""
        old = _shown(act, subscription_id)
        for key in old:
            self._end(act, key)
        return bool(old)


def _leave(_act: Act, _subscription_id: str) -> bool:
    """Leave the other keys as they are."""
    return False


def _end_later(act: Act, subscription_id: str) -> bool:
    """Give every key that sources show its last day; tell whether there were any."""
    old = _shown(act, subscription_id)
    for key in old:
        if key.ends_at is None:
            act.unit.intake_keys.end(key.ref_id, act.at + OVERLAP)
    return bool(old)


def _shown(act: Act, subscription_id: str) -> list[IntakeKey]:
    """The keys that sources show and that are taken at the time of the act."""
    found = act.unit.intake_keys.of_subscription(subscription_id)
    return [key for key in found if key.purpose is KeyPurpose.INTAKE and key.is_taken(act.at)]


def _record(
    act: Act,
    action: Action,
    key: IntakeKey,
    *,
    before: Picture | None = None,
    after: Picture | None = None,
) -> None:
    name = _name(act.unit, key.subscription_id)
    act.note(action, Entity.KEY, key.subscription_id, name, before, after)


def _picture(key: IntakeKey) -> Picture:
    return {"purpose": key.purpose.value}


def _name(unit: Unit, subscription_id: str) -> str:
    try:
        return unit.subscriptions.get(subscription_id).name
    except NotFound:
        return subscription_id
