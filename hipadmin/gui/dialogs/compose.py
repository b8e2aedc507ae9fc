"""The message composer: a message of one's own to chosen rooms, seen before it is sent."""

import os
from collections.abc import Collection, Iterator, Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.problems import Problem, blocking
from hipadmin.domain.token import TokenInfo
from hipadmin.gui.acts.room_run import RoomRun
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.compose_card import CardEditor
from hipadmin.gui.dialogs.compose_draft import KIND, kept
from hipadmin.gui.dialogs.compose_draft import read as read_draft
from hipadmin.gui.dialogs.compose_form import ComposeForm
from hipadmin.gui.dialogs.compose_preview import ComposePreview, request_of
from hipadmin.gui.dialogs.compose_rooms import StoredRooms
from hipadmin.gui.dialogs.sentence_line import SentenceLine
from hipadmin.gui.drafts.keeper import DraftKeeper, Entered
from hipadmin.gui.jobs import Lane
from hipadmin.gui.keyboard.shortcuts import Shortcut, bind
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.pages.run_strip import RunStrip
from hipadmin.gui.widgets.button import Kind
from hipadmin.gui.widgets.dialog_frame import DialogFrame, Question
from hipadmin.gui.widgets.labels import Rich, rich
from hipadmin.gui.widgets.turning import Turning, WholeWhenTurned
from hipadmin.recovery.draft_folder import Draft
from hipadmin.services.rooms.composing import MessageDraft
from hipadmin.services.rooms.targets import Target
from hipadmin.services.rooms.testing import ASK_ABOVE

WIDTH, HEIGHT = 960, 600
FIELDS_LEAST, PREVIEW_LEAST, PART_LEAST = 468, 352, 220
_NAMED = 4
"""Rooms that the sentence names one by one."""


