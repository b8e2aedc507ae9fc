"""A page and two dialogs put together from the parts, as the product will."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.token import MASK
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.columns import (
    CellKind,
    Column,
    Fit,
    link_column,
    state_column,
    switch_column,
)
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.band import SandboxBand
from hipadmin.gui.widgets.button import Button, Kind, danger, link, primary, standard
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.fields import CheckBox, ComboBox, LineEdit
from hipadmin.gui.widgets.form import Form
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import ElidedLabel, Label, StateLabel
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.rows import Disclosure, LinkRow, StatusItem, ThinProgress
from hipadmin.gui.widgets.sidebar import Place, Sidebar
from hipadmin.gui.widgets.surface import Card, Surface, line
from hipadmin.gui.widgets.tab_words import TabWords
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.widgets.token_field import TokenField

OK = StateMark(Icon.CHECK_CIRCLE, Tone.OK, "OK")
OFF = StateMark(Icon.POWER, Tone.NEUTRAL, "Off")
ROOM_OFF = StateMark(Icon.POWER, Tone.NEUTRAL, "Off: room is off")
UNTRIED = StateMark(Icon.DASHED, Tone.NEUTRAL, "Not tested")
ATTENTION = StateMark(Icon.TRIANGLE, Tone.DANGER, "Needs attention", loud=True)
FAILING = StateMark(Icon.ALERT_CIRCLE, Tone.WARN, "Failing since 13:48", loud=True)
TOKEN = StateMark(Icon.KEY, Tone.WARN, "Token needed", loud=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One integration as the list shows it."""

    name: str
    state: StateMark
    rooms: tuple[str, ...]
    used: str
    last: str
    when: str = ""
    on: bool = True
    effective: bool = True


