"""What a person types into the integration dialog goes into the draft here."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from hipadmin.domain.errors import Dependent, HipadminError
from hipadmin.domain.problems import Problem
from hipadmin.domain.room_address import RoomAddress
from hipadmin.domain.token import Secret
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.integration_form import IntegrationForm
from hipadmin.gui.dialogs.integration_load import read_room_users
from hipadmin.gui.dialogs.integration_problems import ProblemBoard, room_in_use
from hipadmin.gui.dialogs.integration_words import refused_text, taken_text, trimmed_text
from hipadmin.gui.drafts.editing import Editing
from hipadmin.gui.drafts.entries import RoomEntry, TokenState
from hipadmin.gui.jobs import Lane
from hipadmin.services.certificates import check_certificate


class Entry(QObject):
    """Keeps the draft up to date with the form.

    Attributes:
        editing: the draft.

    Signals:
        changed: the draft changed; everything that depends on it is to be shown anew.
        troubled: an exception of the environment; nothing was changed.
    """

    changed = Signal()
    troubled = Signal(object)

    def __init__(
        self, context: Context, form: IntegrationForm, board: ProblemBoard, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.editing = Editing()
        self._context = context
        self._form = form
        self._board = board
        self._connect_fields()
        self._connect_rooms()

    def _connect_fields(self) -> None:
        form = self._form
        for place, field in form.texts().items():
            field.textChanged.connect(lambda text, place=place: self._on_typed(place, text))
            field.left.connect(lambda place=place: self._on_left(place))
        form.url_edit.took.connect(self._on_url_took)
        form.url_edit.refused.connect(self._on_url_refused)
        form.url_edit.emptied.connect(self._on_url_emptied)
        form.token_field.changed.connect(self._on_token_typed)
        form.token_field.left.connect(lambda: self._on_left("token"))
        form.token_field.reveal_wanted.connect(self._on_reveal_wanted)
        form.remove_token.clicked.connect(self._on_remove_token_clicked)
        form.choice.changed.connect(self._on_choice_changed)
        form.standard_box.clicked.connect(self._on_standard_clicked)

    def _connect_rooms(self) -> None:
        rooms = self._form.rooms
        rooms.edited.connect(self._on_room_edited)
        rooms.add_wanted.connect(self._on_add_room_wanted)
        rooms.remove_wanted.connect(self._on_remove_room_wanted)
        rooms.reveal_wanted.connect(self._on_room_reveal_wanted)
        rooms.field_left.connect(self._on_room_left)

    def show(self) -> None:
        """Put the draft's texts into the fields."""
        for place, field in self._form.texts().items():
            text: str = getattr(self.editing, place)
            if field.text() != text:
                field.setText(text)
        self._form.standard_box.setChecked(self.editing.standard)
        self.changed.emit()

    # fields

    def _on_typed(self, place: str, text: str) -> None:
        setattr(self.editing, place, text)
        self._board.forget(place)
        self.changed.emit()

    def _on_left(self, place: str) -> None:
        self._board.leave(place)
        if place == "endpoint" and self.editing.normalised:
            self._form.endpoint_edit.setText(self.editing.normalised)
        if place == "ca_certificate":
            self._check_certificate()
        self.changed.emit()

    def _check_certificate(self) -> None:
        path = self.editing.ca_certificate
        self._context.jobs.run(
            lambda _job: tuple(check_certificate(path)),
            then=lambda problems: self._on_certificate_checked(path, problems),
            lane=Lane.READ,
            owner=self,
        )

    def _on_certificate_checked(self, path: str, problems: tuple[Problem, ...]) -> None:
        if path == self.editing.ca_certificate:
            self._board.tell(problems)
            self.changed.emit()

    @Slot(object)
    def _on_url_took(self, address: RoomAddress) -> None:
        entry = self.editing.take(address)
        self._board.leave("endpoint")
        self.show()
        self._form.rooms.select(entry.key)
        self._form.url_row.set_problem(None)
        self._form.url_row.set_ok(taken_text(address))

    @Slot(str, bool)
    def _on_url_refused(self, sentence: str, token_left: bool) -> None:
        self._form.url_row.set_ok(None)
        self._form.url_row.set_problem(refused_text(sentence, token_left))

    @Slot()
    def _on_url_emptied(self) -> None:
        self._form.url_row.set_ok(None)
        self._form.url_row.set_problem(None)

    @Slot()
    def _on_choice_changed(self) -> None:
        self.editing.use_in = self._form.choice.chosen()
        self.changed.emit()

    @Slot(bool)
    def _on_standard_clicked(self, standard: bool) -> None:
        self.editing.standard = standard
        self.changed.emit()

    # account token

    @Slot()
    def _on_token_typed(self) -> None:
        field = self._form.token_field
        self._form.token_row.set_ok(trimmed_text() if field.trimmed else None)
        typed = field.entered()
        if typed != self.editing.token.typed:
            self.editing.type_token(replace(self.editing.token, typed=typed))
            self._board.forget("token")
            self.changed.emit()

    @Slot()
    def _on_remove_token_clicked(self) -> None:
        token = self.editing.token
        self.editing.type_token(replace(token, removed=not token.removed))
        self.changed.emit()

    @Slot()
    def _on_reveal_wanted(self) -> None:
        def shown(secret: Secret | None) -> None:
            state = self.editing.token.state(stays=self.editing.stays)
            if secret is None or state is not TokenState.STORED:
                self._form.token_field.hide_token()
            else:
                self._form.token_field.show_stored(secret)

        self._reveal(self.editing.token.ref, shown, self._form.token_field.hide_token)

    def _reveal(
        self,
        ref: str | None,
        shown: Callable[[Secret | None], None],
        hidden: Callable[[], None],
    ) -> None:
        def failed(error: Exception) -> None:
            hidden()
            self.troubled.emit(error)

        def told(secret: Secret | None) -> None:
            shown(secret)
            if secret is None:
                self.troubled.emit(_vanished(self.tr("The vault no longer has this token.")))

        tokens = self._context.services.tokens
        title = self.tr("Reading the token")
        self._context.jobs.run(
            lambda _job: tokens.reveal(ref),
            then=told,
            failed=failed,
            lane=Lane.VAULT,
            owner=self,
            title=title,
        )

    # rooms

    @Slot(object)
    def _on_room_edited(self, entry: RoomEntry) -> None:
        self.editing.change_room(entry)
        self.changed.emit()

    @Slot()
    def _on_add_room_wanted(self) -> None:
        entry = self.editing.add_room()
        self.changed.emit()
        self._form.rooms.select(entry.key, edit=True)

    @Slot(int)
    def _on_remove_room_wanted(self, key: int) -> None:
        entry = self.editing.room(key)
        if entry is None:
            return
        if entry.id is None:
            self._remove(key)
            return
        room_id, services = entry.id, self._context.services
        self._context.jobs.run(
            lambda _job: read_room_users(services, room_id),
            then=lambda users: self._on_users_read(key, users),
            failed=self.troubled.emit,
            lane=Lane.READ,
            owner=self,
        )

    def _on_users_read(self, key: int, users: tuple[Dependent, ...]) -> None:
        entry = self.editing.room(key)
        if entry is None:
            return
        if not users:
            self._remove(key)
            return
        named = [(u.subscription, u.notifications) for u in users]
        self._board.tell([room_in_use(entry.shown, named)])
        self.changed.emit()

    def _remove(self, key: int) -> None:
        self._board.forget("rooms")
        self.editing.remove_room(key)
        self.changed.emit()
        rooms = self._form.rooms
        (rooms.table if self.editing.rooms else rooms.add_button).setFocus()

    @Slot(int)
    def _on_room_reveal_wanted(self, key: int) -> None:
        entry, rooms = self.editing.room(key), self._form.rooms

        def shown(secret: Secret | None) -> None:
            now = self.editing.room(key)
            stored = now is not None and self.editing.token_state(now) is TokenState.STORED
            rooms.panel.show_stored(key, secret if stored else None)

        self._reveal(entry.token.ref if entry else None, shown, rooms.panel.token_field.hide_token)

    @Slot(int, str)
    def _on_room_left(self, key: int, part: str) -> None:
        if part:
            self._board.leave(f"room:{key}:{part}")
        self.changed.emit()


def _vanished(text: str) -> HipadminError:
    return HipadminError(text)
