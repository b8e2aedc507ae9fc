"""Tokens between database and vault: announced first, then kept, then made live with the change."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.ports import Clock, NewId, Store, Unit, Vault
from hipadmin.domain.token import RefState, Secret, TokenRef

UNDO_HORIZON = timedelta(days=7)
"""How long the token of a deleted or replaced version is kept, so that a change can go back."""
PENDING_HORIZON = timedelta(minutes=15)
"""How long a token may wait for its change; a keyring's prompt may stand open for minutes."""


class Sought(NamedTuple):
    """References without a token here: ``lost`` for good, or ``away`` in another kind of vault."""

    lost: frozenset[str]
    away: frozenset[str]


class TokenKeeper:
    """Writes tokens so that no row ever claims one the vault does not have.

    A reference is committed as pending before the vault is written, and becomes live in the
    transaction of the change that uses it. Whatever dies in between leaves a reference that
    ``sweep`` finds. ``undoable`` tells the references that undo may still need.
    """

    def __init__(
        self,
        store: Store,
        vault: Vault,
        clock: Clock,
        new_id: NewId,
        undoable: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._new_id = new_id
        self._undoable = undoable
        self._taken_back: frozenset[str] = frozenset()

    @property
    def fleeting(self) -> str:
        """Why what is kept is gone after this run; empty if it is not. Blocking."""
        return "" if self._vault.durable else self._vault.reason

    def keep(self, secrets: Sequence[Secret]) -> tuple[str, ...]:
        """Write each secret to the vault under a fresh reference; give the references in order.

        Raises VaultTrouble or StoreTrouble; then nothing is kept.
        """
        refs = tuple(self._new_id() for _ in secrets)
        if not refs:
            return refs
        spoilt = self._taken_back
        self._store.write(lambda unit: self._announce(unit, refs, spoilt))
        self._taken_back -= spoilt
        try:
            for ref, secret in zip(refs, secrets, strict=True):
                self._vault.put(ref, secret)
        except HipadminError:
            self.abandon(refs)
            raise
        return refs

    def _announce(self, unit: Unit, refs: Sequence[str], spoilt: frozenset[str]) -> None:
        unit.tokens.forget(spoilt)
        for ref in refs:
            unit.tokens.add_pending(ref, self._vault.name, self._clock())

    def settle(
        self, unit: Unit, live: Iterable[str], dead: Iterable[str], lost: Iterable[str] = ()
    ) -> None:
        """Within the change's transaction: make ``live`` live, and ``dead`` dead if not live.

        Those of the live ones that are ``lost`` are marked missing: a row may go on naming them,
        but claims no token.
        """
        alive, missing, now = set(live), set(lost), self._clock()
        for ref in missing:
            if unit.tokens.get(ref) is None:  # swept when nobody knew that it was still wanted
                unit.tokens.add_pending(ref, self._vault.name, now)
        unit.tokens.mark(alive - missing, RefState.LIVE, now)
        unit.tokens.mark(missing, RefState.MISSING, now)
        unit.tokens.mark(set(dead) - alive, RefState.DEAD, now)

    def not_live(self, refs: Collection[str]) -> frozenset[str]:
        """Those of ``refs`` that no row uses now: only the vault knows whether it has them."""
        known = self._store.read(lambda unit: unit.tokens.all())
        live = {ref.id for ref in known.values() if ref.state is RefState.LIVE}
        return frozenset(refs) - live

    def forgotten(self, refs: Collection[str]) -> frozenset[str]:
        """Those of ``refs`` whose tokens are certainly gone, as far as the table tells."""
        known = self._store.read(lambda unit: unit.tokens.all())
        return frozenset(r for r in refs if r not in known or _is_gone(known[r]))

    def look_for(self, refs: Collection[str]) -> Sought:
        """Which of ``refs`` the vault does not give, or not for long. Raises VaultTrouble."""
        known = self._store.read(lambda unit: unit.tokens.all()) if refs else {}
        lost, away = set[str](), set[str]()
        for ref_id in refs:
            ref = known.get(ref_id)
            if ref is not None and ref.vault != self._vault.name:
                away.add(ref_id)
            elif ref is None or _is_going(ref) or self._vault.get(ref_id) is None:
                lost.add(ref_id)
        return Sought(frozenset(lost), frozenset(away))

    def going(self, unit: Unit, refs: Iterable[str]) -> frozenset[str]:
        """Within a transaction: those of ``refs``, once live, that are being swept."""
        found = [unit.tokens.get(ref_id) for ref_id in refs]
        return frozenset(ref.id for ref in found if ref is not None and _is_going(ref))

    def abandon(self, refs: Sequence[str]) -> None:
        """Take back what ``keep`` wrote for a change that did not happen.

        The failure that led here is what the person must hear of. A reference that the store did
        not let go of is forgotten with the next token that is kept; ``sweep`` finds all others.
        """
        for ref in refs:
            try:
                self._vault.remove(ref)
            except HipadminError:
                continue
            try:
                self._forget(ref)
            except HipadminError:
                self._taken_back |= {ref}

    def drop(self, ref_id: str) -> None:
        """Have the vault forget a token; its reference stays, missing.

        Raises VaultTrouble, StoreTrouble.
        """
        self._vault.remove(ref_id)
        self._store.write(lambda unit: unit.tokens.mark([ref_id], RefState.MISSING, self._clock()))

    def reveal(self, ref_id: str | None) -> Secret | None:
        """The token behind a reference; None if there is none.

        A live reference whose token has vanished from the vault is marked missing.
        Raises VaultTrouble.
        """
        if not ref_id:
            return None
        ref = self._store.read(lambda unit: unit.tokens.get(ref_id))
        if ref is None or not self._vault.holds(ref.id, ref.vault):
            return None
        token = self._vault.get(ref_id)
        if token is None and not self._vault.holds(ref.id, ref.vault):
            return None  # asking showed that this run has another vault than the token is in
        state = RefState.MISSING if token is None else RefState.LIVE
        if ref.state in (RefState.LIVE, RefState.MISSING) and ref.state is not state:
            self._store.write(lambda unit: unit.tokens.mark([ref_id], state, self._clock()))
        return token

    def leftovers(self) -> tuple[TokenRef, ...]:
        """References that nothing uses: pending past their time, or dead past the horizon."""
        now, wanted = self._clock(), self._undoable()

        def work(unit: Unit) -> tuple[TokenRef, ...]:
            pending = unit.tokens.in_state(RefState.PENDING)
            dead = unit.tokens.in_state(RefState.DEAD)
            return (
                *(r for r in pending if now - r.changed_at > PENDING_HORIZON),
                *(r for r in dead if now - r.changed_at > UNDO_HORIZON and r.id not in wanted),
            )

        return self._store.read(work)

    def sweep(self) -> int:
        """Remove leftovers from vault and table; give how many. Raises VaultTrouble.

        References of another kind of vault are forgotten only if that vault died with its run.
        """
        swept = 0
        for ref in self.leftovers():
            mine = ref.vault == self._vault.name
            if (mine or ref.vault != "keyring") and self._claim(ref):
                if mine:
                    self._vault.remove(ref.id)
                self._forget(ref.id)
                swept += 1
        return swept

    def _claim(self, ref: TokenRef) -> bool:
        """Whether ``ref`` is still as it was found; then from now on nothing can bring it back."""

        def work(unit: Unit) -> bool:
            untouched = unit.tokens.get(ref.id) == ref
            if untouched:
                unit.tokens.mark([ref.id], RefState.PENDING, self._clock())
            return untouched

        return self._store.write(work)

    def _forget(self, ref_id: str) -> None:
        self._store.write(lambda unit: unit.tokens.forget([ref_id]))


def _is_going(ref: TokenRef) -> bool:
    """Whether a reference that was live is being swept: only then is it pending again."""
    return ref.state is RefState.PENDING


def _is_gone(ref: TokenRef) -> bool:
    return ref.state is RefState.MISSING or _is_going(ref)
