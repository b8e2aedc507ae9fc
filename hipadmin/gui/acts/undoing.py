"""Undo and redo in the window: the menu, the bar after a delete, and what is said of refusals."""

from collections.abc import Callable
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from hipadmin.domain.change import Entity
from hipadmin.domain.step import Step, Verb
from hipadmin.gui.actions import Actions
from hipadmin.gui.acts.patience import Patience
from hipadmin.gui.context import Context, Done
from hipadmin.gui.keyboard.text_focus import TextFocus
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.places import Places
from hipadmin.gui.widgets.message_bar import Act, Message, MessageArea
from hipadmin.gui.words.steps import act_words, refusal_words, tokenless_words
from hipadmin.services.configuration.reversal import NotUndone
from hipadmin.services.configuration.undo import NothingToUndo, Undone
from hipadmin.services.wanted import Wanted

_DONE, _UNDO, _TOKENS, _ASKED = "done", "undo", "tokens", "asked"
Work = Callable[[Wanted | None], Undone]


class Undoing(QObject):
    """Keeps the actions Undo and Redo true, runs them, and says what came of it."""

    _moved = Signal()

    def __init__(
        self,
        context: Context,
        actions: Actions,
        area: MessageArea,
        places: Places,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._context = context
        self._journal = context.services.journal
        self._undo, self._redo = actions.undo, actions.redo
        self._area = area
        self._places = places
        self._busy = False
        self._patience = Patience(context, _ASKED, self)
        self._offered = ""
        self._field = TextFocus(self)
        self._undo.triggered.connect(self._on_undo_triggered)
        self._redo.triggered.connect(self._on_redo_triggered)
        self._field.changed.connect(self._refresh)
        self._moved.connect(self._on_moved)
        self._journal.listen(self._tell)
        self._refresh()

    def _tell(self) -> None:
        """Called by whatever thread did something."""
        if shiboken6.isValid(self):
            self._moved.emit()

    # the menu

    @Slot()
    def _on_moved(self) -> None:
        if self._offered and self._journal.done(self._offered) is None:
            self._offered = ""
            self._area.clear(_DONE)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        undo, redo = self._journal.undo, self._journal.redo
        undo_text = self.tr("&Undo {act}") if undo else self.tr("&Undo")
        redo_text = self.tr("&Redo {act}") if redo else self.tr("&Redo")
        _show(self._undo, undo_text, undo, enabled=not (self._busy or self._field.can_undo))
        _show(self._redo, redo_text, redo, enabled=not (self._busy or self._field.can_redo))

    @Slot()
    def _on_undo_triggered(self) -> None:
        step = self._journal.undo
        if step is not None:
            self.undo(step)

    @Slot()
    def _on_redo_triggered(self) -> None:
        step = self._journal.redo
        if step is not None:
            verbs = self._context.services.undo
            self._run(step, verbs.redo, again=True)

    # doing

    def undo(self, step: Step) -> None:
        """Take ``step`` back, the newest or an older one."""
        verbs = self._context.services.undo
        self._run(step, lambda wanted: verbs.undo(step.id, wanted), again=False)

    def _run(self, step: Step, work: Work, *, again: bool) -> None:
        if self._busy:
            return
        self._set_busy(True)
        words = self.tr("Doing again: {act}") if again else self.tr("Undoing: {act}")
        title, then = words.format(act=act_words(step)), partial(self._on_undone, again=again)
        failed = partial(self._on_failed, step, again=again)
        if step.asks_the_vault:
            given_up = partial(self._on_given_up, step, again=again)
            self._patience.run(work, then=then, failed=failed, given_up=given_up, title=title)
        else:
            run = self._context.jobs.run
            run(lambda _job: work(None), then=then, failed=failed, owner=self, title=title)

    def _on_given_up(self, step: Step, *, again: bool) -> None:
        self._set_busy(False)
        text = self.tr("It was cancelled, and nothing has changed.")
        self._context.navigator.note(f"{self._cause(step, again=again)} {text}")

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._refresh()

    def _on_undone(self, undone: Undone, *, again: bool) -> None:
        self._set_busy(False)
        self._area.clear(_UNDO)
        self._area.clear(_TOKENS)
        self._context.watch.look()
        self._select(undone)
        words = self.tr("Done again: {act}.") if again else self.tr("Undone: {act}.")
        self._context.navigator.note(words.format(act=act_words(undone.step)))
        if undone.tokenless:
            self._say_tokenless(undone)
        if again and undone.step.verb in (Verb.DELETE, Verb.REMOVE_AND_DELETE):
            self._offer_again(undone.step)

    def _select(self, undone: Undone) -> None:
        """Show what came back, if its list is the page that is shown."""
        back = {c.row.id for c in undone.step.subjects if c.after is None}
        page = {
            Entity.INTEGRATION: self._places.known("integrations"),
            Entity.SUBSCRIPTION: self._places.known("subscriptions"),
        }.get(undone.step.entity)
        if len(back) == 1 and page is not None and page is self._places.page:
            page.select_back(back.pop())

    def _say_tokenless(self, undone: Undone) -> None:
        first = undone.tokenless[0].id
        acts = (
            Act(self.tr("Show"), lambda: self._context.navigator.show_integrations(first)),
            self._close(_TOKENS),
        )
        text = tokenless_words(undone.tokenless)
        message = Message(Tone.WARN, self.tr("Token needed:"), text, acts, Icon.KEY)
        self._area.show_bar(_TOKENS, message)

    def _close(self, key: str) -> Act:
        return Act(self.tr("Close"), lambda: self._area.clear(key))

    # refusals

    def _on_failed(self, step: Step, error: Exception, *, again: bool) -> None:
        self._set_busy(False)
        self._context.watch.look()
        if isinstance(error, NotUndone):
            self._say_refused(error, again=again)
        elif not isinstance(error, NothingToUndo):
            self._context.navigator.explain(error, self._cause(step, again=again))

    def _cause(self, step: Step, *, again: bool) -> str:
        words = self.tr("Not done again: {act}.") if again else self.tr("Not undone: {act}.")
        return words.format(act=act_words(step))

    def _say_refused(self, refusal: NotUndone, *, again: bool) -> None:
        acts = (*self._ways_on(refusal, again=again), self._close(_UNDO))
        if refusal.step.id == self._offered:
            self._area.clear(_DONE)  # what goes on from here stands in the new bar
        message = Message(
            Tone.WARN, self._cause(refusal.step, again=again), refusal_words(refusal), acts
        )
        self._area.show_bar(_UNDO, message)

    def _ways_on(self, refusal: NotUndone, *, again: bool) -> tuple[Act, ...]:
        step, rest = refusal.step, refusal.rest
        if refusal.moved:
            return (self._rest(rest, again=again),) if rest is not None else ()
        once_more = self._on_redo_triggered if again else lambda: self.undo(step)
        return (
            Act(self.tr("Try again"), once_more),
            Act(self.tr("Skip this step"), lambda: self._skip(step)),
        )

    def _rest(self, rest: Step, *, again: bool) -> Act:
        text = self.tr("Do the rest again") if again else self.tr("Undo the rest")
        return Act(text, self._on_redo_triggered if again else lambda: self.undo(rest))

    def _skip(self, step: Step) -> None:
        self._area.clear(_UNDO)
        verbs = self._context.services.undo
        self._context.jobs.run(
            lambda _job: verbs.skip(step.id),
            failed=self._context.navigator.explain,
            owner=self,
        )

    # the bar after a delete

    def offer(self, done: Done) -> None:
        """Say what was done, with Undo beside it; the bar stays until it is undone or closed."""
        step = self._journal.newest_of(done.ids)
        acts: tuple[Act, ...] = (self._close(_DONE),)
        if step is not None:
            self._offered = step.id
            acts = (Act(self.tr("Undo"), lambda: self.undo(step)), *acts)
        self._area.show_bar(_DONE, Message(done.tone, done.cause, done.text, acts))

    def _offer_again(self, step: Step) -> None:
        ids = frozenset(c.row.id for c in step.subjects)
        self.offer(Done(self.tr("Done again: {act}.").format(act=act_words(step)), ids))


def _show(action: QAction, text: str, step: Step | None, *, enabled: bool) -> None:
    words = act_words(step).replace("&", "&&") if step is not None else ""
    action.setText(text.format(act=words))
    action.setEnabled(enabled and step is not None)
