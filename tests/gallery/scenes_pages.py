"""The pages of the main window, with their bars and menus."""

from PySide6.QtCore import QItemSelectionModel, QPoint
from PySide6.QtWidgets import QMenu, QWidget

from hipadmin.gui.acts.undoing import Undoing
from hipadmin.gui.dialogs.assign_alert import AssignDialog
from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.models.activity_columns import is_alarming
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.pages.dashboard import GENERAL
from hipadmin.gui.pages.run_strip import RunStrip
from hipadmin.gui.widgets.dialog_frame import Question
from hipadmin.gui.widgets.message_bar import Act, Message
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.tabs import Tab
from hipadmin.services.configuration.several import Chosen
from hipadmin.services.sandbox_switches import SandboxSwitches
from tests.gallery.scene import House, Scene, scenes
from tests.gallery.stage import Stage, until
from tests.gui.find import row_of

_Flag = QItemSelectionModel.SelectionFlag


def integrations(stage: Stage) -> QWidget:
    page = stage.go("integrations")
    page.head.search.clear()
    page.select(stage.integration("CI and images"))
    stage.settle()
    return stage.window


def integration_without_rooms(stage: Stage) -> QWidget:
    page = stage.go("integrations")
    page.select(stage.integration("Partner network"))
    stage.settle()
    return stage.window


def integration_tested(stage: Stage) -> QWidget:
    page = stage.go("integrations")
    page.select(stage.integration("CI and images"))
    stage.settle()
    page.test()
    strip = page.side.one.strip
    until(lambda: isinstance(strip, RunStrip) and strip.isVisible() and not page.tester.busy)
    stage.settle()
    return stage.window


def integrations_several(stage: Stage) -> QWidget:
    page = stage.go("integrations")
    select_rows(page.table, "CI and images", "Flag changes", "Release desk")
    stage.settle()
    return stage.window


def integrations_several_tested(stage: Stage) -> QWidget:
    integrations_several(stage)
    page = stage.window.page
    page.test()
    stage.opened(Question).accept()
    until(lambda: page.tester.run is not None and not page.tester.busy)
    stage.settle()
    return stage.window


def integrations_filtered(stage: Stage) -> QWidget:
    page = stage.go("integrations")
    page.head.search.setText("ight")
    stage.settle()
    return stage.window


def integrations_no_match(stage: Stage) -> QWidget:
    page = stage.go("integrations")
    page.head.search.setText("xyz")
    stage.settle()
    return stage.window


def integrations_bars(stage: Stage) -> QWidget:
    integrations(stage)
    area = stage.window.messages
    acts = (Act(stage.say("Undo"), _nothing), Act(stage.say("Close"), _nothing))
    area.show_bar("ok", Message(Tone.OK, "Deleted 3 integrations.", "", acts))
    text = "The disk is full. Free some space, then try again; nothing was saved by this step."
    area.show_bar("trouble", Message(Tone.WARN, "That did not work.", text, acts[1:]))
    stage.settle()
    return stage.window


def undo_refused(stage: Stage) -> QWidget:
    """Four are turned off, and two of them changed by others before it is taken back."""
    integrations(stage)
    verbs, rows = stage.services.integrations, stage.services.views.integrations()
    of = [row.integration for row in rows if row.integration.enabled][:4]
    verbs.set_enabled_several([Chosen(i.id, i.version, i.name) for i in of], False)
    step = stage.services.journal.undo
    for row in of[:2]:
        verbs.set_enabled(row.id, row.version + 1, True)
    assert step is not None
    undoing = stage.window.findChild(Undoing)
    assert undoing is not None
    undoing.undo(step)
    stage.settle()
    return stage.window


def deleting_bar(stage: Stage) -> QWidget:
    from hipadmin.gui.dialogs.delete_integration import DeleteRefused

    page = stage.go("integrations")
    page.select(stage.integration("CI and images"))
    stage.settle()
    page.delete()
    refused = stage.opened(DeleteRefused)
    refused.rows[0].click()
    stage.settle()
    return stage.window


def subscriptions(stage: Stage) -> QWidget:
    page = stage.go("subscriptions")
    page.select(stage.subscription("web"))
    stage.settle()
    return stage.window


def audit_log(stage: Stage) -> QWidget:
    stage.go("audit")
    return stage.window


def preferences(stage: Stage) -> QWidget:
    stage.go("preferences")
    return stage.window


def room_notifications(stage: Stage) -> QWidget:
    stage.window.places.show_dashboard(stage.subscription("web"))
    stage.settle()
    return stage.window


def room_notification_tested(stage: Stage) -> QWidget:
    room_notifications(stage)
    page = stage.window.places.page.integrations
    select_rows(page.table, "releases")
    stage.settle()
    page.test()
    until(lambda: page.tester.run is not None and not page.tester.busy)
    stage.settle()
    return stage.window


def room_notifications_several(stage: Stage) -> QWidget:
    room_notifications(stage)
    select_rows(stage.window.places.page.integrations.table, "broken builds", "releases")
    stage.settle()
    return stage.window


def subscription_without_notifications(stage: Stage) -> QWidget:
    stage.window.places.show_dashboard(stage.subscription("spare"))
    stage.settle()
    return stage.window


