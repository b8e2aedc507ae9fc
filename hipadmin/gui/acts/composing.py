"""“Send a test message…” as a person starts it: which rooms there are, then the composer."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from hipadmin.domain.integration import Integration
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.services.rooms.targets import Target
from hipadmin.services.rooms.testing import RoomTests

Found = tuple[list[Target], set[int]]
"""Rooms to choose from, and the positions of those chosen at first."""


class Composer(QObject):
    """Opens the composer over the rooms of what is selected."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    def for_integrations(self, integrations: Sequence[Integration]) -> None:
        """Over all rooms of ``integrations``, those that are on chosen; ask for one if none."""
        wanted = [each for each in integrations if each.rooms]
        if not wanted:
            self._ask_room(integrations)
            return

        def find(tests: RoomTests) -> Found:
            targets: list[Target] = []
            chosen: set[int] = set()
            for integration in wanted:
                on = {room.id for room in integration.rooms if room.enabled}
                for target in tests.targets(integration.id, [r.id for r in integration.rooms]):
                    chosen |= {len(targets)} if target.room_id in on else set()
                    targets.append(target)
            return targets, chosen

        self._find(find)

    def for_room(self, integration: Integration, room_id: str) -> None:
        """Over an integration's rooms, this one chosen."""

        def find(tests: RoomTests) -> Found:
            targets = tests.targets(integration.id, [room.id for room in integration.rooms])
            return list(targets), {n for n, t in enumerate(targets) if t.room_id == room_id}

        self._find(find)

    def for_notification(self, notification_id: str) -> None:
        """Over the rooms of a room notification that are on."""

        def find(tests: RoomTests) -> Found:
            targets = tests.notification_targets(notification_id)
            return list(targets), set(range(len(targets)))

        self._find(find)

    def _ask_room(self, integrations: Sequence[Integration]) -> None:
        if len(integrations) != 1:
            self._context.navigator.note(self.tr("There is no room to send to."))
            return
        # a dialog most people never see: loaded when it is wanted
        from hipadmin.gui.dialogs.room_prompt import RoomPrompt

        integration = integrations[0]
        prompt = RoomPrompt(self._context.look, integration.name, self._window.window())
        prompt.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        prompt.chosen.connect(
            lambda room: self._find(lambda tests: ([tests.own_target(integration.id, room)], {0}))
        )
        prompt.open()

    def _find(self, find: Callable[[RoomTests], Found]) -> None:
        tests = self._context.services.tests
        self._context.jobs.run(
            lambda _job: find(tests),
            then=self._on_found,
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )

    def _on_found(self, found: Found) -> None:
        targets, chosen = found
        if not targets:
            self._context.navigator.note(self.tr("There is no room to send to."))
            return
        show = partial(self._show, targets, chosen)
        self._context.jobs.when_loaded(("hipadmin.gui.dialogs.compose",), show, owner=self)

    def _show(self, targets: list[Target], chosen: set[int]) -> None:
        from hipadmin.gui.dialogs.compose import ComposeDialog

        window = self._window.window()
        ComposeDialog(self._context, targets, chosen, window, in_turns=True).open()
