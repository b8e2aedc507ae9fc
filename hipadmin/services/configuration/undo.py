"""Undo and redo: the inverse verb with the versions that were left, in one transaction."""

from dataclasses import dataclass

from hipadmin.domain.errors import HipadminError, VaultTrouble
from hipadmin.domain.integration import Integration
from hipadmin.domain.step import Key, RowChange, Step, refs_of
from hipadmin.services.configuration.journal import Journal
from hipadmin.services.configuration.records import Act, Acts
from hipadmin.services.configuration.reversal import NotUndone, Reversal
from hipadmin.services.tokens import Sought, TokenKeeper
from hipadmin.services.wanted import Wanted


class NothingToUndo(HipadminError):
    """There is no such step (any more)."""

    def __init__(self) -> None:
        super().__init__("There is nothing to undo any more.")


@dataclass(frozen=True, slots=True)
class Undone:
    """A step that was taken back or done again; ``tokenless`` came back without a token."""

    step: Step
    tokenless: tuple[Integration, ...] = ()


class Undo:
    """Takes steps of this run back, and does them again. Blocking.

    Raises NotUndone (a row was changed by somebody else, or something stands in the way),
    NothingToUndo, StoreTrouble, Dropped if ``wanted`` was given up while the keyring took its time:
    then nothing has changed. Events, deliveries and test messages are no steps: what was sent stays
    sent.
    """

    def __init__(self, tokens: TokenKeeper, acts: Acts, journal: Journal) -> None:
        self._tokens = tokens
        self._acts = acts
        self._journal = journal

    def undo(self, step_id: str = "", wanted: Wanted | None = None) -> Undone:
        """Take back the newest step, or the one with this id."""
        newest = self._journal.undo
        return self._back(step_id or (newest.id if newest else ""), wanted, again=False)

    def redo(self, wanted: Wanted | None = None) -> Undone:
        """Do again what was taken back last."""
        newest = self._journal.redo
        return self._back(newest.id if newest else "", wanted, again=True)

    def skip(self, step_id: str) -> None:
        """Forget a step, so that what is before it can be reached."""
        with self._journal.order:
            step = self._journal.done(step_id) or self._journal.undone(step_id)
            if step is not None:
                self._journal.replace(step, None)

    def _back(self, step_id: str, wanted: Wanted | None, *, again: bool) -> Undone:
        sought = self._look_for_tokens(self._find(step_id, again=again))
        with self._journal.order:
            step = self._find(step_id, again=again)
            reversal = Reversal(step, self._tokens, sought.lost)
            try:
                act = self._acts.perform(reversal.run, wanted).act
            except NotUndone as refusal:
                if refusal.moved:
                    self._journal.replace(step, refusal.rest)
                raise
            self._note(step, act, again=again)
        return Undone(step, _tokenless(act, sought))

    def _find(self, step_id: str, *, again: bool) -> Step:
        journal = self._journal
        step = journal.undone(step_id) if again else journal.done(step_id)
        if step is None:
            raise NothingToUndo
        return step

    def _look_for_tokens(self, step: Step) -> Sought:
        """Ask the vault for the tokens that come back; it may take long, so nobody waits for it."""
        refs = [ref for c in step.changes for ref in refs_of(c.before) - refs_of(c.after)]
        try:
            return self._tokens.look_for(refs)
        except VaultTrouble as trouble:
            raise NotUndone(step, cause=trouble) from trouble

    def _note(self, step: Step, act: Act, *, again: bool) -> None:
        reverse = Step(step.id, step.verb, step.entity, act.changes, step.room)
        move = self._journal.do_again if again else self._journal.take_back
        move(step, reverse, _versions(step, act))


def _versions(step: Step, act: Act) -> dict[Key, int]:
    """Under which version each state that ``step`` had found is there again."""
    now = {(c.entity, c.row.id): c.version for c in act.changes}
    return {c.source: now[c.entity, c.row.id] for c in step.changes}


def _tokenless(act: Act, sought: Sought) -> tuple[Integration, ...]:
    missing = sought.lost | sought.away
    back = [c.after for c in act.changes if _brought(c) & missing]
    return tuple(row for row in back if isinstance(row, Integration))


def _brought(change: RowChange) -> frozenset[str]:
    return refs_of(change.after) - refs_of(change.before)
