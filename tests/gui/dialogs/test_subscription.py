from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.subscription import Subscription, SubscriptionDraft, SubscriptionKind
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.subscription import SubscriptionDialog
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_subscription

Open = Callable[..., SubscriptionDialog]


@pytest.fixture
def open_dialog(qtbot: QtBot, context: Context) -> Open:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()

    def opened(subscription: Subscription | None = None) -> SubscriptionDialog:
        dialog = SubscriptionDialog(context, owner, subscription)
        dialog.open()
        qtbot.waitUntil(lambda: not context.jobs.busy)
        return dialog

    return opened


def stored(services: Services) -> dict[str, SubscriptionKind]:
    rows = services.views.subscriptions()
    return {row.subscription.name: row.subscription.kind for row in rows}


def test_a_name_and_a_kind_make_a_subscription(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    dialog = open_dialog()
    assert dialog.focusWidget() is find.field(dialog, "Name")

    qtbot.keyClicks(find.field(dialog, "Name"), "shop")
    find.combo(dialog, "Kind").setFocus()
    qtbot.keyClicks(find.combo(dialog, "Kind"), "Flag")
    with qtbot.waitSignal(dialog.saved) as saved:
        find.click(qtbot, dialog, "Save")

    assert stored(services) == {"shop": SubscriptionKind.FLAGS}
    assert services.views.subscriptions()[0].id == saved.args[0]


def test_enter_in_the_name_saves(qtbot: QtBot, open_dialog: Open, services: Services) -> None:
    dialog = open_dialog()

    qtbot.keyClicks(find.field(dialog, "Name"), "web")
    with qtbot.waitSignal(dialog.saved):
        qtbot.keyClick(find.field(dialog, "Name"), Qt.Key.Key_Return)

    assert list(stored(services)) == ["web"]


def test_a_taken_name_is_said_beside_it_and_cannot_be_saved(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    add_subscription(services, "web")
    dialog = open_dialog()
    assert "Save needs a name." in find.texts(dialog)

    qtbot.keyClicks(find.field(dialog, "Name"), "WEB")

    assert "“web” exists already" in find.texts(dialog)
    assert "Save needs another name." in find.texts(dialog)
    assert not find.button(dialog, "Save").isEnabled()


def test_what_the_store_refused_is_said_until_something_else_is_entered(
    qtbot: QtBot, open_dialog: Open, context: Context, services: Services
) -> None:
    dialog = open_dialog()
    context.watch.stop()  # the save comes before the next look
    qtbot.waitUntil(lambda: not context.jobs.busy)
    add_subscription(services, "web")
    name = find.field(dialog, "Name")
    qtbot.keyClicks(name, "web")
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: "“web” exists already" in find.texts(dialog))

    find.combo(dialog, "Kind").setFocus()  # leaving the field takes nothing back

    assert "“web” exists already" in find.texts(dialog)
    assert not find.button(dialog, "Save").isEnabled()
    name.setFocus()
    qtbot.keyClicks(name, " 2")
    assert "exists already" not in find.texts(dialog)
    assert find.button(dialog, "Save").isEnabled()


def test_editing_starts_from_what_is_stored_and_may_keep_its_name(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web = add_subscription(services, "web", SubscriptionKind.IMAGE)
    dialog = open_dialog(web)
    assert find.field(dialog, "Name").text() == "web"
    assert find.combo(dialog, "Kind").currentText() == "Docker image"

    qtbot.keyClick(find.field(dialog, "Name"), Qt.Key.Key_End)
    qtbot.keyClicks(find.field(dialog, "Name"), " site")
    with qtbot.waitSignal(dialog.saved):
        find.click(qtbot, dialog, "Save")

    assert stored(services) == {"web site": SubscriptionKind.IMAGE}


def test_a_change_by_somebody_else_is_not_overwritten(
    qtbot: QtBot, open_dialog: Open, context: Context, services: Services, other: Services
) -> None:
    web = add_subscription(services, "web")
    dialog = open_dialog(web)
    context.watch.stop()  # the save comes before the next look
    other.subscriptions.edit(web.id, 1, SubscriptionDraft("theirs", SubscriptionKind.FLAGS))
    qtbot.keyClick(find.field(dialog, "Name"), Qt.Key.Key_End)
    qtbot.keyClicks(find.field(dialog, "Name"), " mine")
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: "“web” was changed by" in dialog.panel.text)
    assert list(stored(services)) == ["theirs"]
    assert find.field(dialog, "Name").text() == "web mine"
    assert [(li.label, li.mine, li.theirs) for li in dialog.panel.lines] == [
        ("Name", "“web mine”", "“theirs”")
    ]
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: stored(services) == {"web mine": SubscriptionKind.FLAGS})


