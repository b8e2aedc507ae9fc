"""The dialog in which an event is made up to see what the policy makes of it."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from hipadmin.domain.policy import Access, PolicyError
from hipadmin.domain.policy_samples import SAMPLES
from hipadmin.domain.policy_suggestions import suggested_actions
from hipadmin.domain.policy_trial import Trial, access_of, read_action, read_resource, written
from hipadmin.gui.policy.completion import Completion
from hipadmin.gui.policy.judging import Same
from hipadmin.gui.policy.told import Told
from hipadmin.gui.policy.words import problem_words
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.fields import LineEdit
from hipadmin.gui.widgets.form import Form, FormRow

T = TypeVar("T")
FIRST_ID = -1000
"""Ids of what is tried begin below those of samples."""
KEPT = 20


class TrialField(LineEdit):
    """A part of an event, with what is known offered below; Down unfolds all of it."""

    def __init__(self, look: Look, name: str, offers: Sequence[str]) -> None:
        super().__init__(look)
        look.dress(self, FontRole.MONO)
        # what policies are made of runs from left to right in every language
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.completion = Completion(look, self, name, offers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down offers."""
        if event.key() == Qt.Key.Key_Down:
            self.completion.unfold()
        else:
            super().keyPressEvent(event)


class TrialDialog(DialogFrame):
    """Takes a resource and an action, and tells at once whether ``policy`` lets them pass and why.

    ``seen`` are offered; the first one stands there to begin with.

    Signals:
        added: the `Access` shall be tried from now on.
    """

    added = Signal(object)

    def __init__(
        self, look: Look, policy: Same | None, seen: Sequence[Access], parent: QWidget
    ) -> None:
        super().__init__(look, "", width=640, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Try another event"))
        self._policy = policy
        self._seen = seen
        self._access: Access | None = None
        self._compose()
        self._begin()

    def _compose(self) -> None:
        look = self.look
        known = chain(self._seen, *(s.accesses for each in SAMPLES.values() for s in each))
        things = tuple(dict.fromkeys(filter(None, map(written, known))))
        self.resource = TrialField(look, self.tr("Resource"), things)
        self.action = TrialField(look, self.tr("Action"), ())
        form = Form(look, label_width=96)
        self._rows = (
            form.add_row(
                self.tr("Resource"),
                self.resource,
                self.tr("What the event is about. Tags follow a semicolon: flag/banner;noisy"),
            ),
            form.add_row(self.tr("Action"), self.action, self.tr("What was done to it.")),
        )
        self.told = Told(look)
        self.body.addWidget(form)
        self.body.addWidget(self.told)
        self.body.addStretch(1)
        self.add_button, _ = self.add_confirm(self.tr("Add to the list"))
        self.add_button.clicked.connect(self._on_add_clicked)

    def _begin(self) -> None:
        first = next((a for a in self._seen if written(a)), None)
        if first is not None:
            self.resource.setText(written(first))
            self.action.setText(first.action)
        self.resource.textChanged.connect(self._refresh)
        self.action.textChanged.connect(self._refresh)
        self._refresh()
        self.resource.setFocus()
        self.resource.selectAll()

    @Slot()
    def _refresh(self) -> None:
        resource = _read(self._rows[0], self.resource.text(), read_resource)
        if resource is not None:
            offers = suggested_actions(resource.kind, self._seen)
            self.action.completion.offer([name for name in offers if name != "*"])
        action = _read(self._rows[1], self.action.text(), read_action)
        self._access = access_of(resource, action) if resource and action else None
        self.told.show_access(self._policy, self._access)
        self.add_button.setEnabled(self._access is not None)

    @Slot()
    def _on_add_clicked(self) -> None:
        self.added.emit(self._access)
        self.accept()


class Trials(QObject):
    """The events that somebody made up, newest first.

    Signals:
        added: the id of one; it is the first of `kept`.
    """

    added = Signal(int)

    def __init__(self, look: Look, owner: QWidget) -> None:
        super().__init__(owner)
        self._look = look
        self._owner = owner
        self._number = 0
        self.kept: tuple[Trial, ...] = ()

    def ask(self, policy: Same | None, seen: Sequence[Access]) -> None:
        """Have another one entered; ``seen`` is what events were about, the likeliest first."""
        dialog = TrialDialog(self._look, policy, seen, self._owner)
        dialog.added.connect(self._add)
        dialog.open()

    def _add(self, access: Access) -> None:
        self._number += 1
        trial = Trial(FIRST_ID - self._number, access)
        others = [each for each in self.kept if each.access != access]
        self.kept = (trial, *others[: KEPT - 1])
        self.added.emit(trial.id)


def _read(row: FormRow, text: str, reader: Callable[[str], T]) -> T | None:
    """What ``text`` says; what is wrong with it stands beside the field, once it is not empty."""
    try:
        found = reader(text)
    except PolicyError as error:
        row.set_problem(problem_words(error.problems[0]) if text else None)
        return None
    row.set_problem(None)
    return found
