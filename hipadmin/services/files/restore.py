"""Restore: bring the configuration back to what a backup holds, as one act that can be undone."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from hipadmin.domain.backup import Backup
from hipadmin.domain.change import Entity
from hipadmin.domain.ports import Unit
from hipadmin.domain.ports.backups import BackupShelf
from hipadmin.domain.step import Verb
from hipadmin.services.configuration.records import Act, Acts
from hipadmin.services.files.apply_work import Rehearsed, Step, StepsChanged, same_steps
from hipadmin.services.files.restore_work import RestoreWork, Snapshot
from hipadmin.services.tokens import TokenKeeper
from hipadmin.services.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did or would do.

    ``tokenless`` are integrations that came back without a token the vault still has. ``backup``
    is the one of the state before; None for a rehearsal. ``rows`` are the ids of what changed.
    ``names`` are behind the ids in the steps' changes, which a rehearsal tells.
    """

    steps: tuple[Step, ...]
    tokenless: tuple[str, ...]
    backup: Backup | None = None
    rows: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> tuple[Step, ...]:
        """The steps that are not "same"."""
        return tuple(s for s in self.steps if s.verb != "same")


class Restore:
    """Restores integrations, subscriptions and room notifications; what has happened stays.

    Test results, the audit log and the window's settings are not taken back. Raises NotFound,
    StoreTrouble, VaultTrouble; then nothing has changed.
    """

    def __init__(self, shelf: BackupShelf, tokens: TokenKeeper, acts: Acts) -> None:
        self._shelf = shelf
        self._tokens = tokens
        self._acts = acts

    def rehearse(self, name: str) -> Restored:
        """What restoring the backup ``name`` would do, without asking the vault."""
        wanted = self._shelf.read(name, snapshot)
        missing = self._tokens.forgotten(_refs(wanted))
        work = RestoreWork(wanted, self._tokens, missing)
        with suppress(Rehearsed):
            self._acts.perform(lambda act: _rehearsed(work, act))
        return Restored(tuple(work.steps), _tokenless(wanted, missing), names=work.names)

    def restore(
        self, name: str, undropped: Wanted | None = None, shown: Restored | None = None
    ) -> Restored:
        """Back up what is there now, then make everything as the backup ``name`` has it.

        ``shown`` is what a person agreed to: then nothing else is done. Raises StepsChanged, and
        Dropped if ``undropped`` was given up while the keyring took its time; then nothing has
        changed.
        """
        wanted = self._shelf.read(name, snapshot)
        sought = self._tokens.look_for(self._tokens.not_live(_refs(wanted)))
        missing = sought.lost | sought.away
        backup = self._shelf.make()
        work = RestoreWork(wanted, self._tokens, sought.lost)

        def as_shown(act: Act) -> None:
            work.run(act)
            if shown is not None:
                work.tell_changes(act.unit)
                if not same_steps(shown.steps, work.steps):
                    raise StepsChanged("Nothing was restored.")

        self._acts.run(Verb.RESTORE, Entity.INTEGRATION, as_shown, undropped)
        return Restored(tuple(work.steps), _tokenless(wanted, missing), backup, work.rows)


def snapshot(unit: Unit) -> Snapshot:
    """The configuration that ``unit`` sees."""
    return Snapshot(
        tuple(unit.integrations.all()),
        tuple(unit.subscriptions.all()),
        tuple(unit.notifications.all()),
    )


def _rehearsed(work: RestoreWork, act: Act) -> None:
    work.run(act)
    work.tell_changes(act.unit)
    raise Rehearsed


def _refs(wanted: Snapshot) -> frozenset[str]:
    return frozenset(ref for i in wanted.integrations for ref in i.token_refs)


def _tokenless(wanted: Snapshot, missing: frozenset[str]) -> tuple[str, ...]:
    return tuple(i.name for i in wanted.integrations if i.token_refs & missing)
