"""The tab **When**: results, clears, frequency, scope, hours. What does not fit is under More."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.notification import Branches, Schedule
from hipadmin.domain.problems import Problem
from hipadmin.domain.subscription import NotificationDraft, SubscriptionKind
from hipadmin.gui.notification.parts import DurationField, PatternsField
from hipadmin.gui.notification.results import ResultFields
from hipadmin.gui.notification.schedule_rows import ScheduleRows
from hipadmin.gui.notification.when_words import more_summary
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import CheckBox, LineEdit, SpinBox
from hipadmin.gui.widgets.form import Form, FormRow
from hipadmin.gui.widgets.rows import Disclosure
from hipadmin.gui.words.texts import problem_text

FITS: Mapping[SubscriptionKind, tuple[str, ...]] = MappingProxyType(
    {
        SubscriptionKind.CI: ("results", "scope", "frequency"),
        SubscriptionKind.IMAGE: ("frequency", "hours"),
        SubscriptionKind.MONITORING: ("clears", "frequency", "hours"),
        SubscriptionKind.FLAGS: ("frequency", "hours"),
        SubscriptionKind.OTHER: ("clears", "frequency", "hours"),
    }
)
"""The groups that stand open for a kind of subscription."""
GROUPS = ("results", "clears", "scope", "frequency", "hours", "waiting")


class WhenTab(QWidget):
    """Everything about when it speaks.

    Signals:
        changed: a person changed something.
    """

    changed = Signal()

    def __init__(self, look: Look, results: ResultFields, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._kind: SubscriptionKind | None = None
        self._places: dict[str, FormRow] = {}
        self.results = results
        self.clears = CheckBox(look, self.tr("Send when alert clears"))
        self.every = DurationField(look, self.tr("At most every"), self.tr("No limit"))
        self.threshold = SpinBox(look)
        self.projects = PatternsField(look, self.tr("All projects"))
        self.only = PatternsField(look, self.tr("All branches"))
        self.but = PatternsField(look, self.tr("None, or for example “wip/*”"))
        self.sources = PatternsField(look, self.tr("All sources"))
        self.hours = ScheduleRows(look)
        self.zone = LineEdit(look, self.tr("Zone of the relay’s machine"))
        self.expire = DurationField(look, self.tr("Drop after"), self.tr("Never"))
        self.more = Disclosure(look, self.tr("More"))
        self._groups = self._make_groups()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._open = QVBoxLayout()
        self._open.setSpacing(self.look.px(12))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(16))
        column.addLayout(self._open)
        column.addWidget(self.more)
        column.addStretch(1)

    def _make_groups(self) -> dict[str, QWidget]:
        return {
            "results": self.results,
            "clears": self._clears_form(),
            "scope": self._scope_form(),
            "frequency": self._frequency_form(),
            "hours": self._hours_form(),
            "waiting": self._waiting_form(),
        }

    def _clears_form(self) -> Form:
        form = Form(self.look)
        text = self.tr("Back to normal: a clear is sent only where its trigger was.")
        self.clears.setAccessibleDescription(text)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.clears)
        row.addStretch(1)
        form.add_row(self.tr("Alerts"), holder, text)  # the box has its own words
        return form

    def _scope_form(self) -> Form:
        form, add = Form(self.look), self._places
        star = self.tr("Commas between them; * stands for any characters.")
        add["projects"] = form.add_row(self.tr("Projects"), self.projects, star)
        add["when.branches.only"] = form.add_row(self.tr("Only branches"), self.only)
        add["when.branches.except"] = form.add_row(self.tr("Except branches"), self.but)
        add["when.sources"] = form.add_row(
            self.tr("Sources"),
            self.sources,
            self.tr("Which kinds of source may speak, such as “github*”."),
        )
        return form

    def _frequency_form(self) -> Form:
        form = Form(self.look)
        self._places["when.at_most_every"] = form.add_row(
            self.tr("At most every"),
            self.every,
            self.tr("About the same thing. What is held back is counted in the next message."),
        )
        self.threshold.setRange(0, 999_999)
        self.threshold.setSpecialValueText(self.tr("Never"))
        self.threshold.setMaximumWidth(self.look.px(136))
        self._places["when.threshold"] = form.add_row(
            self.tr("Sooner after"),
            self.threshold,
            self.tr("So many events about the same thing are worth a message at once."),
        )
        return form

    def _hours_form(self) -> Form:
        form = Form(self.look)
        active = self._places["when.schedule.active"] = form.add_row(
            self.tr("Schedule"),
            self.hours,
            self.tr("Without hours it always speaks. An end before its start is on the next day."),
            buddy=self.hours,
        )
        active.say_in(self.hours.said)
        self._places["when.schedule.zone"] = form.add_row(self.tr("Time zone"), self.zone)
        return form

    def _waiting_form(self) -> Form:
        form = Form(self.look)
        self._places["when.expire_after"] = form.add_row(
            self.tr("Drop after"),
            self.expire,
            self.tr("How long a message may wait for its room before nobody needs it any more."),
        )
        return form

    def _connect(self) -> None:
        for part in (self.results, self.every, self.hours, self.expire):
            part.changed.connect(self.changed)
        for field in (self.projects, self.only, self.but, self.sources, self.zone):
            field.textChanged.connect(self.changed)
        self.clears.toggled.connect(self.changed)
        self.threshold.valueChanged.connect(self.changed)

    # what is shown

    def show_draft(self, draft: NotificationDraft) -> None:
        """Show what ``draft`` has of it."""
        when = draft.when
        self.results.show_when(when)
        self.clears.setChecked(draft.send_when_clears)
        self.every.show_seconds(when.at_most_every)
        self.threshold.setValue(when.threshold)
        self.projects.show_patterns(draft.projects)
        self.only.show_patterns(when.branches.only)
        self.but.show_patterns(when.branches.but)
        self.sources.show_patterns(when.sources)
        self.hours.show_values(when.schedule.active)
        self.zone.setText(when.schedule.zone)
        self.expire.show_seconds(when.expire_after)

    def fill(self, draft: NotificationDraft) -> NotificationDraft:
        """Give ``draft`` with what is entered here."""
        when = replace(
            self.results.fill(draft.when),
            branches=Branches(self.only.patterns(), self.but.patterns()),
            sources=self.sources.patterns(),
            at_most_every=self.every.seconds(),
            threshold=self.threshold.value(),
            schedule=Schedule(self.hours.values(), self.zone.text().strip()),
            expire_after=self.expire.seconds(),
        )
        return replace(
            draft,
            projects=self.projects.patterns(),
            send_when_clears=self.clears.isChecked(),
            when=when,
        )

    def show_kind(self, kind: SubscriptionKind) -> None:
        """Open what fits this kind of subscription, and put the rest under More."""
        if kind is self._kind:
            return
        self._kind = kind
        for name in GROUPS:
            place = self._open if name in FITS[kind] else self.more.content
            place.addWidget(self._groups[name])

    def show_summary(self, draft: NotificationDraft) -> None:
        """Say on the line More what is set under it."""
        if self._kind is not None:
            folded = [name for name in GROUPS if name not in FITS[self._kind]]
            self.more.set_summary(more_summary(draft, folded))

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Say what is wrong beside its field, and whether anything is."""
        wrong = False
        for place, row in self._places.items():
            found = next((p for p in problems if p.where.startswith(place)), None)
            row.set_problem(problem_text(found) if found else None)
            if found is not None:
                wrong = True
                self._reveal(row)
        places = [p.where for p in problems if p.where.startswith("when.schedule.active[")]
        self.hours.show_problems([int(w.partition("[")[2].partition("]")[0]) for w in places])
        return wrong

    def _reveal(self, row: FormRow) -> None:
        if self.more.isAncestorOf(row.field):
            self.more.set_open(True)
