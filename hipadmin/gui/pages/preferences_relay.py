"""The part of Preferences about the relay: where it listens, what is kept, and who keeps it up."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hipadmin.domain.endpoint import EndpointError
from hipadmin.domain.public_address import public_address
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Job, JobContext, Lane
from hipadmin.gui.relay.words import doubt
from hipadmin.gui.theme import FontRole
from hipadmin.gui.widgets.fields import CheckBox, LineEdit, SpinBox
from hipadmin.gui.widgets.form import Form
from hipadmin.gui.widgets.labels import Label
from hipadmin.services.delivery.retention import Limits
from hipadmin.services.relay.settings import Place
from hipadmin.services.relay.user_service import ServiceState

DAYS_MOST, MEGABYTES_MOST = 3650, 1_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """What is set."""

    place: Place
    limits: Limits


@dataclass(frozen=True, slots=True)
class Entries:
    """What stands in the fields, and whether the desktop is told of failures."""

    port: int = Place().port
    public: str = ""
    days: int = Limits().days
    megabytes: int = Limits().megabytes
    failures: bool = False


class RelayPreferences(QObject):
    """Rows of a form; each is kept when it is left, and says so in the status bar.

    Signals:
        moved: other entries stand there.
    """

    moved = Signal()

    def __init__(self, context: Context, form: Form, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._kept: Kept | None = None
        self._reading: Job | None = None
        self._follows = False
        self.port = SpinBox(context.look)
        self.public = LineEdit(context.look, "https://hooks.example.com")
        self.days = SpinBox(context.look)
        self.megabytes = SpinBox(context.look)
        self.background = CheckBox(context.look, self.tr("Keep delivering in background"))
        self.failures = CheckBox(context.look, self.tr("Tell on the desktop when messages fail"))
        self._add_relay(form)
        self._add_kept(form)
        self._connect()

    def _add_relay(self, form: Form) -> None:
        px = self._context.look.px
        heading = Label(self._context.look, self.tr("Relay"), FontRole.SECTION)
        heading.setContentsMargins(0, px(16), 0, 0)
        form.add_wide(heading)
        self.port.setRange(1, 65535)
        text = self.tr("Where sources reach it on this machine; another one counts at its start.")
        form.add_row(self.tr("Intake port"), self.port, text)
        text = self.tr("How sources elsewhere reach it, if something stands before it.")
        self._public_row = form.add_row(self.tr("Public address"), self.public, text)
        self._service_row = form.add_row(
            self.tr("Background"), _boxed(self.background), self._service_help(ServiceState())
        )

        self._failures_row = form.add_row(self.tr("Notifications"), _boxed(self.failures))

    def _service_help(self, state: ServiceState) -> str:
        if state.ends_at_logout:
            return self.tr(
                "A service of yours delivers while no window is open, until you log out: let "
                "“loginctl enable-linger” keep it. It reads a sealed copy of the tokens it needs."
            )
        return self.tr(
            "A service of yours delivers while no window is open. It reads a sealed copy of the "
            "tokens it needs."
        )

    def _add_kept(self, form: Form) -> None:
        self.days.setRange(0, DAYS_MOST)
        self.days.setSuffix(self.tr(" days"))
        self.megabytes.setRange(0, MEGABYTES_MOST)
        self.megabytes.setSuffix(self.tr(" MB"))
        for field in (self.days, self.megabytes):
            field.setSpecialValueText(self.tr("no limit"))
        text = self.tr("Events and messages that are older are forgotten; what is owed stays.")
        form.add_row(self.tr("Keep activity"), self.days, text)
        text = self.tr("Beyond it the oldest are forgotten, whatever their age.")
        form.add_row(self.tr("At most"), self.megabytes, text)

    def _connect(self) -> None:
        for field in (self.port, self.days, self.megabytes):
            field.editingFinished.connect(self._keep)
            field.valueChanged.connect(self.moved)
        self.public.editingFinished.connect(self._keep)
        self.public.textChanged.connect(self.moved)
        self.failures.toggled.connect(self.moved)
        self.background.clicked.connect(self._on_background_clicked)
        self.failures.clicked.connect(self._on_failures_clicked)

    # what is set

    def read(self) -> None:
        """Show what is set now; what a person enters meanwhile stays, and is kept."""
        services, before = self._context.services, self._entered()
        self._stop_reading()

        def work(_job: JobContext) -> Kept:
            return Kept(services.relay_settings.place(), services.retention.limits())

        self._reading = self._context.jobs.run(
            work,
            then=lambda kept: self._on_read(kept, before),
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )
        self._show_failures()
        relay = self._context.navigator.relay
        self._show_service(relay.service if relay is not None else ServiceState(" "))
        if relay is None:
            return
        if not self._follows:
            self._follows = True
            relay.background_changed.connect(self._show_service)
        relay.look_at_service()

    def entries(self) -> Entries:
        """What stands there now."""
        return Entries(
            self.port.value(),
            self.public.text().strip(),
            self.days.value(),
            self.megabytes.value(),
            self.failures.isChecked(),
        )

    def enter(self, entries: Entries) -> None:
        """Put these in the place of what stands there, and keep them."""
        for field, value in (
            (self.port, entries.port),
            (self.days, entries.days),
            (self.megabytes, entries.megabytes),
        ):
            field.setValue(value)
        self.public.setText(entries.public)
        if entries.failures != self.failures.isChecked():
            self.failures.setChecked(entries.failures)
            self._on_failures_clicked(entries.failures)
        self._keep()

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()

    def _entered(self) -> tuple[int, int, int, str]:
        port, days, megabytes = self.port.value(), self.days.value(), self.megabytes.value()
        return port, days, megabytes, self.public.text()

    def _on_read(self, kept: Kept, before: tuple[int, int, int, str]) -> None:
        """Show ``kept`` where nobody is, or was since the fields held ``before``."""
        self._kept = kept
        stored = (kept.place.port, kept.limits.days, kept.limits.megabytes)
        for field, value, was in zip(
            (self.port, self.days, self.megabytes), stored, before[:3], strict=True
        ):
            if not field.hasFocus() and field.value() == was:
                with QSignalBlocker(field):
                    field.setValue(value)
        wrong = self._public_row.problem
        if not (self.public.hasFocus() or wrong) and self.public.text() == before[3]:
            self.public.setText(kept.place.public)
            self._warn_of(kept.place)
        if self._entered() != before and not self._is_in_use():
            self._keep()  # left before it was known what was set
        self.moved.emit()

    def _warn_of(self, place: Place) -> None:
        """Say what is doubtful about a public address that can be used all the same."""
        self._public_row.set_warning(doubt(place) if place.public else None)

    def _is_in_use(self) -> bool:
        fields = (self.port, self.public, self.days, self.megabytes)
        return any(field.hasFocus() for field in fields)

    def _show_failures(self) -> None:
        notes = self._context.navigator.failures
        self.failures.setChecked(notes is not None and notes.wanted)
        possible = notes is not None and notes.available
        self.failures.setEnabled(possible or self.failures.isChecked())
        text = self.tr("While the window is open, and somebody works elsewhere.")
        nowhere = self.tr("This desktop has no place for notifications.")
        self._failures_row.set_help(text if possible else nowhere)

    @Slot(object)
    def _show_service(self, state: ServiceState) -> None:
        with QSignalBlocker(self.background):
            self.background.setChecked(state.installed)
        self.background.setEnabled(not state.trouble)
        stopped = self.tr("It is installed, but does not run: journalctl --user tells why.")
        self._service_row.set_warning(stopped if state.installed and not state.active else None)
        self._service_row.set_help(state.trouble.strip() or self._service_help(state))

    # what is changed

    @Slot()
    def _keep(self) -> None:
        known = self._kept
        if known is None:
            return
        public = self._public_entered()
        # the other fields count all the same
        keep = known.place.public if public is None else public
        place = replace(known.place, port=self.port.value(), public=keep)
        self._warn_of(place)
        limits = Limits(self.days.value(), self.megabytes.value())
        wanted = Kept(place, limits)
        if wanted == known:
            return
        services = self._context.services

        def work(_job: JobContext) -> Kept:
            if place != known.place:
                services.relay_settings.keep(place)
            if limits != known.limits:
                services.retention.set_limits(limits)
            return wanted

        self._kept = wanted
        self._stop_reading()  # its answer is of the time before
        self._context.jobs.run(
            work,
            then=lambda _kept: self._context.navigator.note(self.tr("Saved the preferences.")),
            failed=self._on_not_kept,
            owner=self,
        )

    def _public_entered(self) -> str | None:
        """The public address in its one spelling; None, and said beside it, if it is none."""
        try:
            public = public_address(self.public.text())
        except EndpointError as error:
            self._public_row.set_problem(str(error))
            return None
        self._public_row.set_problem(None)
        if public != self.public.text():
            self.public.setText(public)
        return public

    def _on_not_kept(self, error: Exception) -> None:
        self._context.navigator.explain(error)
        self.read()

    @Slot(bool)
    def _on_failures_clicked(self, wanted: bool) -> None:
        notes = self._context.navigator.failures
        if notes is not None:
            notes.want(wanted)

    @Slot(bool)
    def _on_background_clicked(self, wanted: bool) -> None:
        relay = self._context.navigator.relay
        if relay is None:
            return
        self.background.setEnabled(False)  # until it is known what came of it
        if wanted:
            relay.keep_in_background()
        else:
            relay.end_background()


def _boxed(choice: CheckBox) -> QWidget:
    """A check box under a label that is not its own: it keeps the name it has."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(choice)
    row.addStretch(1)
    return box
