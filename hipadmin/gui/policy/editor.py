"""The policy editor: statements left, JSON right, what would pass below; all always in step.

The text is the one truth. Both views change it, and its history is the only one, so that undo and
redo go over both.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.policy import Access, PolicyError, PolicyProblem
from hipadmin.domain.policy.form import (
    Reading,
    Sketch,
    formatted,
    readable,
    spot_of,
    text_of,
    wrapped,
)
from hipadmin.domain.policy_presets import RESOURCES, presets
from hipadmin.domain.policy_samples import SAMPLES, RecentEvent
from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.gui.jobs import Job, Jobs, Lane
from hipadmin.gui.keyboard.shortcuts import Shortcut, bind
from hipadmin.gui.policy.form_view import FormView
from hipadmin.gui.policy.json_view import JsonView
from hipadmin.gui.policy.judging import SHORT, Judging, Outcome, Tried
from hipadmin.gui.policy.problem_list import ProblemList, first_words
from hipadmin.gui.policy.tools import Tools
from hipadmin.gui.policy.trial import Trials
from hipadmin.gui.policy.verdict_view import VerdictView
from hipadmin.gui.theme import Look

_SEEN = 200


class PolicyEditor(QWidget):
    """Edits the policy of a source of ``kind`` and tries it on ``events`` (samples without any).

    Signals:
        changed: the text changed, or what is wrong with it became known.
        judged: an `Outcome` is shown; it is that of the text.
    """

    changed = Signal()
    judged = Signal(object)

    def __init__(
        self,
        look: Look,
        jobs: Jobs,
        kind: SubscriptionKind,
        events: Sequence[RecentEvent] = (),
        text: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._kind = kind
        self._jobs = jobs
        self._judging = Judging(jobs, self)
        self._opening: Job | None = None
        self._beginning = False
        self._trials = Trials(look, self)
        self._tried: int | None = None
        self._outcome = Outcome(Reading.of(""))
        self._form_text = self._first_text = ""
        self._shown_text: str | None = None
        self._compose()
        self._connect()
        self.set_events(events)
        self.set_text(text)

    def _compose(self) -> None:
        px = self.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        self.tools = Tools(self.look, presets(self._kind), self)
        column.addWidget(self.tools)
        self.form = FormView(self.look)
        self.json = JsonView(self.look, self.tr("Policy as JSON"))
        self.problem_list = ProblemList(self.look)
        right = QVBoxLayout()
        right.setSpacing(px(6))
        right.addWidget(self.json, 1)
        right.addWidget(self.problem_list)
        views = QHBoxLayout()
        views.setSpacing(px(16))
        views.addWidget(self.form, 1)
        views.addLayout(right, 1)
        column.addLayout(views, 1)
        self.verdicts = VerdictView(self.look)
        column.addWidget(self.verdicts, 1)
        self.form.setMinimumHeight(px(160))
        self.json.setMinimumHeight(px(120))

    def _connect(self) -> None:
        self.json.text_changed.connect(self._on_text_changed)
        self.json.caret_moved.connect(self._on_caret_moved)
        self.form.edited.connect(self._on_form_edited)
        self.problem_list.chosen.connect(self.json.go_to)
        self.problem_list.chosen.connect(self._on_problem_chosen)
        self.problem_list.wrap_asked.connect(self.wrap)
        self._judging.done.connect(self._show)
        self.verdicts.try_asked.connect(self._on_try_asked)
        self._trials.added.connect(self._on_trial_added)
        tools = self.tools
        tools.preset_chosen.connect(self._on_preset_chosen)
        tools.clear_button.clicked.connect(lambda: self.json.replace_text(""))
        tools.format_button.clicked.connect(self.tidy)
        tools.copy_button.clicked.connect(self._copy)
        tools.paste_button.clicked.connect(self._paste)
        tools.undo_button.clicked.connect(self.json.undo)
        tools.redo_button.clicked.connect(self.json.redo)
        self.json.undoAvailable.connect(tools.undo_button.setEnabled)
        self.json.redoAvailable.connect(tools.redo_button.setEnabled)
        bind(self.form, Shortcut.UNDO, self.json.undo)
        bind(self.form, Shortcut.REDO, self.json.redo)
        bind(self, Shortcut.PROBLEM, self.problem_list.go_on)

    # what others ask

    def text(self) -> str | None:
        """What is to be stored: None where there is no policy."""
        reading, text = self._current().reading, self.json.text()
        # a long text that is still being read is checked again where it is stored
        return reading.kept if reading.text == text else text

    def set_text(self, text: str | None) -> None:
        """Begin with a stored policy; nothing before it can be brought back."""
        if self._opening is not None:
            self._opening.cancel()
        if len(text or "") <= SHORT:
            self._begin(readable(text or ""))
            return
        # nothing can be done before it is there, so that nothing is done to another text
        self._begin("")
        self.setEnabled(False)
        self._wait()
        self._opening = self._jobs.run(
            lambda _job: readable(text or ""), then=self._begin, owner=self, lane=Lane.READ
        )

    def _begin(self, text: str) -> None:
        self._opening = None
        self._first_text = text
        self._beginning = len(text) > SHORT
        if self._beginning:
            self.json.begin_text(text, self._on_begun)
        else:
            self.json.set_first_text(text)
            self._on_begun()

    def _on_begun(self) -> None:
        self._beginning = False
        self.setEnabled(True)
        self._read_now(self._first_text)

    @property
    def is_touched(self) -> bool:
        """Whether it is another text than it began with."""
        return not self._beginning and self.json.text() != self._first_text

    def set_events(self, events: Sequence[RecentEvent]) -> None:
        """Try the policy on these, newest first; on samples where there are none."""
        self._events = tuple(events) or SAMPLES[self._kind]
        self._judging.set_events((*self._trials.kept, *self._events))
        self.form.set_offers(self._seen(), RESOURCES[self._kind])

    def _seen(self) -> list[Access]:
        return [access for event in self._judging.events[:_SEEN] for access in event.accesses]

    @property
    def problems(self) -> tuple[PolicyProblem, ...]:
        """What stands against saving."""
        return self._current().reading.problems

    @property
    def pending(self) -> bool:
        """Whether the text, cards or verdicts are still to come."""
        coming = self._judging.pending or self.form.pending or self.json.busy
        return coming or self._opening is not None or self._beginning

    @property
    def outcome(self) -> Outcome:
        """What is shown."""
        return self._outcome

    def focus(self) -> None:
        """Put the focus where the policy is entered, or where it is wrong."""
        problems = self.problems
        if problems:
            self.json.go_to(problems[0])
        else:
            self.form.add_button.setFocus()

    # keeping in step

    def _current(self) -> Outcome:
        text = self.json.text()
        if self._outcome.reading.text != text and not self._beginning:
            self._read_now(text)
        return self._outcome

    def _read_now(self, text: str) -> None:
        outcome = self._judging.now(text)
        if outcome is not None:
            self._show(outcome)
        else:
            self._wait()

    def _wait(self) -> None:
        self._shown_text = None
        self.form.show_stuck(self.tr("This long policy is being read."))

    def _on_text_changed(self) -> None:
        if self._beginning:
            return
        self._judging.ask(self.json.text())
        self.changed.emit()

    def _show(self, outcome: Outcome) -> None:
        if self.json.busy:  # that of the text that is coming follows
            return
        known = self._shown_text == outcome.reading.text == self._form_text
        self._outcome = outcome
        if not known:
            self._show_reading(outcome.reading)
        self.verdicts.show_outcome(outcome)
        if self._tried is not None and outcome.tried is not None:
            self.verdicts.select(self._tried)
            self._tried = None
        self.judged.emit(outcome)
        self.changed.emit()

    def _show_reading(self, reading: Reading) -> None:
        self._shown_text = self._form_text = reading.text
        self.json.show_problems(reading.problems, reading.warnings)
        self.problem_list.show_reading(reading)
        if reading.sketches is None:
            self.form.show_stuck(self._why_stuck(reading.problems))
        else:
            self.form.show_sketches(reading.sketches, reading.problems)
        self.tools.set_empty(empty=not reading.text.strip())

    def _why_stuck(self, problems: Sequence[PolicyProblem]) -> str:
        words = self.tr("The statements as they were; the JSON cannot be shown here.")
        return f"{words} {first_words(problems)}"

    def _on_form_edited(self, sketches: tuple[Sketch, ...]) -> None:
        if self.json.text() != self._form_text:
            # the form is behind what was typed: that counts, and the form is shown anew
            self._current()
            return
        self._form_text = text_of(sketches)
        self.json.replace_text(self._form_text)

    def _on_problem_chosen(self, problem: PolicyProblem) -> None:
        statement = spot_of(problem).statement
        if statement is not None and statement < len(self.form.sketches):
            self.form.turn_to(statement)

    def _on_caret_moved(self, line: int, column: int) -> None:
        words = self.tr("Line {line}, column {column}").format(line=line, column=column)
        self.problem_list.show_caret(words)

    # what people do

    def _on_try_asked(self) -> None:
        chosen: list[Tried] = self.verdicts.table.selected_rows()
        likely = [each.access for each in chosen if each.access is not None]
        policy = None if self._outcome.reading.problems else self._outcome.same
        self._trials.ask(policy, (*likely, *self._seen()))

    def _on_trial_added(self, trial_id: int) -> None:
        self._tried = trial_id
        self.set_events(self._events)

    def _on_preset_chosen(self, sketches: tuple[Sketch, ...]) -> None:
        self.json.replace_text(text_of(sketches))

    def tidy(self) -> None:
        """Break and indent the JSON anew; goes to the problem where it is no JSON."""
        self._rewrite(formatted)

    def wrap(self) -> None:
        """Put a single statement into an array."""
        self._rewrite(wrapped)

    def _rewrite(self, change: Callable[[str], str]) -> None:
        text = self.json.text()
        if not text.strip():
            return
        if len(text) > SHORT:
            self._jobs.run(
                lambda _job: change(text),
                then=lambda new: self._on_rewritten(text, new),
                failed=self._on_not_rewritten,
                owner=self,
                lane=Lane.READ,
            )
            return
        try:
            self.json.replace_text(change(text))
        except PolicyError as error:
            self._on_not_rewritten(error)

    def _on_rewritten(self, before: str, text: str) -> None:
        if self.json.text() == before:  # what was typed meanwhile counts
            self.json.replace_text(text)

    def _on_not_rewritten(self, error: Exception) -> None:
        if not isinstance(error, PolicyError):
            raise error
        self.json.go_to(error.problems[0])

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.json.text())

    def _paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self.json.paste_over()
            self.json.setFocus(Qt.FocusReason.OtherFocusReason)
