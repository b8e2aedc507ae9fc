"""What this run has done and can take back, newest last; bounded, in memory, without secrets."""

from collections.abc import Callable, Collection, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # nothing has been done yet when the window opens
    from hipadmin.domain.step import Key, Step

MOST_STEPS = 100
"""Steps that can be taken back; older ones are forgotten."""
MOST_CHANGES = 20_000
"""Changed rows kept over all steps; the newest step is kept whatever its size."""


class Journal:
    """Two stacks of steps: done, and taken back. Reading never blocks; any thread may ask.

    Attributes:
        order: held while a change is committed and noted, so that steps stand in the order of
            their commits.
    """

    def __init__(self) -> None:
        self.order = Lock()
        self._done: tuple[Step, ...] = ()
        self._undone: tuple[Step, ...] = ()
        self._listeners: tuple[Callable[[], object], ...] = ()

    @property
    def undo(self) -> "Step | None":
        """What undo takes back next."""
        return self._done[-1] if self._done else None

    @property
    def redo(self) -> "Step | None":
        """What redo does again next."""
        return self._undone[-1] if self._undone else None

    def done(self, step_id: str) -> "Step | None":
        """The step of this id, if it can be taken back."""
        return next((s for s in self._done if s.id == step_id), None)

    def undone(self, step_id: str) -> "Step | None":
        """The step of this id, if it was taken back and can be done again."""
        return next((s for s in self._undone if s.id == step_id), None)

    def newest_of(self, row_ids: Collection[str]) -> "Step | None":
        """The newest step that changed one of these rows."""
        steps = reversed(self._done)
        return next((s for s in steps if any(c.row.id in row_ids for c in s.changes)), None)

    def token_refs(self) -> frozenset[str]:
        """Every reference to a token that undo or redo may need."""
        steps = (*self._done, *self._undone)
        if not steps:
            return frozenset()
        from hipadmin.domain.step import refs_of  # loaded by whoever did them

        rows = [row for s in steps for c in s.changes for row in (c.before, c.after)]
        return frozenset(ref for row in rows for ref in refs_of(row))

    def listen(self, listener: Callable[[], object]) -> Callable[[], None]:
        """Call ``listener`` after each change, on whatever thread made it; gives how to stop."""
        self._listeners = (*self._listeners, listener)

        def stop() -> None:
            self._listeners = tuple(other for other in self._listeners if other is not listener)

        return stop

    # written under `order`

    def note(self, step: "Step") -> None:
        """A step was done; what had been taken back cannot be done again."""
        self._set((*self._done, step), ())

    def take_back(self, step: "Step", reverse: "Step", versions: "Mapping[Key, int]") -> None:
        """``step`` was taken back by ``reverse``, which brought rows back under new versions."""
        left = _renumbered(_without(self._done, step.id), versions)
        self._set(left, (*_renumbered(self._undone, versions), reverse))

    def do_again(self, step: "Step", reverse: "Step", versions: "Mapping[Key, int]") -> None:
        """``step``, which had been taken back, was done again by ``reverse``."""
        left = _renumbered(_without(self._undone, step.id), versions)
        self._set((*_renumbered(self._done, versions), reverse), left)

    def replace(self, step: "Step", rest: "Step | None") -> None:
        """Only ``rest`` of ``step`` can still be done; None: nothing of it."""
        self._set(_with(self._done, step.id, rest), _with(self._undone, step.id, rest))

    def _set(self, done: "Sequence[Step]", undone: "Sequence[Step]") -> None:
        self._done, self._undone = _bounded(done), _bounded(undone)
        for listener in self._listeners:
            listener()


def _renumbered(steps: "Sequence[Step]", versions: "Mapping[Key, int]") -> "tuple[Step, ...]":
    return tuple(s.renumbered(versions) for s in steps)


def _without(steps: "Sequence[Step]", step_id: str) -> "tuple[Step, ...]":
    return tuple(s for s in steps if s.id != step_id)


def _with(steps: "Sequence[Step]", step_id: str, rest: "Step | None") -> "tuple[Step, ...]":
    found = (rest if s.id == step_id else s for s in steps)
    return tuple(s for s in found if s is not None)


def _bounded(steps: "Sequence[Step]") -> "tuple[Step, ...]":
    kept: list[Step] = []
    rows = 0
    for step in reversed(steps[-MOST_STEPS:]):
        rows += len(step.changes)
        if kept and rows > MOST_CHANGES:
            break
        kept.append(step)
    return tuple(reversed(kept))
