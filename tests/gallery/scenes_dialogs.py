"""The dialogs, and the room view."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QWidget

from hipadmin.domain.token import Secret
from hipadmin.gui.acts.importing import Importer
from hipadmin.gui.acts.restoring import Restoring
from hipadmin.gui.dialogs.connect_source import ConnectSource
from hipadmin.gui.dialogs.crash_report import CrashReportDialog
from hipadmin.gui.dialogs.delete_integration import (
    DeleteRefused,
    last_question,
    several_question,
    unused_question,
)
from hipadmin.gui.dialogs.diagnostics import DiagnosticsDialog
from hipadmin.gui.dialogs.export_done import ExportDone
from hipadmin.gui.dialogs.help import AboutDialog, KeysDialog
from hipadmin.gui.dialogs.import_file import ImportDialog
from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.gui.dialogs.log_view import LogView
from hipadmin.gui.dialogs.new_key import NewKey
from hipadmin.gui.dialogs.quit import RelayQuestion, RunningQuestion, UnsavedQuestion
from hipadmin.gui.dialogs.restore import RestoreDialog
from hipadmin.gui.dialogs.room_prompt import RoomPrompt
from hipadmin.gui.dialogs.subscription import SubscriptionDialog
from hipadmin.gui.dialogs.topics import TopicDialog
from hipadmin.gui.faults.diagnostics import show_diagnostics
from hipadmin.gui.help import show_help
from hipadmin.gui.keyboard.shortcuts import told
from hipadmin.gui.widgets.dialog_frame import Question
from hipadmin.gui.widgets.message_bar import MessageBar
from hipadmin.gui.windows.room_poll import Mode
from hipadmin.gui.windows.room_view import RoomView
from hipadmin.gui.windows.transcript_menu import TranscriptMenu
from hipadmin.hipchat.client import HipChatClient
from hipadmin.recovery.places import Recovery
from hipadmin.services.access import Server
from hipadmin.services.relay.user_service import ServiceState
from hipadmin.services.rooms.rooms import RoomPlace
from tests.gallery.filling import LONG
from tests.gallery.scene import House, Scene, scenes
from tests.gallery.stage import Stage, until

FILE = """
version: 1
integrations:
  - name: Partner network
    endpoint: https://hipchat.example.com/v2
    rooms: [{room: Ops}]
  - name: Ops rooms
    endpoint: https://hipchat.example.com/v2
    token_env: HIPADMIN_TEST_MISSING
    rooms: [{room: Ops}]
