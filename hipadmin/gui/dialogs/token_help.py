"""Where do I get this? What a person does in HipChat to come by a token, with links to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.hipchat_pages import account_page, addons_page, tokens_page
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Button, Edge, link
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.surface import Card

Opener = Callable[[QUrl], object]
"""Opens an address in the browser."""


@dataclass(frozen=True, slots=True)
class _Chapter:
    title: str
    text: str
    link: str = ""


class TokenHelp(Card):
    """The unfolding help under the token field. ``opener`` opens its links in the browser."""

    def __init__(
        self,
        look: Look,
        opener: Opener | None = None,
        *,
        sandbox: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "", parent, padded=True)
        self._open = opener or QDesktopServices.openUrl
        self._links: dict[str, Button] = {}
        self._addresses: dict[str, str] = {}
        self.setAccessibleName(self.tr("Where do I get this?"))
        self.content.setSpacing(look.px(12))
        self._no_server = Label(look, self._missing(), FontRole.SMALL, "text2", wrap=True)
        for chapter in (*(self._sandbox() if sandbox else ()), *self._chapters()):
            self.content.addLayout(self._column(chapter))
        self.content.addWidget(self._no_server)
        self.set_server("", "")

    def set_server(self, endpoint: str, room: str) -> None:
        """Lead the links to the server behind ``endpoint`` (normalised, or empty) and ``room``."""
        self._addresses = {
            self._account_link(): account_page(endpoint),
            self._room_link(): tokens_page(endpoint, room),
            self._addons_link(): addons_page(endpoint),
        }
        for text, button in self._links.items():
            button.setVisible(bool(endpoint))
            button.setToolTip(self._addresses[text])
        self._no_server.setVisible(not endpoint)

    @property
    def links(self) -> dict[str, str]:
        """Where each link leads now, by its words."""
        return dict(self._addresses)

    def _column(self, chapter: _Chapter) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self.look.px(4))
        head = QHBoxLayout()
        head.addWidget(Label(self.look, chapter.title, FontRole.SECTION))
        head.addStretch(1)
        if chapter.link:
            head.addWidget(self._link(chapter.link))
        column.addLayout(head)
        column.addWidget(Label(self.look, chapter.text, FontRole.SMALL, "text2", wrap=True))
        return column

    def _link(self, text: str) -> Button:
        button = link(self.look, text, Icon.LINK, leans=Edge.END)
        button.clicked.connect(lambda: self._open(QUrl(self._addresses[text])))
        self._links[text] = button
        return button

    def _account_link(self) -> str:
        return self.tr("Open API access")

    def _room_link(self) -> str:
        return self.tr("Open Tokens")

    def _addons_link(self) -> str:
        return self.tr("Open add-ons")

    def _missing(self) -> str:
        return self.tr(
            "Enter the API endpoint; then links to these pages of your server stand here."
        )

    def _sandbox(self) -> Sequence[_Chapter]:
        return (
            _Chapter(
                self.tr("Sandbox"),
                self.tr(
                    "Menu Sandbox › Copy room URL copies the address of a sandbox room, its token "
                    "included. Paste it into Room URL. The pages below are those of a real server."
                ),
            ),
        )

    def _chapters(self) -> Sequence[_Chapter]:
        return (self._personal(), self._room(), self._build(), self._address(), *self._facts())

    def _personal(self) -> _Chapter:
        return _Chapter(
            self.tr("Personal token"),
            self.tr(
                "Posts under your own name into every room you may enter. Click your picture in "
                "HipChat, then Account settings › API access. Give the token a label, choose its "
                "scopes and press Create."
            ),
            self._account_link(),
        )

    def _room(self) -> _Chapter:
        return _Chapter(
            self.tr("Room token"),
            self.tr(
                "Posts into one room; its label is the sender people see. Choose the room under "
                "Rooms, then Tokens. Enter a label, choose Send Notification and press Create. "
                "The token belongs into the Room token of that room."
            ),
            self._room_link(),
        )

    def _build(self) -> _Chapter:
        return _Chapter(
            self.tr("Build your own"),
            self.tr(
                "On the add-ons page choose the room and “Build your own integration”. Name it and "
                "press Create. HipChat shows an address to post to, with the room and auth_token "
                "in it: paste all of it into Room URL."
            ),
            self._addons_link(),
        )

    def _address(self) -> _Chapter:
        return _Chapter(
            self.tr("A URL you already have"),
            self.tr(
                "Another program may be posting already. Its room URL, or its whole curl command, "
                "can be pasted into Room URL as it is."
            ),
        )

    def _facts(self) -> Sequence[_Chapter]:
        return (
            _Chapter(
                self.tr("The room’s API ID"),
                self.tr(
                    "It is a number near the end of the room’s details: your profile › Rooms › the "
                    "room. The room’s name can be used instead."
                ),
            ),
            _Chapter(
                self.tr("Scopes"),
                self.tr(
                    "Send Notification: notifications and Test. View Messages and Send Message: "
                    "the room view. View Group or View Room: choosing rooms from a list. OAuth2 "
                    "tokens only; an older OAuth1 token has no upper-case letter."
                ),
            ),
        )