ROWS = (
    Row("CI and images", OK, ("Builds", "Ops", "Desk"), "3 subscriptions", "204", "2 min ago"),
    Row("Flag changes", OK, ("Releases",), "2 subscriptions", "204", "1 h ago"),
    Row("Legacy wallboard", ATTENTION, ("Wallboard",), "1 subscription", "401", "yesterday"),
    Row("Load test", OFF, ("Staging",), "1 subscription", "204", "12 March", on=False),
    Row("Monitoring alerts", FAILING, ("Ops", "On call"), "4 subscriptions", "503", "14:02"),
    Row("Night shift", ROOM_OFF, ("Night shift",), "Not used", "204", "9 March", effective=False),
    Row("Partner network", UNTRIED, (), "Not used", "Never"),
    Row("Release desk", TOKEN, ("Desk", "Releases"), "2 subscriptions", "Not sent", "yesterday"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A room or a room notification in the details."""

    name: str
    second: str
    rooms: tuple[str, ...]
    state: StateMark
    policy: bool = False
    on: bool = True
    effective: bool = True


ROOMS = (
    Part("Builds", "17", (), OK),
    Part("Night shift", "31", (), OFF, on=False),
    Part("Ops", "4", (), UNTRIED),
    Part("Releases", "23", (), OK),
)
NOTIFICATIONS = (
    Part("broken builds", "web", ("Builds", "Ops"), OK, policy=True),
    Part("releases", "web", ("Releases",), OK),
    Part("base image", "images", ("Night shift",), ROOM_OFF, effective=False),
    Part("deploys", "shop", (), OK, policy=True),
)


def integrations_table(look: Look) -> Table:
    """Make the main list."""
    columns = [
        switch_column(lambda r: r.name, lambda r: r.on, effective=lambda r: r.effective),
        Column[Row]("name", "Name", lambda r: r.name, strong=True, fit=Fit(6, 24, 1)),
        Column[Row]("type", "Type", lambda r: "HipChat", muted=lambda r: True, fit=Fit(4, 10, 2)),
        Column[Row](
            "rooms",
            "Rooms",
            lambda r: ", ".join(r.rooms) or "No room yet",
            kind=CellKind.NAMES,
            names=lambda r: r.rooms,
            muted=lambda r: not r.rooms,
            fit=Fit(6, 14, 5),
        ),
        Column[Row](
            "used",
            "Used by",
            lambda r: r.used,
            muted=lambda r: r.used == "Not used",
            fit=Fit(5, 12, 4),
        ),
        Column[Row](
            "last",
            "Last result",
            lambda r: r.last,
            secondary=lambda r: r.when,
            muted=lambda r: not r.when,
            fit=Fit(5, 12, 3),
        ),
        state_column(lambda r: r.state),
    ]
    table = Table(look, "Integrations")
    model = RowsModel(columns, lambda r: r.name, table)
    model.set_rows(ROWS)
    table.setSortingEnabled(True)
    table.setModel(model)
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    return table


def _parts_table(
    look: Look, name: str, columns: list[Column[Part]], rows: tuple[Part, ...]
) -> Table:
    table = Table(look, name, in_card=True)
    model = RowsModel(columns, lambda r: r.name, table)
    model.set_rows(rows)
    table.setModel(model)
    return table


def _switch() -> Column[Part]:
    return switch_column(lambda r: r.name, lambda r: r.on, effective=lambda r: r.effective)


def rooms_card(look: Look) -> Card:
    """Make the card of rooms."""
    columns = [
        _switch(),
        Column[Part]("room", "Room", lambda r: r.name, secondary=lambda r: r.second, strong=True),
        state_column(lambda r: r.state),
    ]
    card = Card(look, "Rooms")
    card.set_count(len(ROOMS))
    card.content.addWidget(_parts_table(look, "Rooms", columns, ROOMS))
    card.setFixedWidth(look.px(288))
    return card


def notifications_card(look: Look) -> Card:
    """Make the card of room notifications."""
    columns = [
        _switch(),
        Column[Part]("name", "Name", lambda r: r.name, strong=True),
        Column[Part]("subscription", "Subscription", lambda r: r.second, muted=lambda r: True),
        Column[Part](
            "rooms",
            "Rooms",
            lambda r: ", ".join(r.rooms) or "All rooms",
            kind=CellKind.NAMES,
            names=lambda r: r.rooms,
            muted=lambda r: True,
            fit=Fit(give=5),
        ),
        Column[Part](
            "filter",
            "Filter",
            lambda r: "Policy" if r.policy else "",
            icon=lambda r: Icon.FUNNEL if r.policy else None,
            muted=lambda r: True,
        ),
        state_column(lambda r: r.state),
        link_column("edit", "Edit", lambda r: r.name),
        link_column("test", "Test", lambda r: r.name),
    ]
    card = Card(look, "Room notifications")
    card.set_count(len(NOTIFICATIONS))
    card.content.addWidget(_parts_table(look, "Room notifications", columns, NOTIFICATIONS))
    return card


def build_window(look: Look) -> QWidget:
    """Make the page Integrations in its frame."""
    window = Surface(look, "window")
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    band = SandboxBand(
        look, "Nothing here touches your real data. HipChat answers at http://127.0.0.1:8777/v2"
    )
    band.add_link("Copy room URL")
    band.add_link("Open room view")
    column.addWidget(band)
    column.addWidget(_top_bar(look))
    middle = QHBoxLayout()
    middle.setSpacing(0)
    places = [
        Place("integrations", "Integrations", Icon.PLUG),
        Place("subscriptions", "Subscriptions", Icon.SOURCE),
        Place("audit", "Audit log", Icon.HISTORY),
        Place("preferences", "Preferences", Icon.SLIDERS),
    ]
    sidebar = Sidebar(look, "Account Settings", places)
    sidebar.set_current("integrations")
    middle.addWidget(sidebar)
    middle.addLayout(_page(look), 1)
    column.addLayout(middle, 1)
    column.addWidget(_status_bar(look))
    window.resize(look.px(1200), look.px(760))
    return window


def _top_bar(look: Look) -> QWidget:
    bar = Surface(look, "window", "bottom")
    row = QHBoxLayout(bar)
    row.setContentsMargins(look.px(12), 0, look.px(12), 0)
    combo, tabs = ComboBox(look), TabWords(look, "Dashboard", height=52)
    combo.addItem("Subscription")
    combo.setFixedWidth(look.px(208))
    for word in ("Activity", "Alerts", "Settings"):
        tabs.addTab(word)
    tabs.setCurrentIndex(2)
    settings = Button(look, "Account Settings", Kind.GHOST, icon=Icon.GEAR)
    settings.setCheckable(True)
    settings.setChecked(True)
    row.addWidget(combo)
    row.addWidget(tabs)
    row.addStretch(1)
    row.addWidget(settings)
    return bar


def _page(look: Look) -> QVBoxLayout:
    page = QVBoxLayout()
    page.setSpacing(0)
    add = primary(look, "Add Integration", Icon.PLUS)
    head = PageHead(look, "Integrations", filter_hint="Filter integrations", primary=add)
    head.set_count(len(ROWS))
    ground = Surface(look, "base")
    lay = QVBoxLayout(ground)
    lay.setContentsMargins(0, 0, 0, 0)
    table = integrations_table(look)
    table.select_positions([0])
    lay.addWidget(table)
    page.addWidget(head)
    page.addWidget(ground, 1)
    page.addWidget(_details(look))
    return page


def _details(look: Look) -> QWidget:
    px = look.px
    details = Surface(look, "sunken", "top")
    details.setFixedHeight(px(268))
    column = QVBoxLayout(details)
    column.setContentsMargins(px(24), px(12), px(24), px(16))
    column.setSpacing(px(10))
    head = QHBoxLayout()
    head.setSpacing(px(10))
    head.addWidget(Label(look, "CI and images", FontRole.OBJECT_TITLE))
    head.addWidget(StateLabel(look, OK))
    head.addWidget(ElidedLabel(look, "https://hipchat.example.com/v2", FontRole.BODY, "text2"))
    head.addStretch(1)
    for text, icon in (("Test", Icon.SEND), ("Edit", Icon.PENCIL), ("Delete", Icon.TRASH)):
        head.addWidget(standard(look, text, icon))
    cards = QHBoxLayout()
    cards.setSpacing(px(12))
    cards.addWidget(rooms_card(look))
    cards.addWidget(notifications_card(look), 1)
    column.addLayout(head)
    column.addLayout(cards, 1)
    return details


def _status_bar(look: Look) -> QWidget:
    bar = Surface(look, "window", "top")
    row = QHBoxLayout(bar)
    row.setContentsMargins(look.px(8), look.px(2), look.px(16), look.px(2))
    row.addWidget(StatusItem(look, Icon.LOCK, "Vault: keyring"))
    row.addWidget(StatusItem(look, Icon.PULSE, "Relay: running, nothing waiting"))
    row.addWidget(StatusItem(look, Icon.FLASK, "Sandbox: off"))
    row.addStretch(1)
    progress = ThinProgress(look, "Testing")
    progress.show_step(1, 3)
    row.addWidget(Label(look, "Testing 1 of 3", FontRole.SMALL, "text2"))
    row.addWidget(progress)
    return bar


def build_dialog(look: Look) -> DialogFrame:
    """Make the dialog Add integration with one problem and a test result."""
    dialog = DialogFrame(look, "Add integration", min_height=520)
    form = Form(look)
    kind, name, url, endpoint = ComboBox(look), LineEdit(look), LineEdit(look), LineEdit(look)
    kind.addItem("HipChat")
    kind.setFixedWidth(look.px(200))
    name.setText("ci and images")
    url.setText("https://hipchat.example.com/v2/room/17/notification")
    endpoint.setText("https://hipchat.example.com/v2")
    form.add_row("&Type", kind)
    row = form.add_row("&Name", name)
    row.set_problem("“CI and images” exists already (case is ignored). Choose another name.")
    row = form.add_row("Room &URL", url)
    row.set_ok("Took the endpoint, room 17 and its token. The token has left this field.")
    form.add_row("API &endpoint", endpoint)
    token = TokenField(look, "Used by rooms without a token of their own")
    help_text = "Optional. Kept in the keyring, never in a file."
    form.add_row("&Access token", token, help_text).add_link(link(look, "Where do I get this?"))
    form.add_row("Rooms", _room_editor(look))
    form.add_row("Use in subscriptions", _subscriptions(look))
    form.add_in_field_column(Disclosure(look, "Advanced", "CA certificate: system, Proxy: none"))
    dialog.body.addWidget(form)
    dialog.body.addStretch(1)
    result = "Room 17 answered 204 in 182 ms at 14:05:12. Ops was not tested: no token."
    dialog.strip.show_message(Message(Tone.OK, "Configured correctly.", result))
    dialog.add_test("Test")
    save, _cancel = dialog.add_confirm()
    save.setEnabled(False)
    dialog.set_note("Save needs another name.")
    return dialog


def _room_editor(look: Look) -> QWidget:
    columns = [
        Column[Part](
            "room", "Room ID or name", lambda r: r.name, secondary=lambda r: r.second, strong=True
        ),
        Column[Part](
            "token",
            "Room token",
            lambda r: MASK if r.on else "uses Access token",
            muted=lambda r: True,
        ),
        Column[Part]("label", "Label", lambda r: "CI bot" if r.on else "—", fit=Fit(stretch=True)),
        switch_column(lambda r: r.name, lambda r: True),
    ]
    rows = (Part("17", "Builds", (), OK), Part("Ops", "", (), OK, on=False))
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.px(8))
    card = Card(look)
    table = _parts_table(look, "Rooms", columns, rows)
    table.setFixedHeight(look.px(28 + 2 * 32))
    table.select_positions([0])
    card.content.addWidget(table)
    column.addWidget(card)
    buttons = QHBoxLayout()
    buttons.setSpacing(look.px(8))
    buttons.addWidget(standard(look, "Add room", Icon.PLUS))
    buttons.addWidget(standard(look, "Remove room"))
    buttons.addStretch(1)
    column.addLayout(buttons)
    return holder


def _subscriptions(look: Look) -> QWidget:
    card = Card(look, padded=True)
    for place, (name, second) in enumerate(
        (("web", "builds"), ("images", "base images"), ("shop", "flags"))
    ):
        row = QHBoxLayout()
        box = CheckBox(look, name)
        box.setChecked(place == 0)
        row.addWidget(box)
        row.addWidget(Label(look, second, FontRole.BODY, "text2"))
        row.addStretch(1)
        if place == 0:
            row.addWidget(link(look, "Policy filter…"))
        card.content.addLayout(row)
    return card


def build_delete(look: Look) -> DialogFrame:
    """Make the dialog that refuses to delete."""
    dialog = DialogFrame(look, "Delete integration", width=560)
    row = QHBoxLayout()
    row.setSpacing(look.px(14))
    row.addWidget(IconView(look, Icon.TRIANGLE, "warn", 24), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(look.px(8))
    title = "CI and images is still used by 3 subscriptions"
    words.addWidget(Label(look, title, FontRole.OBJECT_TITLE, wrap=True))
    text = (
        "Delete it from each of them first. A link takes you there; a bar at the top of the window "
        "leads you on and back to this question."
    )
    words.addWidget(Label(look, text, FontRole.BODY, "text2", wrap=True))
    words.addWidget(_links(look))
    row.addLayout(words, 1)
    dialog.body.addLayout(row)
    dialog.footer.add_left(danger(look, "Remove from all and delete"))
    dialog.footer.add_right(standard(look, "Close"))
    return dialog


def _links(look: Look) -> QWidget:
    card = Card(look)
    card.content.setSpacing(0)
    card.content.setContentsMargins(look.px(5), look.px(5), look.px(5), 0)
    rows = (
        ("web", "broken builds, releases", Icon.BUILD),
        ("images", "base image", Icon.IMAGE),
        ("shop", "deploys", Icon.FLAG),
    )
    for place, (name, second, icon) in enumerate(rows):
        if place:
            card.content.addWidget(line(look))
        target = "Settings › Integrations"
        card.content.addWidget(LinkRow(look, name, icon=icon, secondary=second, target=target))
    return card