def activity(stage: Stage) -> QWidget:
    stage.window.places.show_dashboard(stage.subscription("web"), tab=Tab.ACTIVITY)
    stage.settle()
    page = stage.window.places.page.activity
    failed = [at for at, line in enumerate(page.table.model().shown) if is_alarming(line)]
    page.table.select_positions(failed[:1])
    page.table.setFocus()
    until(page.insight.block.isVisible, "no reason")
    stage.settle()
    return stage.window


def activity_event(stage: Stage) -> QWidget:
    stage.window.places.show_dashboard(stage.subscription("pager"), tab=Tab.ACTIVITY)
    stage.settle()
    page = stage.window.places.page.activity
    page.table.select_positions([0])
    page.table.setFocus()
    stage.settle()
    return stage.window


def no_activity(stage: Stage) -> QWidget:
    stage.window.places.show_dashboard(stage.subscription("spare"), tab=Tab.ACTIVITY)
    stage.settle()
    return stage.window


def alerts(stage: Stage) -> QWidget:
    stage.window.places.show_dashboard(stage.subscription("pager"), tab=Tab.ALERTS)
    stage.settle()
    page = stage.window.places.page.alerts
    page.table.select_positions([page.table.model().rowCount() - 1])
    page.table.setFocus()
    stage.settle()
    return stage.window


def alert_assigned(stage: Stage) -> QWidget:
    alerts(stage)
    stage.window.places.page.alerts.assign()
    return stage.opened(AssignDialog)


def alert_muted(stage: Stage) -> QWidget:
    alerts(stage)
    stage.window.places.page.alerts.pane.mute_button.click()
    return stage.opened(QMenu)


def relay_explained(stage: Stage) -> QWidget:
    integrations(stage)
    until(lambda: stage.window.relay is not None and stage.window.relay.seen is not None)
    stage.window.status.relay.click()
    stage.settle()
    return stage.window


def subscription_general(stage: Stage) -> QWidget:
    room_notifications(stage)
    stage.window.places.page.sidebar.chosen.emit(GENERAL)
    stage.window.places.page.sidebar.set_current(GENERAL)
    stage.settle()
    return stage.window


def menu(name: str) -> Scene:
    def play(stage: Stage) -> QWidget:
        integrations(stage)
        found = stage.window.menuBar().actions()
        head = next(entry for entry in found if plain(entry.text()) == stage.say(name))
        opened = head.menu()
        assert isinstance(opened, QMenu)
        return stage.popup(opened)

    return Scene(f"menu-{name.lower()}", House.FILLED, play)


def context_menu(stage: Stage) -> QWidget:
    integrations(stage)
    stage.window.page.table.context_menu_requested.emit(QPoint(60, 60))
    return stage.opened(QMenu)


def sandbox_pages(stage: Stage) -> QWidget:
    return integrations(stage)


def sandbox_room_urls(stage: Stage) -> QWidget:
    integrations(stage)
    menu = stage.window.actions_.sandbox_menu.actions()[0].menu()
    assert isinstance(menu, QMenu)
    return stage.popup(menu)


def first_run(stage: Stage) -> QWidget:
    stage.go("integrations")
    return stage.window


def no_subscriptions(stage: Stage) -> QWidget:
    stage.go("subscriptions")
    return stage.window


def no_changes(stage: Stage) -> QWidget:
    stage.go("audit")
    return stage.window


def sandbox_faults(stage: Stage) -> QWidget:
    menu = stage.window.actions_.sandbox_menu.actions()[2].menu()
    assert isinstance(menu, QMenu)
    return stage.popup(menu)


def sandbox_with_faults(stage: Stage) -> QWidget:
    SandboxSwitches(stage.sandbox.url).switch("clock-skew", True)
    menu = stage.window.actions_.sandbox_menu.actions()[2].menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    stage.settle()
    SandboxSwitches(stage.sandbox.url).all_off()
    return sandbox_pages(stage)


def first_run_in_the_sandbox(stage: Stage) -> QWidget:
    stage.go("integrations")
    return stage.window


def loading(stage: Stage) -> QWidget:
    return stage.window


def trouble(stage: Stage) -> QWidget:
    text = "The folder /var/lib/hipadmin is read-only. Make it writable, then try again."
    stage.window.show_trouble(text, can_retry=True)
    return stage.window


def select_rows(table: Table, *names: str) -> None:
    """Select the rows that show these."""
    table.select_positions([row_of(table, name) for name in names])


def _nothing() -> None:
    """The gallery acts on nothing."""


PAGES = (
    *scenes(
        House.FILLED,
        integrations,
        integration_without_rooms,
        integration_tested,
        integrations_several,
        integrations_several_tested,
        integrations_filtered,
        integrations_no_match,
        integrations_bars,
        undo_refused,
        deleting_bar,
        subscriptions,
        audit_log,
        preferences,
        room_notifications,
        room_notification_tested,
        room_notifications_several,
        subscription_without_notifications,
        subscription_general,
        activity,
        activity_event,
        no_activity,
        relay_explained,
        alerts,
        alert_assigned,
        alert_muted,
        context_menu,
    ),
    *(menu(name) for name in ("File", "Edit", "View", "Integration", "Sandbox", "Help")),
    *scenes(House.SANDBOX, sandbox_pages, sandbox_room_urls, sandbox_faults, sandbox_with_faults),
    *scenes(House.EMPTY, first_run, no_subscriptions, no_changes),
    *scenes(House.REHEARSAL, first_run_in_the_sandbox),
    *scenes(House.CLOSED, loading, trouble),
)
