"""Name and kind of a subscription as fields, with what is wrong beside them."""

from collections.abc import Collection

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.problems import Problem, blocking
from hipadmin.domain.subscription import (
    Subscription,
    SubscriptionDraft,
    SubscriptionKind,
    check_subscription,
)
from hipadmin.gui.look.icons import icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import ComboBox, LineEdit
from hipadmin.gui.widgets.form import Form
from hipadmin.gui.words.kinds import events_name, kind_icon, kind_name
from hipadmin.gui.words.texts import problem_text


class SubscriptionForm(QObject):
    """The two fields; used by the dialog and by the page General.

    Signals:
        changed: an entry or a problem changed.
    """

    changed = Signal()

    def __init__(self, look: Look, form: Form) -> None:
        super().__init__(form)
        self.name = LineEdit(look, self.tr("For example the project’s name"))
        self.kind = ComboBox(look)
        for kind in SubscriptionKind:
            self.kind.addItem(icon(kind_icon(kind)), kind_name(kind), kind)
        self._name_row = form.add_row(self.tr("&Name"), self.name)
        self._kind_row = form.add_row(self.tr("&Kind"), self.kind)
        self._taken: Collection[str] = ()
        self._refused: tuple[SubscriptionDraft, tuple[Problem, ...]] | None = None
        self._touched = False
        self.name.textChanged.connect(self._on_edited)
        self.name.left.connect(self._on_left)
        self.kind.currentIndexChanged.connect(self._on_edited)
        self._on_edited()

    def show_subscription(self, subscription: Subscription) -> None:
        """Fill the fields and forget that they were touched."""
        self._touched = False
        self.show_draft(SubscriptionDraft(subscription.name, subscription.kind))

    def show_draft(self, draft: SubscriptionDraft) -> None:
        """Fill the fields."""
        if self.name.text() != draft.name:  # somebody may be typing in its middle
            self.name.setText(draft.name)
        self.kind.setCurrentIndex(self.kind.findData(draft.kind))
        self._on_edited()

    def set_taken(self, names: Collection[str]) -> None:
        """Learn which names others have; what was refused before may be possible now."""
        self._taken = names
        self._refused = None
        self._on_edited()

    def draft(self) -> SubscriptionDraft:
        """Give what is entered."""
        return SubscriptionDraft(self.name.text(), SubscriptionKind(self.kind.currentData()))

    def empty(self) -> SubscriptionDraft:
        """Give what nobody has touched yet."""
        return SubscriptionDraft("", next(iter(SubscriptionKind)))

    def problems(self) -> tuple[Problem, ...]:
        """Give what stands against saving."""
        draft = self.draft()
        found = blocking(check_subscription(draft, self._taken))
        if not found and self._refused is not None and self._refused[0] == draft:
            return self._refused[1]
        return found

    def refuse(self, problems: tuple[Problem, ...]) -> None:
        """Say what only the store could find, until something else is entered."""
        self._refused = (self.draft(), problems)
        self._touched = True
        self._on_edited()

    def _on_left(self) -> None:
        self._touched = True
        self._on_edited()

    def _on_edited(self) -> None:
        problems = self.problems()
        # an empty name is no news to somebody who has not been there yet
        told = problems if self._touched or self.name.text() else ()
        # the name is all that can be wrong
        self._name_row.set_problem(problem_text(told[0]) if told else None)
        kind = SubscriptionKind(self.kind.currentData())
        text = self.tr("It reports {events}.").format(events=events_name(kind))
        self._kind_row.set_help(text)
        self.changed.emit()