class ComposeDialog(DialogFrame):
    """Fields at the left, preview and request at the right; Send goes to the rooms checked.

    ``targets`` are the rooms there are to choose from, ``chosen`` the positions checked at first,
    ``resume`` is a draft to go on from. With ``in_turns`` it is built before it opens; no part of
    it can be used before.
    """

    def __init__(
        self,
        context: Context,
        targets: Sequence[Target],
        chosen: Collection[int],
        parent: QWidget | None = None,
        resume: Draft | None = None,
        *,
        in_turns: bool = False,
    ) -> None:
        super().__init__(context.look, "", width=WIDTH, min_height=HEIGHT, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Send a test message"))
        self._context = context
        self._rooms = StoredRooms(context, self, targets)
        self._label = self.tr("The token’s label")
        self._problems: tuple[Problem, ...] = ()
        self._told_all = False
        self._run: RoomRun | None = None
        self.line = SentenceLine(context.look)
        self.run_strip = RunStrip(context.look, composed=True)
        self.build(self._building_all(chosen, resume), in_turns=in_turns)

    def _building_all(self, chosen: Collection[int], resume: Draft | None) -> Iterator[None]:
        look = self._context.look
        card = CardEditor(look, f"hipadmin-{os.urandom(8).hex()}")
        yield
        self.form = ComposeForm(look, self._rooms.targets, chosen, card)
        yield
        self.preview = ComposePreview(look)
        self.preview.tabs.turn_by_keys(self)
        yield
        self._compose()
        yield
        self._begin(resume)
        yield

    def _begin(self, resume: Draft | None) -> None:
        self._clean = self.form.draft()
        self.is_dirty = self._dirty
        drafts = self._context.drafts
        self._keeper = DraftKeeper(drafts, self, KIND, self._entered, resume)
        was = read_draft(resume) if resume else None
        if was is not None:
            self.form.show_draft(was.message)
        self._connect()
        self._rooms.look()
        self._read_label()
        self._refresh()
        self.form.message.setFocus()

    def _compose(self) -> None:
        px = self.look.px
        self.top.addWidget(self.line)
        self.body.setContentsMargins(0, 0, 0, 0)
        columns = Turning()
        fields = WholeWhenTurned(self.look, self.form, columns)
        fields.least = QSize(px(FIELDS_LEAST), px(PART_LEAST))
        self.preview.setMinimumSize(px(PREVIEW_LEAST), px(PART_LEAST))
        columns.row.addWidget(fields, 1)
        columns.row.addWidget(self.preview, 1)
        self.body.addWidget(columns, 1)
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(column.indexOf(self.footer), self.run_strip)
        self.send_button, self.close_button = self.add_confirm(self.tr("Send"), self.tr("Close"))
        # Enter in a field must not send what is half written; Ctrl+Enter does
        self.send_button.setDefault(False)

    def _connect(self) -> None:
        self.form.changed.connect(self._refresh)
        self.send_button.clicked.connect(self.send)
        bind(self, Shortcut.SEND, self.send)
        self.preview.transcript.link_activated.connect(self._on_link_activated)
        self._rooms.looked.connect(self._on_rooms_looked)

    @Slot(object)
    def _on_rooms_looked(self, found: Sequence[Target | None]) -> None:
        self.form.rooms.show_again(found)
        self._refresh()

    def _read_label(self) -> None:
        """Ask what the token of the first room is called, for the preview."""
        ref = self._rooms.targets[0].token_ref
        store = self._context.services.store
        self._context.jobs.run(
            lambda _job: store.read(lambda unit: unit.tokens.infos()).get(ref or ""),
            then=self._on_label_read,
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )

    def _on_label_read(self, info: TokenInfo | None) -> None:
        if info is not None and info.label:
            self._label = info.label
            self._refresh()

    def _entered(self) -> Entered:
        draft = self.form.draft()
        return Entered("", kept(self._rooms.targets, self.form.rooms.chosen(), draft))

    def _dirty(self) -> bool:
        return self.form.draft() != self._clean

    @property
    def running(self) -> bool:
        """Whether a message is on its way."""
        return self._run is not None and self._run.running

    def chosen(self) -> list[Target]:
        """The rooms the message goes to."""
        return [self._rooms.targets[at] for at in self.form.rooms.chosen()]

    # what is shown

    @Slot()
    def _refresh(self) -> None:
        draft, chosen = self.form.draft(), self.chosen()
        self._problems = draft.problems()
        self.form.show_problems(draft, self._problems, whole=self._told_all)
        self.line.show_sentence(self._sentence(chosen))
        self.preview.show_message(draft, self._label)
        self._show_request(draft, chosen)
        self._show_footer(chosen)
        self._keeper.touch()

    def _sentence(self, chosen: Sequence[Target]) -> Rich:
        if not chosen:
            return rich(self.tr("Choose the rooms this message goes to."))
        names = [target.shown for target in chosen[:_NAMED]]
        rest = len(chosen) - len(names)
        rooms = ", ".join(names)
        if rest:
            rooms = self.tr("{rooms} and {count} more").format(rooms=rooms, count=rest)
        through = ", ".join(dict.fromkeys(target.integration for target in chosen))
        return rich(self.tr("Sends this message to {} through {}."), rooms, through)

    def _show_request(self, draft: MessageDraft, chosen: Sequence[Target]) -> None:
        request = request_of(draft, chosen[0]) if chosen else None
        note = ""
        if request is None:
            note = self.tr("There is a request as soon as the message can be sent.")
        elif len(chosen) > 1:
            words = self.tr("For {room}; the others differ in the address and the token only.")
            note = words.format(room=chosen[0].shown)
        self.preview.show_request(request, note)

    def _show_footer(self, chosen: Sequence[Target]) -> None:
        wrong = blocking(self._problems)
        self.send_button.setEnabled(bool(chosen) and not self.running)
        if self.running:
            self.set_note(self.tr("Sending …"))
        elif not chosen:
            self.set_note(self.tr("Send needs a room."))
        elif wrong and (self._told_all or self._dirty()):
            self.set_note(self._reason(wrong[0]))
        else:
            self.set_note("")

    def _reason(self, problem: Problem) -> str:
        if problem.where == "message":
            empty = not self.form.message.toPlainText().strip()
            return (
                self.tr("Send needs a message.")
                if empty
                else self.tr("Send needs another message.")
            )
        if problem.where == "sender":
            return self.tr("Send needs another sender.")
        return self.tr("Send needs the card to be complete.")

    # sending

    @Slot()
    def send(self) -> None:
        """Send, after asking before many rooms; what is wrong is shown instead."""
        chosen = self.chosen()
        if self.running or not chosen:
            return
        wrong = blocking(self._problems)
        if wrong:
            self._told_all = True
            self._refresh()
            self.form.field_at(wrong[0].where).setFocus()
        elif len(chosen) > ASK_ABOVE:
            self._ask(chosen)
        else:
            self._start(chosen)

    def _ask(self, chosen: Sequence[Target]) -> None:
        title = self.tr("Send this message to {count} rooms?").format(count=len(chosen))
        rooms = ", ".join(target.shown for target in chosen)
        question = Question(
            self.look,
            self.windowTitle(),
            title,
            self.tr("Rooms: {rooms}.").format(rooms=rooms),
            yes=self.tr("Send"),
            no=self.tr("Cancel"),
            icon=Icon.SEND,
            kind=Kind.PRIMARY,
            parent=self,
        )
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(lambda: self._start(self.chosen()))
        question.open()

    def _start(self, chosen: Sequence[Target]) -> None:
        draft = self.form.draft()
        self._run = RoomRun(self._context, chosen, message=draft.message())
        self._run.finished.connect(lambda: self._on_finished(draft))
        self.run_strip.follow(self._run)
        self._run.start()
        self._refresh()

    def _on_finished(self, draft: MessageDraft) -> None:
        if self._run is not None and all(attempt.ok for attempt in self._run.attempts):
            self._clean = draft
        self._refresh()

    @Slot(str)
    def _on_link_activated(self, _address: str) -> None:
        """A preview leads nowhere."""

    # leaving

    def done(self, result: int) -> None:
        """Close; what is on its way is cancelled."""
        if self._run is not None and self._run.running:
            self._run.cancel()
        super().done(result)
