"""Connect a source: where it sends to, with which key, how, and whether the first event came."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hipadmin.domain.intake_key import IntakeKey
from hipadmin.domain.ports import Topic
from hipadmin.domain.subscription import Subscription
from hipadmin.domain.token import Secret
from hipadmin.gui.acts.secret_copy import SecretCopy
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.first_event import Before, FirstEvent, read_before
from hipadmin.gui.dialogs.footing import Footing
from hipadmin.gui.dialogs.new_key import NewKey
from hipadmin.gui.dialogs.source_snippets import SourceSnippets
from hipadmin.gui.dialogs.source_systems import SYSTEMS, System
from hipadmin.gui.jobs import JobContext, Lane
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.relay.desk import RelayDesk
from hipadmin.gui.relay.words import doubt
from hipadmin.gui.widgets.button import link, standard
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.fields import ComboBox, LineEdit
from hipadmin.gui.widgets.form import Form
from hipadmin.gui.widgets.message_bar import Act, Message
from hipadmin.gui.widgets.token_field import TokenField
from hipadmin.services.bundle import Services
from hipadmin.services.intake.doors import KEY_MEMBER
from hipadmin.services.intake.source_snippets import Target
from hipadmin.services.relay.settings import Place, door

_OWN = System("", "")
TOPICS = frozenset((Topic.SUBSCRIPTIONS,))


@dataclass(frozen=True, slots=True)
class WayIn:
    """What is stored; ``key`` refers to the one that sources are to use, "" before there is one."""

    subscription: Subscription
    place: Place
    before: Before
    key: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A key with its secret, None if the vault has none; ``fleeting``: it lasts for this run."""

    key: IntakeKey
    secret: Secret | None
    fleeting: bool


def read_way_in(services: Services, subscription_id: str) -> WayIn:
    """Read it. Blocking. Raises NotFound, StoreTrouble."""
    keys = services.intake_keys.sources(subscription_id)
    return WayIn(
        services.subscriptions.get(subscription_id),
        services.relay_settings.place(),
        read_before(services.activity, subscription_id),
        keys[0].ref_id if keys else "",
    )


