"""The fields of the integration dialog: laid out, named, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from hipadmin.domain.token import MASK
from hipadmin.gui.dialogs.integration_rooms import RoomsEditor
from hipadmin.gui.dialogs.integration_words import advanced_summary
from hipadmin.gui.dialogs.room_url import RoomUrlEdit
from hipadmin.gui.dialogs.stored_token import StoredTokenField
from hipadmin.gui.dialogs.subscription_choice import DependentList, SubscriptionChoice
from hipadmin.gui.dialogs.token_help import Opener, TokenHelp
from hipadmin.gui.drafts.entries import TokenEntry, TokenState
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import link, standard
from hipadmin.gui.widgets.fields import CheckBox, ComboBox, LineEdit
from hipadmin.gui.widgets.file_chooser import FileChooser
from hipadmin.gui.widgets.form import Form, FormRow
from hipadmin.gui.widgets.rows import Disclosure

EXAMPLE = "https://hipchat.example.com/v2"
ROOM_EXAMPLE = "https://hipchat.example.com/v2/room/17/notification?auth_token=…"
FIELDS = ("name", "endpoint", "token", "ca_certificate", "proxy")
"""Fields with a row of their own, as problems call them."""


class IntegrationForm(Form):
    """All fields of an integration, as soon as `building` has come to its end.

    Signals are those of the fields; the dialog listens.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.by_place: dict[str, FormRow] = {}

    def building(self, *, adding: bool, sandbox: bool, opener: Opener | None) -> Iterator[None]:
        """Add the fields, some at a time."""
        self._add_identity()
        self._add_server()
        yield
        self._add_token(opener, sandbox)
        yield
        self.rooms = RoomsEditor(self.look)
        self.rooms_row = self.add_row(self.tr("Rooms"), self.rooms, buddy=self.rooms.table)
        self.by_place["rooms"] = self.rooms_row
        yield
        self._add_use(adding)
        self._add_standard()
        self._add_advanced()
        yield

    def _add_identity(self) -> None:
        self.type_box = ComboBox(self.look)
        self.type_box.addItem("HipChat", "hipchat")
        self.type_box.setMinimumWidth(self.look.px(200))
        cell = QWidget()
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.type_box)
        row.addStretch(1)
        self.add_row(self.tr("Type"), cell, buddy=self.type_box)
        self.name_edit = LineEdit(self.look)
        self.by_place["name"] = self.add_row(self.tr("Name"), self.name_edit)

    def _add_server(self) -> None:
        self.url_edit = RoomUrlEdit(self.look, ROOM_EXAMPLE)
        self.url_row = self.add_row(self.tr("Room URL"), self.url_edit)
        self.endpoint_edit = LineEdit(self.look, EXAMPLE)
        self.by_place["endpoint"] = self.add_row(self.tr("API endpoint"), self.endpoint_edit)

    def _add_token(self, opener: Opener | None, sandbox: bool) -> None:
        self.token_field = StoredTokenField(self.look)
        self.token_row = self.add_row(
            self.tr("Access token"), self.token_field, buddy=self.token_field.edit
        )
        self.by_place["token"] = self.token_row
        self.remove_token = link(self.look, self.tr("Remove token"))
        self.help_link = link(self.look, self.tr("Where do I get this?"))
        self.help_link.setCheckable(True)
        self.check_link = link(self.look, self.tr("Check token"))
        self.token_row.add_link(self.check_link)
        self.token_row.add_link(self.remove_token)
        self.token_row.add_link(self.help_link)
        self.remove_token.hide()
        self.check_link.hide()
        self.token_help = TokenHelp(self.look, opener, sandbox=sandbox)
        self.token_help.hide()
        self.help_link.toggled.connect(self.token_help.setVisible)
        self.add_in_field_column(self.token_help)

    def _add_use(self, adding: bool) -> None:
        self.choice = SubscriptionChoice(self.look)
        self.dependents = DependentList(self.look)
        if adding:
            self.add_row(self.tr("Use in subscriptions"), self.choice)
            self.dependents.setParent(self)
            self.dependents.hide()
        else:
            self.add_row(self.tr("Used in subscriptions"), self.dependents)
            self.choice.setParent(self)
            self.choice.hide()

    def _add_standard(self) -> None:
        self.standard_box = CheckBox(self.look, self.tr("Use in new subscriptions"))
        text = self.tr("Each new subscription gets a room notification to all rooms through it.")
        self.add_in_field_column(self.standard_box, text)

    def _add_advanced(self) -> None:
        self.advanced = Disclosure(self.look, self.tr("Advanced"), advanced_summary("", ""))
        self.ca_edit = LineEdit(self.look, self.tr("The system’s authorities"))
        self.browse_button = standard(self.look, self.tr("Browse…"))
        cell = QWidget()
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.px(8))
        row.addWidget(self.ca_edit, 1)
        row.addWidget(self.browse_button)
        self.proxy_edit = LineEdit(self.look, "http://proxy.example.com:3128")
        inner = Form(self.look, label_width=112)
        self.by_place["ca_certificate"] = inner.add_row(
            self.tr("CA certificate"),
            cell,
            self.tr("A PEM file, for a server whose certificate your own authority issued."),
            buddy=self.ca_edit,
        )
        self.by_place["proxy"] = inner.add_row(self.tr("Proxy"), self.proxy_edit)
        self.advanced.content.addWidget(inner)
        self.add_in_field_column(self.advanced)
        self.browse_button.clicked.connect(self._on_browse_clicked)

    def show_token(self, entry: TokenEntry, state: TokenState, told: str) -> None:
        """Show what the account token is; ``told`` is what is known of it, or where it is kept."""
        stored = state is TokenState.STORED
        hint = self.tr("Used by rooms without a token of their own")
        if state is TokenState.OTHER_SERVER:
            hint = self.tr("Enter again for this server")
        self.token_field.set_entry(entry.typed, stored=stored, hint=MASK if stored else hint)
        self.check_link.setVisible(stored or state is TokenState.TYPED)
        self.remove_token.setVisible(stored or entry.removed)
        word = self.tr("Keep token") if entry.removed else self.tr("Remove token")
        self.remove_token.setText(word)
        self.token_row.set_help(told)

    def texts(self) -> dict[str, LineEdit]:
        """The plain text fields, by the name of what they hold."""
        return {
            "name": self.name_edit,
            "endpoint": self.endpoint_edit,
            "ca_certificate": self.ca_edit,
            "proxy": self.proxy_edit,
        }

    def _on_browse_clicked(self) -> None:
        dialog = FileChooser(self.look, self, self.tr("CA certificate"), self._folder())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = self.tr("Certificates")
        dialog.setNameFilters([f"{kinds} (*.pem *.crt *.cer)", self.tr("All files (*)")])
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.open()

    def _folder(self) -> str:
        text = self.ca_edit.text().strip()
        return str(Path(text).parent) if text else str(Path.home())

    def _on_file_chosen(self, path: str) -> None:
        self.ca_edit.setText(path)
        self.ca_edit.setFocus()
