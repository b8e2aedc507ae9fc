"""The status bar: where tokens are, whether relay and sandbox run, what is copied, what works."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStatusBar, QWidget

from hipadmin.gui.acts.secret_copy import SecretCopy
from hipadmin.gui.announce import announce
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.labels import ElidedLabel
from hipadmin.gui.widgets.rows import StatusItem, ThinProgress

if TYPE_CHECKING:
    from hipadmin.services.sandbox_child import SandboxInfo

HEIGHT = 28
SPACE = 12
NOTE_MS = 8000
"""How long what was done stays to be read."""


class StatusBar(QStatusBar):
    """Vault, relay, sandbox, a copied secret at the left; notes and running jobs at the right.

    Signals:
        vault_asked: the person wants to know more of the vault.
    """

    vault_asked = Signal()

    def __init__(self, look: Look, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._jobs = jobs
        self._most = 0
        self._copy: SecretCopy | None = None
        self.vault = StatusItem(look, Icon.LOCK, self.tr("Vault: not asked yet"))
        self.relay = StatusItem(look, Icon.PULSE, self.tr("Relay: not asked yet"))
        self.sandbox = StatusItem(look, Icon.FLASK, self.tr("Sandbox: off"))
        self.copied = StatusItem(look, Icon.COPY)
        self.copied.setToolTip(self.tr("Take it off the clipboard now"))
        self.note_label = ElidedLabel(look, "", FontRole.SMALL, "text2")
        self.work = ElidedLabel(look, "", FontRole.SMALL, "text2")
        self.progress = ThinProgress(look, self.tr("Running jobs"))
        self._note_timer = QTimer(self, singleShot=True, interval=NOTE_MS)
        self._build()
        QGuiApplication.clipboard().dataChanged.connect(self._on_clipboard_changed)
        self.copied.clicked.connect(self._on_copied_clicked)
        self._note_timer.timeout.connect(self._on_note_timed_out)
        self.vault.clicked.connect(self.vault_asked)
        jobs.running_changed.connect(self._on_running_changed)
        look.changed.connect(self._measure)
        self._measure()

    def _build(self) -> None:
        self.setSizeGripEnabled(False)
        self._row = QWidget()
        self._row.setMinimumWidth(1)  # words of a status never make the window wider
        row = QHBoxLayout(self._row)
        for item in (self.vault, self.relay, self.sandbox, self.copied):
            row.addWidget(item)
        self.copied.hide()
        row.addStretch(1)
        for widget in (self.note_label, self.work, self.progress):
            row.addWidget(widget)
        self.addWidget(self._row, 1)
        self._show_work(False)

    def _measure(self) -> None:
        px = self.look.px
        layout = self._row.layout()
        if layout is not None:
            layout.setContentsMargins(px(4), 0, px(8), 0)
            layout.setSpacing(px(SPACE))
        self.setFixedHeight(px(HEIGHT))
        self._fit()

    def show_vault(self, name: str, *, durable: bool, reason: str) -> None:
        """Say where tokens are kept."""
        in_keyring = name == "keyring"
        words = self.tr("Vault: keyring") if in_keyring else self.tr("Vault: this run’s memory")
        brief = self.tr("Keyring") if in_keyring else self.tr("Memory only")
        troubled = name == "memory" or (durable and bool(reason))
        self.vault.show_state(words, Icon.LOCK, "warn" if troubled else "text2", brief)
        self.vault.setToolTip(reason)
        self._fit()

    def show_relay(self, text: str, color: str) -> None:
        """Say whether a relay runs; ``color`` is a token."""
        self.relay.show_state(text, Icon.PULSE, color)
        self._fit()

    def show_sandbox(self, sandbox: "SandboxInfo | None", faults: str = "") -> None:
        """Say whether the sandbox answers, and which ``faults`` it has in few words."""
        if sandbox is None:
            self.sandbox.show_state(self.tr("Sandbox: off"))
            self._fit()
            return
        text = self.tr("Sandbox: running, {count} rooms").format(count=len(sandbox.rooms))
        if faults:
            text = self.tr("Sandbox: {faults}").format(faults=faults)
        brief = text if faults else self.tr("Sandbox")
        self.sandbox.show_state(text, Icon.FLASK, "warn" if faults else "text2", brief)
        self.sandbox.setToolTip(sandbox.url)
        self._fit()

    def note(self, text: str) -> None:
        """Say for some seconds what was done."""
        self.note_label.set_text(text)
        self._note_timer.start()
        self._fit()
        announce(self, text)

    @Slot()
    def _on_clipboard_changed(self) -> None:
        copy = SecretCopy.current()
        if copy is not None and copy is not self._copy:
            self._copy = copy
            copy.ticked.connect(self._show_copied)
            copy.ended.connect(self._on_copy_ended)
            self._show_copied(copy.seconds_left)
            announce(self, self.tr("{what} copied").format(what=copy.what))

    @Slot(int)
    def _show_copied(self, seconds: int) -> None:
        if self._copy is not None:
            text = self.tr("{what} on the clipboard: {seconds} s")
            full = text.format(what=self._copy.what, seconds=seconds)
            brief = self.tr("Copied: {seconds} s").format(seconds=seconds)
            self.copied.show_state(full, brief=brief)
            self.copied.show()
            self._fit()

    @Slot()
    def _on_copy_ended(self) -> None:
        self._copy = None
        self.copied.hide()
        self._fit()

    @Slot()
    def _on_copied_clicked(self) -> None:
        if self._copy is not None:
            self._copy.take_away()

    @Slot()
    def _on_note_timed_out(self) -> None:
        self.note_label.set_text("")
        self._fit()

    @Slot(int)
    def _on_running_changed(self, running: int) -> None:
        self._most = max(self._most, running) if running else 0
        self._show_work(running > 0)
        if not running:
            return
        title = self._jobs.running[0].title
        done = self._most - running
        if self._most > 1:
            title = self.tr("{title} {number} of {total}").format(
                title=title, number=min(done + 1, self._most), total=self._most
            )
        self.work.set_text(title)
        self._fit()
        self.progress.show_step(done, self._most if self._most > 1 else 0)

    def _show_work(self, shown: bool) -> None:
        self.work.setVisible(shown)
        self.progress.setVisible(shown)
        self._fit()

    # what has room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as has room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Let items say less, one after the other, until notes and work have their room too."""
        items = [i for i in (self.sandbox, self.vault, self.relay, self.copied) if not i.isHidden()]
        missing = sum(item.width_of(brief=False) for item in items) - self._room(len(items))
        for item in items:
            brief = missing > 0
            item.set_brief(brief)
            missing -= brief * (item.width_of(brief=False) - item.width_of(brief=True))

    def _room(self, items: int) -> int:
        """How many px ``items`` have beside what stands at the right."""
        px, margins = self.look.px, self._row.contentsMargins()
        right = [w for w in (self.note_label, self.work, self.progress) if not w.isHidden()]
        taken = sum(max(w.sizeHint().width(), w.minimumWidth()) for w in right)
        gaps = (items + len(right)) * px(SPACE)
        return self.width() - taken - gaps - margins.left() - margins.right() - px(12)