class ConnectSource(DialogFrame):
    """Address, key and snippets of one subscription; ``flags`` as `Session` has them.

    Signals:
        preferences_asked: the public address shall be entered.
    """

    preferences_asked = Signal()

    def __init__(
        self,
        context: Context,
        desk: RelayDesk,
        subscription_id: str,
        parent: QWidget,
        flags: Sequence[str] = (),
    ) -> None:
        super().__init__(context.look, self.tr("Connect a source"), width=720, parent=parent)
        self._context = context
        self._desk = desk
        self._subscription_id = subscription_id
        self._known: WayIn | None = None
        self._key = ""
        self._opening = self._lost = False
        read = partial(read_way_in, context.services, subscription_id)
        self._footing = Footing(context, self, subscription_id, read, TOPICS)
        self._secret = Secret("")
        self._flags: Sequence[str] | None = flags
        self._fill_in()
        self._wire()
        self._footing.look()
        self._open_door(self._ensure)
        self._show_relay()

    def _fill_in(self) -> None:
        look = self.look
        form = Form(look)
        self.system = ComboBox(look)
        self.system.addItem(self.tr("A program of your own"), _OWN)
        for each in SYSTEMS:
            self.system.addItem(each.title, each)
        form.add_row(self.tr("Source"), self.system)
        self.url = LineEdit(look)
        self.url.setReadOnly(True)
        self.copy_url = standard(look, self.tr("Copy URL"), Icon.COPY)
        self.copy_whole = standard(look, self.tr("Copy URL with key"), Icon.KEY)
        self.copy_whole.hide()
        fields = self._beside(self.url, self.copy_url, self.copy_whole)
        self._url_row = form.add_row(self.tr("URL"), fields)
        self.preferences = link(look, self.tr("Enter the public address"))
        self._url_row.add_link(self.preferences)
        self.preferences.hide()
        self.key = TokenField(look)
        self.key.edit.setReadOnly(True)
        self.copy_key = standard(look, self.tr("Copy key"), Icon.COPY)
        self.rotate = standard(look, self.tr("New key…"), Icon.RETRY)
        self._key_row = form.add_row(
            self.tr("Key"), self._beside(self.key, self.copy_key, self.rotate), buddy=self.key.edit
        )
        self.body.addWidget(form)
        self.snippets = SourceSnippets(look)
        self.snippets.ways.turn_by_keys(self)
        self.body.addWidget(self.snippets)
        self.first = FirstEvent(self._context, self._subscription_id)
        self.body.addWidget(self.first)
        self.body.addStretch(1)
        self.close_button = self.footer.add_right(standard(look, self.tr("Close")))
        self.close_button.clicked.connect(self.leave)

    def _beside(self, field: QWidget, *buttons: QWidget) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.px(8))
        row.addWidget(field, 1)
        for button in buttons:
            row.addWidget(button)
        box.setFocusProxy(field)
        return box

    def _wire(self) -> None:
        self.copy_url.clicked.connect(self._on_copy_url_clicked)
        self.copy_whole.clicked.connect(self._on_copy_whole_clicked)
        self.system.currentIndexChanged.connect(self._on_system_chosen)
        self.copy_key.clicked.connect(self._on_copy_key_clicked)
        self.rotate.clicked.connect(self._on_rotate_clicked)
        self.preferences.clicked.connect(self._on_preferences_clicked)
        self._desk.changed.connect(self._show_relay)
        self._footing.found.connect(self._on_found)
        self._footing.lost.connect(self._on_lost)

    # the way in

    @Slot(object)
    def _on_found(self, known: WayIn) -> None:
        if self._known is None:
            self.first.wait_after(known.before)
        self._known = known
        title = self.tr("Connect a source to {name}").format(name=known.subscription.name)
        self.setWindowTitle(title)
        self._show_relay()
        lost, self._lost = self._lost, False
        if lost:
            self.first.show()
            self._open_door(self._ensure)
        elif self._key and known.key != self._key and not self._opening:
            self._open_door(self._ensure, self.tr("It was replaced meanwhile."))

    @Slot()
    def _on_lost(self) -> None:
        self._lost = True
        self.first.hide()
        self._show_key(Secret(""))
        text = self.tr("Its key opens nothing any more, and no event is taken in.")
        self.strip.show_message(Message(Tone.WARN, self.tr("Deleted meanwhile."), text))

    @Slot()
    def _show_relay(self) -> None:
        self._show_place()
        if self._footing.gone:
            return
        seen = self._desk.seen
        if seen is None or not seen.state.is_down:
            self.strip.clear()
            return
        acts = (Act(self.tr("Start relay"), self._desk.start),) if self._desk.can_host else ()
        text = self.tr("no event is taken in until it runs.")
        cause = self.tr("Relay is stopped:")
        self.strip.show_message(Message(Tone.WARN, cause, text, acts, Icon.PULSE))

    def _show_place(self) -> None:
        known = self._known
        if known is None:
            return
        system = self._system()
        self.url.setText(door(self._base(known.place), self._subscription_id, system.source))
        self.url.setCursorPosition(0)
        text = doubt(known.place)
        self.preferences.setVisible(text is not None)
        self._url_row.set_warning(text)
        if system is _OWN:
            target = Target(self.url.text(), known.subscription.name, self._flags)
            self.snippets.show_target(target)
        else:
            self.snippets.show_steps(system.told)
        self.copy_whole.setVisible(system.in_address)

    def _system(self) -> System:
        chosen = self.system.currentData()
        return chosen if isinstance(chosen, System) else _OWN

    @Slot()
    def _on_system_chosen(self) -> None:
        self._show_place()

    def _base(self, place: Place) -> str:
        """Where sources reach the relay: as it was set, or where the one here listens really."""
        seen = self._desk.seen
        if place.public or seen is None or not seen.state.url:
            return place.url
        return seen.state.url

    # the key

    def _ensure(self) -> IntakeKey:
        return self._context.services.intake_keys.ensure(self._subscription_id)

    def _open_door(self, make: Callable[[], IntakeKey], made: str | None = None) -> None:
        """Show the key that ``make`` gives, and what was ``made`` of it."""
        services = self._context.services
        keys, tokens, desk = services.intake_keys, services.tokens, self._desk

        def work(_job: JobContext) -> Opened:
            key = make()
            desk.hand_over()  # who sees it may send with it at once
            return Opened(key, keys.reveal(key.ref_id), fleeting=bool(tokens.fleeting))

        self._opening = True
        self._show_key(Secret(""))
        self._context.jobs.run(
            work,
            then=lambda opened: self._on_key(opened, made),
            failed=self._on_no_key,
            lane=Lane.VAULT,
            owner=self,
        )

    def _replace_key(self, *, at_once: bool) -> None:
        rotate, wanted = self._context.services.intake_keys.rotate, self._subscription_id
        later = self.tr("A new key. The old one is taken for another 24 hours.")
        now = self.tr("A new key. The old one is taken no longer.")
        self._open_door(lambda: rotate(wanted, at_once=at_once), now if at_once else later)

    def _on_key(self, opened: Opened, made: str | None) -> None:
        self._opening, self._key = False, opened.key.ref_id
        if opened.secret is None:
            self._on_no_key(None)
            return
        if self._footing.gone:
            return
        self._key_row.set_problem(None)
        self._show_key(opened.secret)
        if opened.fleeting:
            self._flags = None
            self._show_place()
        self._key_row.set_ok(made)

    def _on_no_key(self, error: Exception | None) -> None:
        self._opening = False
        text = self.tr("The vault does not have this key. Make a new one.")
        self._key_row.set_problem(str(error) if error is not None else text)
        self.rotate.setEnabled(True)

    def _show_key(self, secret: Secret) -> None:
        self._secret = secret
        self.key.set_secret(secret)
        for button in (self.copy_key, self.copy_whole, self.rotate):
            button.setEnabled(bool(secret))

    @Slot()
    def _on_copy_url_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.url.text())

    @Slot()
    def _on_copy_whole_clicked(self) -> None:
        if self._secret:
            whole = f"{self.url.text()}?{KEY_MEMBER}={self._secret.reveal()}"
            SecretCopy.put(Secret(whole), self.tr("URL with key"))

    @Slot()
    def _on_copy_key_clicked(self) -> None:
        if self._secret:
            SecretCopy.put(self._secret, self.tr("Key"))

    @Slot()
    def _on_rotate_clicked(self) -> None:
        question = NewKey(self.look, self)
        question.accepted.connect(lambda: self._replace_key(at_once=question.at_once))
        question.open()

    @Slot()
    def _on_preferences_clicked(self) -> None:
        self.leave()
        self.preferences_asked.emit()
