"""The main window: frame, states before and after the store is open, and its end."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from hipadmin.domain.ports import Topic
from hipadmin.gui.actions import Actions, Hooks
from hipadmin.gui.acts.file_acts import FileActs
from hipadmin.gui.context import Context
from hipadmin.gui.drafts.keeper import Drafts
from hipadmin.gui.jobs import JobContext, Jobs, Lane
from hipadmin.gui.keyboard.tab_order import Keyboard
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.navigation import WindowNavigator
from hipadmin.gui.not_opened import NotOpened, WaysOut
from hipadmin.gui.pages.integrations import IntegrationsPage
from hipadmin.gui.places import Places
from hipadmin.gui.quitting import Quitting, Unsaved
from hipadmin.gui.settings import Settings
from hipadmin.gui.status_bar import StatusBar
from hipadmin.gui.theme import Look
from hipadmin.gui.top_bar import TopBar
from hipadmin.gui.watch import Watch
from hipadmin.gui.whereabouts import Whereabouts
from hipadmin.gui.widgets.message_bar import Act, Message, MessageArea
from hipadmin.gui.widgets.on_screen import open_within_screen
from hipadmin.gui.widgets.states import LoadingState
from hipadmin.gui.words.tabs import Tab
from hipadmin.services.session import Rescue, Session

if TYPE_CHECKING:
    from hipadmin.domain.subscription import Subscription
    from hipadmin.gui.acts.deleting import Deleting
    from hipadmin.gui.relay.desk import RelayDesk
    from hipadmin.services.bundle import Services

WIDTH, HEIGHT = 1200, 760
LEAST_WIDTH, LEAST_HEIGHT, TITLE_BAR = 640, 400, 40
_GEOMETRY = "window/geometry"


class MainWindow(QMainWindow):
    """The window. It is complete at once; pages come with `show_session`.

    Signals:
        first_list_shown: the first list has been painted; the number of its rows.
        furnished: everything that need not be there before is there too.
        retry_asked: the store shall be tried again, after it could not be opened.
        closed: the window was closed.
    """

    first_list_shown = Signal(int)
    furnished = Signal()
    retry_asked = Signal()
    closed = Signal()

    def __init__(self, look: Look, jobs: Jobs, settings: Settings, profile: str = "") -> None:
        super().__init__()
        self.look = look
        self._jobs = jobs
        self._settings = settings
        self._profile = profile
        self.context: Context | None = None
        self.page: IntegrationsPage | None = None
        self.deleting: Deleting | None = None
        self.relay: RelayDesk | None = None
        self._session: Session | None = None
        self._build()
        self._connect()
        self._restore()

    def _build(self) -> None:
        self.setWindowTitle(f"hipadmin — {self._profile}" if self._profile else "hipadmin")
        self.band_area = QWidget()
        self.top_bar = TopBar(self.look)
        self.messages = MessageArea(self.look)
        self.places = Places(self.look)
        self._whereabouts = Whereabouts(self._settings, self.places)
        self.status = StatusBar(self.look, self._jobs, self)
        self._band_column = QVBoxLayout(self.band_area)
        self._band_column.setContentsMargins(0, 0, 0, 0)
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.band_area, self.top_bar, self.messages):
            column.addWidget(widget)
        column.addWidget(self.places, 1)
        self.setCentralWidget(central)
        self.setStatusBar(self.status)
        self.quitting = Quitting(self, self.look, self._jobs, self._entered_on_pages)
        self.navigator = WindowNavigator(self, self.places, self.messages, self.status)
        self.files = FileActs(self._jobs, self)
        hooks = Hooks(
            page=lambda: self.places.page,
            show_account=lambda key: self.places.show_account(key, focus=True),
            turn=self.places.turn,
            add=self._add,
            import_file=self.files.import_file,
            export_file=self.files.export_file,
            restore=self.files.restore_backup,
            quit=self.close,
        )
        self.actions_ = Actions(self.look, self, hooks)
        self.keyboard = Keyboard(self, central)
        self._show_loading()

    def _show_loading(self) -> None:
        self.actions_.set_open(False)
        self.top_bar.setEnabled(False)
        loading = LoadingState(self.look, self.tr("Opening the database …"))
        self.places.show_message(loading)
        loading.start()

    def _connect(self) -> None:
        self.top_bar.subscription_chosen.connect(self.navigator.show_subscription)
        self.top_bar.tab_chosen.connect(self.places.show_tab)
        self.top_bar.add_subscription_chosen.connect(self.navigator.show_subscriptions)
        self.top_bar.account_settings_chosen.connect(self._on_account_settings_chosen)
        self.places.moved.connect(self._on_moved_to_place)
        self.places.subscription_gone.connect(self._on_subscription_gone)
        self.status.vault_asked.connect(self._on_vault_asked)
        self._jobs.job_failed.connect(self.navigator.on_job_failed)
        self.quitting.waiting.connect(self._on_quitting_waits)

    def _restore(self) -> None:
        px = self.look.px
        wanted, least = QSize(px(WIDTH), px(HEIGHT)), QSize(px(LEAST_WIDTH), px(LEAST_HEIGHT))
        open_within_screen(self, wanted, least, px(TITLE_BAR))
        geometry = self._settings.state(_GEOMETRY)
        if geometry is not None:
            self.restoreGeometry(geometry)

    def show_trouble(self, text: str, *, can_retry: bool, rescue: Rescue | None = None) -> None:
        """Say why the profile could not be opened; ``rescue`` can put a backup in its place."""
        ways = WaysOut(
            quit=self.close,
            retry=self._retry if can_retry else None,
            restore=partial(self._restore_closed, rescue) if rescue is not None else None,
        )
        page = NotOpened(self.look, text, ways)
        self.places.show_message(page)
        page.first.setFocus()

    def _retry(self) -> None:
        self._show_loading()
        self.retry_asked.emit()

    def _restore_closed(self, rescue: Rescue) -> None:
        from hipadmin.gui.acts.restoring import ask_to_rescue  # hardly ever

        broke = self.navigator.explain
        ask_to_rescue(self.look, self._jobs, rescue, self, self._retry, broke)

    # the store is open

    def show_session(self, session: Session) -> None:
        """Work with ``session``: build the first page and begin to watch for changes."""
        services = session.services
        store = services.store
        watch = Watch(store.revisions, store.first_revisions, self._jobs, self)
        self.context = Context(
            services,
            self._jobs,
            self.look,
            self._settings,
            watch,
            self.navigator,
            session.sandbox,
            Drafts(session.folder, self._jobs, self),
        )
        self._session = session
        self.page = self.places.open(self.context)
        self.page.first_painted.connect(self._on_first_painted)
        self.page.furnished.connect(self._on_page_furnished)
        self.page.import_asked.connect(self.files.import_file)
        self.page.sandbox_asked.connect(self.files.try_sandbox)
        self.top_bar.setEnabled(True)
        self.actions_.set_open(True)
        self.status.show_sandbox(session.sandbox)
        if session.sandbox is not None:
            # outside the sandbox nobody needs its menu before the first list
            from hipadmin.gui.sandbox.menu import furnish

            furnish(self, self.context)

    @Slot(int)
    def _on_first_painted(self, rows: int) -> None:
        self._focus_first()
        self.first_list_shown.emit(rows)
        context = self.context
        if context is None:
            return
        context.watch.moved.connect(self._on_topics_moved)
        context.watch.start()
        self._read_subscriptions()
        self._read_vault(context.services)

    @Slot()
    def _on_page_furnished(self) -> None:
        self._jobs.when_loaded(("hipadmin.gui.furnishing",), self._furnish, owner=self)

    def _furnish(self) -> None:
        from hipadmin.gui.furnishing import Furnishing

        if self.context is None or self._session is None:
            return
        furnishing = Furnishing(self, self.context, self._session)
        furnishing.done.connect(self.furnished)
        furnishing.begin()

    def _focus_first(self) -> None:
        # the page was empty while the window opened; whoever moved the focus on purpose keeps it
        focused = self.focusWidget()
        # where a window's activation puts it, whichever of the bars is enabled by then
        by_chance = focused is None or any(
            bar.isAncestorOf(focused) for bar in (self.top_bar, self.status)
        )
        if self.page is not None and by_chance:
            self.page.default_focus().setFocus()

    @Slot(object)
    def _on_topics_moved(self, topics: frozenset[Topic]) -> None:
        if Topic.SUBSCRIPTIONS in topics:
            self._read_subscriptions()

    def _read_subscriptions(self) -> None:
        context = self.context
        if context is None:
            return

        def read(_job: JobContext) -> "tuple[Subscription, ...]":
            return context.services.views.bare_subscriptions()

        self._jobs.run(
            read,
            then=self._on_subscriptions_read,
            failed=self.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )

    def _on_subscriptions_read(self, subscriptions: "Sequence[Subscription]") -> None:
        self.top_bar.show_subscriptions(subscriptions)
        self._whereabouts.go(subscriptions)

    def _read_vault(self, services: "Services") -> None:
        vault = services.vault
        self._jobs.run(
            lambda _job: (vault.name, vault.durable, vault.reason),
            then=self._on_vault_read,
            failed=self.navigator.explain,
            lane=Lane.VAULT,
            owner=self,
        )

    def _on_vault_read(self, told: tuple[str, bool, str]) -> None:
        name, durable, reason = told
        self.status.show_vault(name, durable=durable, reason=reason)
        if name != "keyring" and self.page is not None:
            self.page.reload()  # the first list expected the keyring to hold its tokens

    # what people do

    @Slot()
    def _on_account_settings_chosen(self) -> None:
        self.places.show_account(self.places.sidebar.current() or "integrations", focus=True)

    @Slot()
    def _on_moved_to_place(self) -> None:
        if self.places.subscription_id:
            self.actions_.lists("notifications")
            self.top_bar.show_dashboard(self.places.subscription_id, self.places.tab)
        else:
            self.actions_.lists(self.places.sidebar.current())
            self.top_bar.show_account_settings()

    @Slot()
    def _on_subscription_gone(self) -> None:
        self.navigator.show_subscriptions()

    @Slot()
    def _on_vault_asked(self) -> None:
        text = self.status.vault.toolTip() or self.tr("Tokens are kept in the system’s keyring.")
        close = Act(self.tr("Close"), lambda: self.messages.clear("vault"))
        message = Message(Tone.INFO, self.tr("Where tokens are kept:"), text, (close,), Icon.LOCK)
        self.messages.show_bar("vault", message)

    def _add(self, kind: str) -> None:
        if kind == "notifications":
            self.places.show_tab(Tab.SETTINGS)
            self.places.page.add()
        else:
            self.places.show_account(kind, then=lambda page: page.add())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let sidebar and details follow the width."""
        super().resizeEvent(event)
        self.places.fit(event.size().width())

    def _entered_on_pages(self) -> tuple[Unsaved, ...]:
        dashboard = self.places.known("dashboard")
        return dashboard.unsaved() if dashboard is not None else ()

    @Slot()
    def _on_quitting_waits(self) -> None:
        self.navigator.note(self.tr("hipadmin quits as soon as it is done"))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt calls it so
        """Let Tab follow what can be seen now."""
        return self.keyboard.goes_round(forward=next) or super().focusNextPrevChild(next)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first if something would be lost; whoever runs the application ends the rest."""
        if not self.quitting.allows():
            event.ignore()
            return
        self._settings.set_state(_GEOMETRY, self.saveGeometry())
        self._whereabouts.note()
        if self.context is not None:
            self.context.watch.stop()
        event.accept()
        self.closed.emit()
