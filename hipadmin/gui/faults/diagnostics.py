"""Diagnostics: gathers what the program runs on, and shows it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from hipadmin.domain.ports import Vault
from hipadmin.gui.dialogs.diagnostics import DiagnosticsDialog
from hipadmin.gui.jobs import Jobs, Lane
from hipadmin.gui.window import MainWindow
from hipadmin.recovery.facts import Fact, redactor
from hipadmin.recovery.places import Recovery
from hipadmin.vault.backend_name import backend_name

translate = QCoreApplication.translate


def show_diagnostics(window: MainWindow, recovery: Recovery, jobs: Jobs) -> None:
    """Show what the program runs on; the vault is filled in when it has answered."""
    dialog = DiagnosticsDialog(window.look, window)
    failed, here = window.navigator.explain, screen_facts(window)

    def show(facts: Sequence[Fact]) -> None:
        dialog.show_facts([(_called(name), value) for name, value in facts])

    def read(facts: Callable[[], tuple[Fact, ...]], lane: Lane) -> None:
        jobs.run(lambda _job: facts(), then=show, failed=failed, lane=lane, owner=dialog)

    read(lambda: recovery.facts((*here, *folder_facts(recovery))), Lane.FILES)
    if window.context is not None:
        vault = window.context.services.vault
        read(lambda: vault_facts(vault), Lane.VAULT)
    dialog.open()


def _called(name: str) -> str:
    """What a fact of a report is called in the window; names of programs stay as they are."""
    words = {
        "Schema": translate("Diagnostics", "Schema"),
        "System": translate("Diagnostics", "System"),
    }
    return words.get(name, name)


def screen_facts(widget: QWidget) -> tuple[Fact, ...]:
    """How ``widget`` is drawn, and in which language."""
    screen = widget.screen().size()
    size = f"{screen.width()} × {screen.height()}, scale {widget.devicePixelRatioF():g}"
    font = widget.font()
    return (
        (translate("Diagnostics", "Display"), QGuiApplication.platformName()),
        (translate("Diagnostics", "Screen"), size),
        (translate("Diagnostics", "Font"), f"{font.family()}, {font.pointSizeF():g} pt"),
        (translate("Diagnostics", "Language"), QLocale().name()),
    )


def folder_facts(recovery: Recovery) -> tuple[Fact, ...]:
    """Where the profile is, without the user's name. Blocking."""
    reports = len(recovery.reports.all())
    return (
        (translate("Diagnostics", "Data folder"), redactor()(str(recovery.folder))),
        (translate("Diagnostics", "Crash reports"), str(reports)),
    )


def vault_facts(vault: Vault) -> tuple[Fact, ...]:
    """How tokens are kept. Blocking, and may wait for a keyring."""
    kept = ": ".join(part for part in (vault.name, vault.reason) if part)
    keyring = backend_name() or translate("Diagnostics", "none")
    return (
        (translate("Diagnostics", "Vault"), kept),
        (translate("Diagnostics", "Keyring"), keyring),
    )