"""


# integration


def add_integration(stage: Stage) -> QWidget:
    return stage.show(IntegrationDialog(stage.context, stage.window))


def add_integration_pasted(stage: Stage) -> QWidget:
    dialog = stage.show(IntegrationDialog(stage.context, stage.window))
    address = f"{stage.sandbox.url}/room/1/notification"
    dialog.form.url_edit.setText(f"{address}?auth_token={stage.sandbox.tokens.rooms[1]}")
    dialog.form.url_edit.settle()
    stage.field(dialog, "Name").setText("ci and images")
    stage.field(dialog, "Name").setFocus()
    dialog.focusNextChild()
    stage.settle()
    stage.button(dialog, "Test").click()
    until(lambda: bool(dialog.strip.text), "the result of a test")
    stage.settle()
    return dialog


def add_integration_unfolded(stage: Stage) -> QWidget:
    dialog = stage.show(IntegrationDialog(stage.context, stage.window))
    stage.field(dialog, "API endpoint").setText(stage.sandbox.url)
    stage.button(dialog, "Where do I get this?").click()
    stage.button(dialog, "Advanced").click()
    stage.button(dialog, "Add room").click()
    stage.settle()
    return dialog


def edit_integration(stage: Stage) -> QWidget:
    key = stage.integration("CI and images")
    return stage.show(IntegrationDialog(stage.context, stage.window, key))


def edit_integration_elsewhere(stage: Stage) -> QWidget:
    key = stage.integration(LONG)
    dialog = stage.show(IntegrationDialog(stage.context, stage.window, key))
    stage.field(dialog, "API endpoint").setText("https://chat.example.org/v2")
    stage.field(dialog, "Name").clear()
    dialog.focusNextChild()
    stage.settle()
    return dialog


def discard_question(stage: Stage) -> QWidget:
    dialog = stage.show(IntegrationDialog(stage.context, stage.window))
    stage.field(dialog, "Name").setText("half")
    dialog.reject()
    return stage.opened(Question)


def room_prompt(stage: Stage) -> QWidget:
    dialog = stage.show(RoomPrompt(stage.look, "Partner network", stage.window))
    stage.button(dialog, "Test").click()
    return dialog


# delete


def delete_unused(stage: Stage) -> QWidget:
    return stage.show(unused_question(stage.look, "Partner network", stage.window))


def delete_refused(stage: Stage) -> QWidget:
    loaded = stage.services.integrations.load(stage.integration("CI and images"))
    name = loaded.integration.name
    return stage.show(DeleteRefused(stage.look, name, loaded.dependents, stage.window))


def delete_from_all(stage: Stage) -> QWidget:
    return stage.show(last_question(stage.look, LONG, 3, stage.window))


def delete_several(stage: Stage) -> QWidget:
    loaded = stage.services.integrations.load(stage.integration("CI and images"))
    blocked = [(loaded.integration.name, loaded.dependents)]
    free = ["Night shift", "Partner network", LONG]
    return stage.show(several_question(stage.look, free, blocked, stage.window))


# others


def add_subscription(stage: Stage) -> QWidget:
    return stage.show(SubscriptionDialog(stage.context, stage.window))


def add_subscription_taken(stage: Stage) -> QWidget:
    dialog = stage.show(SubscriptionDialog(stage.context, stage.window))
    stage.field(dialog, "Name").setText("web")
    stage.settle()
    return dialog


def import_changes(stage: Stage) -> QWidget:
    return _import(stage, FILE)


def import_nothing(stage: Stage) -> QWidget:
    return _import(stage, "version: 1\n")


def import_refused(stage: Stage) -> QWidget:
    return _import(stage, "version: 1\nintegrations:\n  - name: A\n    endpoint: nowhere\n")


def _import(stage: Stage, text: str) -> QWidget:
    file: Path = stage.folder / "hipadmin.yaml"
    file.write_text(text, encoding="utf-8")
    Importer(stage.context, stage.window).preview(str(file))
    return stage.opened(ImportDialog)


def export_done(stage: Stage) -> QWidget:
    exported = stage.services.export.collect()
    path = stage.folder / "hipadmin.yaml"
    return stage.show(ExportDone(stage.look, path, exported, stage.window))


def crash_report(stage: Stage) -> QWidget:
    report = "hipadmin 0.1.0\nPython 3.11.7\n\nIndexError\nhipadmin/gui/pages/integrations.py:120"
    reports = [("14 March, 13:48", report), ("13 March, 9:02", report)]
    return stage.show(CrashReportDialog(stage.look, reports, stage.folder, stage.window))


def diagnostics(stage: Stage) -> QWidget:
    show_diagnostics(stage.window, Recovery(stage.folder, 2), stage.jobs)
    dialog = stage.opened(DiagnosticsDialog)
    until(lambda: "null" in dialog.told() or "eyring" in dialog.told(), "what the vault says")
    stage.settle()
    return dialog


def quit_with_entries(stage: Stage) -> QWidget:
    places = ("Add integration", f"General of {LONG}")
    return stage.show(UnsavedQuestion(stage.look, places, stage.window))


def quit_while_running(stage: Stage) -> QWidget:
    return stage.show(RunningQuestion(stage.look, ("Testing CI and images",), stage.window))


def quit_with_relay(stage: Stage) -> QWidget:
    service = ServiceState(ends_at_logout=True)
    return stage.show(RelayQuestion(stage.look, service, stage.window))


def connect_source(stage: Stage) -> QWidget:
    until(lambda: stage.window.relay is not None and stage.window.relay.seen is not None)
    stage.window.navigator.connect_source(stage.subscription("web"))
    dialog = stage.opened(ConnectSource)
    until(lambda: bool(dialog.key.secret()) and bool(dialog.url.text()), "no key")
    stage.settle()
    return dialog


def connect_system(stage: Stage) -> QWidget:
    dialog = connect_source(stage)
    assert isinstance(dialog, ConnectSource)
    dialog.system.setCurrentText("Docker Hub")
    stage.settle()
    return dialog


def new_key(stage: Stage) -> QWidget:
    return stage.show(NewKey(stage.look, stage.window))


def log_view(stage: Stage) -> QWidget:
    folder = stage.folder / "logs"
    folder.mkdir(exist_ok=True)
    said = (
        "2026-03-14T13:48:00.120Z INFO hipadmin.gui.running: the profile is open\n"
        "2026-03-14T13:49:10.007Z WARNING hipadmin.qt: the screen went away\n"
        "2026-03-14T13:50:02.500Z ERROR hipadmin.gui.faults.fault_desk: a fault of ours in a job:\n"
        "\tIndexError: tuple index out of range\n\t  hipadmin/gui/pages/integrations.py:120\n"
    )
    (folder / "hipadmin.log").write_text(said, encoding="utf-8")
    dialog = stage.show(LogView(stage.look, stage.jobs, folder, None, stage.window))
    until(lambda: "IndexError" in dialog.shown.toPlainText(), "the log")
    return dialog


def restore_backup(stage: Stage) -> QWidget:
    stage.services.backups.make()
    night = stage.services.integrations.load(stage.integration("Night shift")).integration
    off = stage.services.integrations.set_enabled(night.id, night.version, not night.enabled)
    Restoring(stage.context, stage.window).ask()
    dialog = stage.opened(RestoreDialog)
    stage.services.integrations.set_enabled(off.id, off.version, night.enabled)
    return dialog


def restore_without_backup(stage: Stage) -> QWidget:
    Restoring(stage.context, stage.window).ask()
    return stage.opened(RestoreDialog)


def keyboard_shortcuts(stage: Stage) -> QWidget:
    return stage.show(KeysDialog(stage.look, told(), stage.window))


def help_page(stage: Stage) -> QWidget:
    stage.go("integrations")
    return stage.show(show_help(stage.look, stage.window))


def about(stage: Stage) -> QWidget:
    return stage.show(AboutDialog(stage.look, stage.window))


def topic(name: str) -> Callable[[Stage], QWidget]:
    def play(stage: Stage) -> QWidget:
        return stage.show(TopicDialog(stage.context, name, stage.window))

    play.__name__ = f"topic_{name}"
    return play


# room view


def room_view(stage: Stage) -> QWidget:
    with HipChatClient(stage.sandbox.url, stage.sandbox.tokens.rooms[1]) as bot:
        for color in ("yellow", "green", "red", "purple", "gray"):
            bot.send_notification(1, f"web <b>#482</b> said this in {color}", color=color)
    user = stage.sandbox.tokens.user
    with HipChatClient(stage.sandbox.url, user) as person:
        person.send_message(1, "On it: https://ci.example.com/web/482")
    view = stage.show(RoomView(stage.context, stage.window, "1"))
    until(lambda: view.poll.mode is Mode.LIVE and bool(view.transcript.messages), "messages")
    stage.settle()
    return view


def transcript_menu(stage: Stage) -> QWidget:
    view = room_view(stage)
    assert isinstance(view, RoomView)
    view.transcript.setFocus()
    stage.settle()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(view.transcript.viewport(), asked)
    return stage.opened(TranscriptMenu)


def room_view_quiet(stage: Stage) -> QWidget:
    view = stage.show(RoomView(stage.context, stage.window, "4"))
    until(lambda: view.poll.mode is Mode.LIVE, "the first answer")
    stage.settle()
    return view


def room_view_refused(stage: Stage) -> QWidget:
    server, token = Server(stage.sandbox.url), Secret("NoSuchToken0123456789ABCDEF")
    place = RoomPlace("Builds", "1", server, token, is_sandbox=False)
    view = stage.show(RoomView(stage.context, stage.window, "", (place,)))
    until(lambda: bool(view.findChildren(MessageBar)), "the bar")
    stage.settle()
    return view


DIALOGS: tuple[Scene, ...] = (
    *scenes(
        House.FILLED,
        add_integration,
        add_integration_pasted,
        add_integration_unfolded,
        edit_integration,
        edit_integration_elsewhere,
        discard_question,
        room_prompt,
        delete_unused,
        delete_refused,
        delete_from_all,
        delete_several,
        add_subscription,
        add_subscription_taken,
        import_changes,
        import_nothing,
        import_refused,
        export_done,
        crash_report,
        diagnostics,
        log_view,
        quit_with_entries,
        quit_while_running,
        quit_with_relay,
        connect_source,
        connect_system,
        new_key,
        restore_without_backup,
        restore_backup,
        keyboard_shortcuts,
        help_page,
        about,
        *(topic(name) for name in ("token", "urls", "subscriptions")),
    ),
    *scenes(House.SANDBOX, room_view, transcript_menu, room_view_quiet, room_view_refused),
)