def test_one_deleted_meanwhile_is_added_again_as_new(
    qtbot: QtBot, open_dialog: Open, services: Services, other: Services
) -> None:
    web = add_subscription(services, "web")
    dialog = open_dialog(web)
    qtbot.keyClick(find.field(dialog, "Name"), Qt.Key.Key_End)
    qtbot.keyClicks(find.field(dialog, "Name"), " mine")
    other.subscriptions.delete(web.id, web.version)
    qtbot.waitUntil(lambda: "“web” was deleted by" in dialog.panel.text)
    assert not find.button(dialog, "Save").isEnabled()
    find.click(qtbot, dialog, "Add it again as new")
    assert dialog.windowTitle() == "Add subscription"
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: list(stored(services)) == ["web mine"])


def test_names_are_followed_while_one_is_added(
    qtbot: QtBot, open_dialog: Open, other: Services
) -> None:
    dialog = open_dialog()
    qtbot.keyClicks(find.field(dialog, "Name"), "Web")
    add_subscription(other, "web")
    qtbot.waitUntil(lambda: not find.button(dialog, "Save").isEnabled())
    assert not dialog.panel.isVisible()
    dialog.leave()


def test_esc_asks_before_an_entry_is_lost(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    dialog = open_dialog()
    qtbot.keyClicks(find.field(dialog, "Name"), "w")

    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    assert dialog.isVisible()
    assert isinstance(dialog.question, QDialog)
    find.click(qtbot, dialog.question, "Discard")
    assert not dialog.isVisible()
    assert stored(services) == {}


def test_what_is_entered_while_it_saves_keeps_it_open_over_what_was_saved(
    qtbot: QtBot, open_dialog: Open, context: Context, services: Services
) -> None:
    dialog = open_dialog()
    name = find.field(dialog, "Name")
    qtbot.keyClicks(name, "shop")
    with qtbot.waitSignal(dialog.saved):
        find.click(qtbot, dialog, "Save")
        qtbot.keyClick(name, Qt.Key.Key_End)
        qtbot.keyClicks(name, "s")
    qtbot.waitUntil(lambda: not context.jobs.busy)
    assert list(stored(services)) == ["shop"]
    assert dialog.windowTitle() == "Edit subscription"
    assert "What you entered since is not saved yet." in find.texts(dialog)
    assert name.text() == "shops"
    assert not dialog.panel.isVisible()
    with qtbot.waitSignal(dialog.finished):
        find.click(qtbot, dialog, "Save")
    assert list(stored(services)) == ["shops"]


def test_one_that_was_deleted_and_is_there_again_can_be_saved(
    qtbot: QtBot, open_dialog: Open, services: Services, other: Services
) -> None:
    web = add_subscription(services, "web")
    dialog = open_dialog(web)
    other.subscriptions.delete(web.id, web.version)
    qtbot.waitUntil(lambda: "“web” was deleted by" in dialog.panel.text)
    other.undo.undo()
    qtbot.waitUntil(lambda: "“web” was restored by" in dialog.panel.text)
    qtbot.keyClick(find.field(dialog, "Name"), Qt.Key.Key_End)
    qtbot.keyClicks(find.field(dialog, "Name"), " mine")
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: list(stored(services)) == ["web mine"])
