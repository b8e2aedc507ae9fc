"""Test of a draft: a message to each of its rooms, room by room, until done or cancelled."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.integration import IntegrationDraft
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.integration_words import trial_message
from hipadmin.gui.drafts.editing import Editing
from hipadmin.gui.jobs import Job, JobContext, Lane
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.button import Button
from hipadmin.gui.widgets.dialog_frame import DialogFrame, Question
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.services.rooms.findings import learned_name
from hipadmin.services.rooms.targets import Target
from hipadmin.services.rooms.testing import ASK_ABOVE, RoomTests, Tried


class DraftTest(QObject):
    """Runs one test at a time.

    Cancel does not drop the outcome: whether a message has left is what a person wants to know.

    Signals:
        running_changed: whether a test runs.
        finished: a tuple of `Tried`, in the order of the targets.
        failed: the exception that ended the test; nothing is known of the other rooms.
    """

    running_changed = Signal(bool)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = context.jobs
        self._tests: RoomTests = context.services.tests
        self._left: list[Job] = []
        self._tried: dict[int, Tried] = {}
        self._stop = JobContext(lambda _value: None)

    @property
    def running(self) -> bool:
        """Whether a test runs."""
        return bool(self._left)

    def start(self, targets: Sequence[Target]) -> None:
        """Test ``targets``, at most four at once (as many as the lane has workers)."""
        self._tried = {}
        self._stop = JobContext(lambda _value: None)
        self._left = [self._run(place, target) for place, target in enumerate(targets)]
        self.running_changed.emit(True)

    def cancel(self) -> None:
        """Stop waiting; what is known by then is said with `finished`."""
        self._stop.cancel()

    def _run(self, place: int, target: Target) -> Job:
        stop = self._stop

        def work(job: JobContext) -> Tried:
            job.on_cancel(stop.cancel)  # the dialog was closed
            return self._tests.run(target, stop)

        return self._jobs.run(
            work,
            then=lambda tried: self._on_tried(place, tried),
            failed=self._on_failed,
            lane=Lane.NET,
            owner=self,
            title=self.tr("Testing {room}").format(room=target.shown),
        )

    def _on_tried(self, place: int, tried: Tried) -> None:
        self._tried[place] = tried
        if len(self._tried) == len(self._left):
            self._end()
            self.finished.emit(tuple(self._tried[p] for p in sorted(self._tried)))

    def _on_failed(self, error: Exception) -> None:
        if self._left:
            left = self._left
            self._end()
            for job in left:
                job.cancel()
            self.failed.emit(error)

    def _end(self) -> None:
        self._left = []
        self.running_changed.emit(False)


class TrialFlow(QObject):
    """What **Test** does in the integration dialog: ask first where that is due, run, tell.

    Signals:
        learned: the draft knows more about its tokens and rooms now.
        room_wanted: there is no room to test; the person was told so.
        running_changed: whether a test runs.
    """

    learned = Signal()
    room_wanted = Signal()
    running_changed = Signal(bool)

    def __init__(self, context: Context, dialog: DialogFrame, button: Button) -> None:
        super().__init__(dialog)
        self._context = context
        self._dialog = dialog
        self._button = button
        self._editing = Editing()
        self._keys: tuple[int, ...] = ()
        self._told: IntegrationDraft | None = None
        self._tried: tuple[Tried, ...] = ()
        self._question: Question | None = None
        self._test = DraftTest(context, self)
        self._test.running_changed.connect(self._on_running_changed)
        self._test.finished.connect(self._on_finished)
        self._test.failed.connect(self._on_failed)

    @property
    def running(self) -> bool:
        """Whether a test runs."""
        return self._test.running

    @property
    def question(self) -> Question | None:
        """The question whether to send, while it is open."""
        return self._question

    def cancel(self) -> None:
        """Stop the test; the strip says what was sent."""
        self._test.cancel()

    def press(self, editing: Editing) -> None:
        """Test ``editing``, whose draft has no problem but perhaps a missing name."""
        self._editing = editing
        draft = editing.draft()
        if not draft.rooms:
            self._say(Tone.WARN, self.tr("Test needs a room."), self.tr("Add one, then test."))
            self.room_wanted.emit()
            return
        self._dialog.strip.clear()
        everything = not any(r.enabled for r in draft.rooms)
        if everything:
            draft = replace(draft, rooms=tuple(replace(r, enabled=True) for r in draft.rooms))
        keys = tuple(r.key for r in editing.rooms if r.enabled or everything)
        self._ask(self._reasons(draft, len(keys), everything), lambda: self._start(draft, keys))

    def forget_if_untrue(self, editing: Editing) -> None:
        """Take the result away once something it depends on was changed."""
        if self._told is not None and _tested_part(editing.draft()) != self._told:
            self._told = None
            self._dialog.strip.clear()

    def still_true(self, editing: Editing) -> tuple[Tried, ...]:
        """What the last test found, if the draft is still the one that was tested."""
        return self._tried if _tested_part(editing.draft()) == self._told else ()

    def _reasons(self, draft: IntegrationDraft, count: int, everything: bool) -> list[str]:
        reasons = []
        if not draft.enabled:
            reasons.append(self.tr("This integration is off."))
        if everything:
            one = count == 1
            reasons.append(self.tr("Its room is off.") if one else self.tr("All rooms are off."))
        if count > ASK_ABOVE:
            text = self.tr("{count} rooms will each get a message.")
            reasons.append(text.format(count=count))
        return reasons

    def _ask(self, reasons: Sequence[str], go: Callable[[], None]) -> None:
        if not reasons:
            go()
            return
        self._question = question = Question(
            self._dialog.look,
            self._dialog.windowTitle(),
            self.tr("Send the test message?"),
            " ".join(reasons),
            yes=self.tr("Send"),
            no=self.tr("Do not send"),
            icon=Icon.SEND,
            parent=self._dialog,
        )
        question.accepted.connect(go)
        question.finished.connect(self._on_answered)
        question.open()

    def _on_answered(self) -> None:
        self._question = None

    def _start(self, draft: IntegrationDraft, keys: tuple[int, ...]) -> None:
        named = draft if draft.name else replace(draft, name=self.tr("New integration"))
        current = self._editing.current
        targets = self._context.services.tests.draft_targets(named, current)
        self._keys = keys
        self._test.start(targets)

    def _say(self, tone: Tone, cause: str, text: str) -> None:
        self._dialog.strip.show_message(Message(tone, cause, text))

    @Slot(bool)
    def _on_running_changed(self, running: bool) -> None:
        self._button.setText(self.tr("Cancel test") if running else self.tr("Test"))
        self._button.set_icon(Icon.X if running else Icon.SEND)
        self.running_changed.emit(running)

    @Slot(object)
    def _on_finished(self, tried: tuple[Tried, ...]) -> None:
        for key, one in zip(self._keys, tried, strict=True):
            if one.info is not None:
                self._editing.learn(key, one.info, learned_name(one.target.room, one.info))
        self.learned.emit()
        self._told = _tested_part(self._editing.draft())
        self._tried = tried
        self._dialog.strip.show_message(trial_message(tried))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, HipadminError):
            self._say(Tone.DANGER, self.tr("Not tested."), error.text)
        else:
            self._context.navigator.explain(error)


def _tested_part(draft: IntegrationDraft) -> IntegrationDraft:
    return replace(draft, name="", use_in=())
