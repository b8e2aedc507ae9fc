"""What a form does when somebody else changes or deletes its row: told at once, never overwritten.

Used by every dialog that edits a stored row, and by the page General.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from hipadmin.domain.change import Change
from hipadmin.domain.errors import Conflict, HipadminError, NotFound
from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.clash_panel import ClashLine, ClashPanel
from hipadmin.gui.widgets.message_bar import Act, Message
from hipadmin.gui.words.steps import meanwhile_words
from hipadmin.services.bundle import Services

translate = QCoreApplication.translate
S = TypeVar("S")

MOST_TRIES = 3
"""Times a refused save is made again by itself before the person is asked to."""


@dataclass(frozen=True, slots=True)
class Now(Generic[S]):
    """What a form starts from as it is stored now; None if the row is gone.

    ``by`` is the newest change of the row, ``missing`` what was not found: the row, or what it
    stands in.
    """

    start: S | None
    by: Change | None
    missing: str = ""


def read_now(services: Services, row_id: str, read: Callable[[], S]) -> Now[S]:
    """Read it. Blocking. Raises StoreTrouble."""
    by = services.store.read(lambda unit: unit.changes.latest(row_id)) if row_id else None
    try:
        return Now(read(), by)
    except NotFound as error:
        return Now(None, by, error.entity)


class Form(Protocol[S]):
    """What a form answers and does when its row moves."""

    @property
    def row_id(self) -> str:
        """The stored row; empty while one is added."""

    @property
    def entity(self) -> str:
        """What the row is, in the words of NotFound."""

    def name(self) -> str:
        """What the row was called when editing began."""

    def read(self) -> S:
        """What the form starts from. Blocking. Raises NotFound."""

    def version(self, start: S | None) -> int:
        """The version of the row in ``start``, or of the one being edited (None)."""

    def dirty(self) -> bool:
        """Whether something was entered."""

    def show_around(self, start: S) -> None:
        """Show what surrounds the row anew: names that are taken, what can be chosen."""

    def rebase(self, start: S) -> Sequence[ClashLine]:
        """Go on from ``start``, keeping what was entered; gives what clashes."""

    def adopt(self, place: str) -> None:
        """Take the stored value of a line."""

    def start_anew(self) -> None:
        """Become a form that adds what was entered as a new row."""

    def discard(self) -> None:
        """Give up what was entered."""

    def vanished(self) -> bool:
        """The row is gone: whether the form has dealt with it itself."""


class Overtaking(QObject, Generic[S]):
    """Watches the row of ``form`` and shows in ``panel`` what others did to it.

    While not ``active``, the form's owner looks by itself when it is shown.

    Signals:
        changed: whether the row is gone may have changed.
        mended: a save was refused over something that does not touch what was entered, and the
            form goes on from it: save again.
    """

    changed = Signal()
    mended = Signal()

    def __init__(
        self,
        context: Context,
        form: Form[S],
        panel: ClashPanel,
        topics: frozenset[Topic],
        parent: QObject,
        active: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._form = form
        self._panel = panel
        self._topics = topics
        self._active = active
        self._paused = False
        self._saves = 0
        self._tries = 0
        self.gone = False
        panel.theirs_wanted.connect(self._on_theirs_wanted)
        context.watch.moved.connect(self._on_moved)

    def pause(self, paused: bool) -> None:
        """Look away while the form itself saves; what was read before it is old news."""
        self._paused = paused
        self._saves += paused

    # what happens

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if topics & self._topics and not self._paused and self._active():
            self.look()

    def look(self) -> None:
        """See whether others have changed the row."""
        self._read(self._on_read, self._on_not_read)

    def refused(self, error: Exception) -> bool:
        """A save was refused: if because others were faster, say how and go on from there."""
        overtaken = isinstance(error, Conflict | NotFound) and bool(self._form.row_id)
        if overtaken:
            self._read(
                lambda now: self._on_read_after(error, now), lambda _trouble: self._say(error)
            )
        return overtaken

    def _read(self, then: Callable[[Now[S]], None], failed: Callable[[Exception], None]) -> None:
        services, form, saves = self._context.services, self._form, self._saves
        self._context.jobs.run(
            lambda _job: read_now(services, form.row_id, form.read),
            then=lambda now: then(now) if saves == self._saves else None,
            failed=failed,
            lane=Lane.READ,
            owner=self,
        )

    def _on_not_read(self, _error: Exception) -> None:
        # saving asks again and says what is wrong; what was read before stays until then
        return

    def _on_read(self, now: Now[S]) -> None:
        if self._paused:
            return
        self._tries = 0
        if now.start is None:
            self._say_gone(now)
            return
        self._come_back()
        self._form.show_around(now.start)
        edited = self._form.version(None)
        if not edited or self._form.version(now.start) == edited:
            return  # nothing is edited before the form has begun, and nothing overtaken
        if self._form.dirty():
            self._offer(now.start, now.by)
        else:
            self._go_on(now.start, now.by)

    def _on_read_after(self, error: Exception, now: Now[S]) -> None:
        if now.start is None:
            self._say_gone(now)
            return
        self._come_back()
        self._form.show_around(now.start)
        if self._form.version(now.start) == self._form.version(None):
            self._say(error)  # what is gone is something else that the row needs
            return
        name, lines = self._form.name(), self._form.rebase(now.start)
        if lines or self._tries == MOST_TRIES:
            self._tries = 0
            self._tell(name, now.by, lines, saved=False)
            return
        self._tries += 1
        text = translate("Meanwhile", "It does not touch what you entered: both are kept.")
        words = meanwhile_words(name, now.by, gone=False)
        self._context.navigator.note(f"{words} {text}")
        self.mended.emit()

    # what is said

    def _say(self, error: Exception) -> None:
        text = error.text if isinstance(error, HipadminError) else str(error)
        close = Act(translate("Meanwhile", "Close"), self._panel.clear)
        cause = translate("Meanwhile", "Not saved.")
        self._panel.show_message(Message(Tone.DANGER, cause, text, (close,)))

    def _offer(self, start: S, by: Change | None) -> None:
        go_on = Act(translate("Meanwhile", "Show both"), lambda: self._go_on(start, by))
        text = translate("Meanwhile", "What you entered is kept.")
        self._show(self._form.name(), by, text, (go_on,))

    def _go_on(self, start: S, by: Change | None) -> None:
        name = self._form.name()
        self._tell(name, by, self._form.rebase(start), saved=True)

    def _tell(
        self, name: str, by: Change | None, lines: Sequence[ClashLine], *, saved: bool
    ) -> None:
        if lines:
            text = translate("Meanwhile", "Save keeps yours.")
        elif self._form.dirty():
            text = translate("Meanwhile", "What you entered does not touch it: save again.")
            if saved:
                text = translate("Meanwhile", "What you entered does not touch it.")
        else:
            text = translate("Meanwhile", "What is stored now is shown.")
        acts: list[Act] = []
        if len(lines) > 1:
            acts.append(Act(translate("Meanwhile", "Use all stored"), self._adopt_all))
        if not lines:
            acts.append(Act(translate("Meanwhile", "Close"), self._panel.clear))
        self._show(name, by, text, tuple(acts), lines)

    def _show(
        self,
        name: str,
        by: Change | None,
        text: str,
        acts: tuple[Act, ...],
        lines: Sequence[ClashLine] = (),
    ) -> None:
        cause = translate("Meanwhile", "Changed meanwhile.")
        words = meanwhile_words(name, by, gone=False)
        tone = Tone.WARN if lines or self._form.dirty() else Tone.INFO
        self._panel.show_message(Message(tone, cause, f"{words} {text}", acts), lines)

    def _say_gone(self, now: Now[S]) -> None:
        added, itself = not self._form.row_id, now.missing == self._form.entity
        if added and itself:
            return  # asked before it became a new one
        if not added and self._form.vanished():
            return
        self.gone = True
        acts = [Act(translate("Meanwhile", "Discard"), self._form.discard)]
        if added:
            words = translate("Meanwhile", "What it is to stand in was deleted.")
        elif itself:
            words = meanwhile_words(self._form.name(), now.by, gone=True)
            anew = Act(translate("Meanwhile", "Add it again as new"), self._on_anew_wanted)
            acts.insert(0, anew)
        else:
            words = translate("Meanwhile", "What it stands in was deleted, and it went with it.")
        cause = translate("Meanwhile", "Deleted meanwhile.")
        self._panel.show_message(Message(Tone.WARN, cause, words, tuple(acts)))
        self.changed.emit()

    def _come_back(self) -> None:
        """It is there, though it may have been gone: somebody took the delete back."""
        if self.gone:
            self.renewed()

    # what a person does

    @Slot(str)
    def _on_theirs_wanted(self, place: str) -> None:
        self._form.adopt(place)
        self._panel.drop(place)

    def _adopt_all(self) -> None:
        for line in self._panel.lines:
            self._form.adopt(line.place)
        self._panel.clear()

    def _on_anew_wanted(self) -> None:
        self._form.start_anew()
        self.renewed()

    def renewed(self) -> None:
        """Nothing of it is gone: the form adds from now on, or the row is there again."""
        self.gone = False
        self._panel.clear()
        self.changed.emit()
