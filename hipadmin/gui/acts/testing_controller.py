"""Test as a person starts it: which rooms, what to ask first, then the run."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from hipadmin.domain.integration import Integration
from hipadmin.gui.acts.room_run import RoomRun
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.widgets.button import Kind
from hipadmin.gui.widgets.dialog_frame import Question
from hipadmin.services.rooms.targets import Target
from hipadmin.services.rooms.testing import ASK_ABOVE


class Tester(QObject):
    """Starts one run at a time; asks before many rooms, and before a thing that is off.

    Signals:
        run_started: the `RoomRun`, after everything was asked.
    """

    run_started = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent
        self._run: RoomRun | None = None

    @property
    def run(self) -> RoomRun | None:
        """The run under way, or the last one."""
        return self._run

    @property
    def busy(self) -> bool:
        """Whether a run is under way."""
        return self._run is not None and self._run.running

    def test_integrations(self, integrations: Sequence[Integration]) -> None:
        """Test the rooms of ``integrations`` that are on; without any room, ask for one."""
        if self.busy or not integrations:
            return
        if len(integrations) == 1 and not integrations[0].rooms:
            self._ask_room(integrations[0])
            return
        tests = self._context.services.tests
        ids = [i.id for i in integrations if i.rooms]
        off = [i.name for i in integrations if _is_off(i)]
        self._context.jobs.run(
            lambda _job: [target for key in ids for target in tests.targets(key)],
            then=lambda targets: self._ask(targets, off),
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )

    def test_rooms(self, integration: Integration, room_ids: Sequence[str]) -> None:
        """Test exactly these rooms of an integration."""
        if self.busy:
            return
        tests = self._context.services.tests
        chosen = [r for r in integration.rooms if r.id in room_ids]
        off = [r.shown for r in chosen if not (r.enabled and integration.enabled)]
        self._context.jobs.run(
            lambda _job: list(tests.targets(integration.id, room_ids)),
            then=lambda targets: self._ask(targets, off),
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )

    def test_notification(self, notification_id: str, name: str, *, off: bool) -> None:
        """Test the rooms of a room notification."""
        if self.busy:
            return
        tests = self._context.services.tests
        self._context.jobs.run(
            lambda _job: list(tests.notification_targets(notification_id)),
            then=lambda targets: self._ask(targets, [name] if off else []),
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )

    def _ask_room(self, integration: Integration) -> None:
        # a dialog most people never see: loaded when it is wanted
        from hipadmin.gui.dialogs.room_prompt import RoomPrompt

        prompt = RoomPrompt(self._context.look, integration.name, self._window)
        prompt.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        prompt.chosen.connect(lambda room: self._test_own_room(integration, room))
        prompt.open()

    def _test_own_room(self, integration: Integration, room: str) -> None:
        tests = self._context.services.tests
        self._context.jobs.run(
            lambda _job: [tests.own_target(integration.id, room)],
            then=lambda targets: self._ask(targets, [] if integration.enabled else [room]),
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )

    def _ask(self, targets: Sequence[Target], off: Sequence[str]) -> None:
        if not targets:
            self._context.navigator.note(self.tr("There is no room to test."))
            return
        question = self._question(targets, off)
        if question is None:
            self._start(targets)
            return
        question.accepted.connect(lambda: self._start(targets))
        question.open()

    def _question(self, targets: Sequence[Target], off: Sequence[str]) -> Question | None:
        if not off and len(targets) <= ASK_ABOVE:
            return None
        count = len(targets)
        title = self.tr("Send a test message to {count} rooms?").format(count=count)
        if count == 1:
            title = self.tr("Send a test message to “{room}”?").format(room=targets[0].shown)
        rooms = ", ".join(target.shown for target in targets)
        text = self.tr("Rooms: {rooms}.").format(rooms=rooms)
        if off:
            text = self.tr("{names} is off; the test sends all the same. {rooms}").format(
                names=", ".join(f"“{name}”" for name in off), rooms=text
            )
        question = Question(
            self._context.look,
            self.tr("Test"),
            title,
            text,
            yes=self.tr("Test"),
            no=self.tr("Cancel"),
            icon=Icon.SEND,
            kind=Kind.PRIMARY,
            parent=self._window,
        )
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return question

    def _start(self, targets: Sequence[Target]) -> None:
        if self.busy:
            return
        # no parent: a run lives as long as somebody shows it
        self._run = RoomRun(self._context, targets)
        self.run_started.emit(self._run)
        self._run.start()


def _is_off(integration: Integration) -> bool:
    rooms_off = bool(integration.rooms) and not any(r.enabled for r in integration.rooms)
    return not integration.enabled or rooms_off
