"""The room view over the real sandbox."""

import dataclasses
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QListView, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.token import Secret
from hipadmin.gui.acts.secret_copy import SecretCopy
from hipadmin.gui.context import Context
from hipadmin.gui.drafts.editing import Editing
from hipadmin.gui.windows.room_poll import Mode
from hipadmin.gui.windows.room_view import RoomView
from hipadmin.gui.windows.room_views import RoomViews
from hipadmin.gui.windows.transcript_rows import Before
from hipadmin.hipchat.client import HipChatClient
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from hipadmin.services.rooms.rooms import SHOWN, RoomPlace
from tests.gui.fill import add_integration, messages_in
from tests.gui.find import all_named, button, click, combo, field, named, texts, until
from tests.gui.wishes import Wishes
from tests.stopwatch import within

Opening = Callable[..., RoomView]
Place = Callable[..., RoomPlace]


def words(view: RoomView) -> list[str]:
    return [row.plain for row in view.transcript.messages]


def read_once(qtbot: QtBot, view: RoomView) -> None:
    until(qtbot, lambda: view.poll.mode is Mode.LIVE)


def test_a_notification_appears_in_its_colour(
    qtbot: QtBot, open_view: Opening, bot: HipChatClient
) -> None:
    view = open_view(1)
    read_once(qtbot, view)
    assert "Nothing has been said here yet" in texts(view)
    bot.send_notification(1, "web <b>#482</b> failed", color="red")
    until(qtbot, lambda: words(view) == ["web #482 failed"])
    [row] = view.transcript.messages
    assert (row.fill, row.mark, row.line.sender) == ("red", "red", "Builds alerts")
    fill = view._context.look.color("message_red")
    image = view.transcript.grab().toImage()
    shown = {image.pixelColor(image.width() // 2, y).name() for y in range(image.height())}
    assert fill.name() in shown


def test_a_typed_line_arrives_in_the_room(
    qtbot: QtBot, open_view: Opening, sandbox: Sandbox
) -> None:
    view = open_view(2)
    line = field(view, "Message to Ops")
    assert not button(view, "Send").isEnabled()
    qtbot.keyClicks(line, "  On it  ")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    until(qtbot, lambda: words(view) == ["On it"])
    assert messages_in(sandbox, 2) == ["On it"]
    assert line.text() == ""
    [row] = view.transcript.messages
    assert (row.fill, row.mark) == ("", "")


def test_it_says_what_it_shows_and_how_it_asks(qtbot: QtBot, open_view: Opening) -> None:
    view = open_view(2)
    until(qtbot, lambda: "Topic: Alerts and who looks after them" in texts(view))
    said = texts(view)
    assert "Live, asks every second" in said
    assert "Sent with the sandbox’s user token. The newest 100 messages are shown." in said
    assert "Nothing here touches your real data. HipChat answers at http://127.0.0.1" in said
    assert view.windowTitle() == "Ops: room view"
    screen = view.screen().availableGeometry().width()
    assert view.width() == min(view._context.look.px(820), screen)


def test_another_room_is_one_choice_away(
    qtbot: QtBot, open_view: Opening, bot: HipChatClient, sandbox: Sandbox
) -> None:
    bot.send_notification(1, "in builds")
    view = open_view(1)
    until(qtbot, lambda: words(view) == ["in builds"])
    rooms = combo(view, "Room")
    assert [rooms.itemText(at) for at in range(rooms.count())] == ["Builds", "Ops", "Releases"]
    rooms.setCurrentText("Releases")
    assert words(view) == []
    assert view.windowTitle() == "Releases: room view"
    until(qtbot, lambda: "Topic: What goes out, and when" in texts(view))
    assert words(view) == []


def test_pause_stops_asking_and_resume_catches_up(
    qtbot: QtBot, open_view: Opening, bot: HipChatClient
) -> None:
    view = open_view(1)
    read_once(qtbot, view)
    click(qtbot, view, "Pause")
    until(qtbot, lambda: not view.poll.active)
    assert "Paused" in texts(view)
    bot.send_notification(1, "meanwhile")
    assert words(view) == []
    click(qtbot, view, "Resume")
    until(qtbot, lambda: words(view) == ["meanwhile"])
    assert all_named(view, "Pause", QWidget)


def test_what_is_typed_while_paused_is_shown(qtbot: QtBot, open_view: Opening) -> None:
    view = open_view(1)
    read_once(qtbot, view)
    click(qtbot, view, "Pause")
    qtbot.keyClicks(field(view, "Message to Builds"), "hello")
    click(qtbot, view, "Send")
    until(qtbot, lambda: words(view) == ["hello"])
    assert view.poll.mode is Mode.PAUSED
    until(qtbot, lambda: not view.poll.active)


def test_it_asks_nothing_while_hidden_or_minimised(
    qtbot: QtBot, open_view: Opening, bot: HipChatClient
) -> None:
    view = open_view(1)
    read_once(qtbot, view)
    for leave, back in ((view.hide, view.show), (view.showMinimized, view.showNormal)):
        leave()
        assert view.poll.mode is Mode.HIDDEN
        until(qtbot, lambda: not view.poll.active)
        back()
        until(qtbot, lambda: view.poll.mode is Mode.LIVE and view.poll.active)


def test_closing_ends_all_asking(qtbot: QtBot, open_view: Opening, context: Context) -> None:
    view = open_view(1)
    read_once(qtbot, view)
    poll = view.poll
    with qtbot.waitSignal(view.destroyed):
        poll._on_timer_timed_out()  # a question is under way
        view.close()
        assert not poll.active
    until(qtbot, lambda: not context.jobs.busy)


def test_a_token_that_may_not_read_says_so_and_still_writes(
    qtbot: QtBot,
    open_view: Opening,
    place_for: Place,
    sandbox: Sandbox,
    opened_links: list[str],
    navigator: Wishes,
) -> None:
    view = open_view(0, (place_for("send_message"),))
    until(qtbot, lambda: "This token may send but not read:" in texts(view))
    server = sandbox.url.removesuffix("/v2")
    assert "it lacks the scope view_messages. Make a personal token" in texts(view)
    assert f"{server}/account/api" in texts(view)
    assert not view.poll.active
    click(qtbot, view, "Open API access")
    assert opened_links == [f"{server}/account/api"]
    qtbot.keyClicks(field(view, "Message to Builds"), "hello")
    click(qtbot, view, "Send")
    until(qtbot, lambda: messages_in(sandbox) == ["hello"])
    until(qtbot, lambda: navigator.notes == ["Sent to Builds"])


def test_a_line_that_was_refused_stays_in_its_field(
    qtbot: QtBot, open_view: Opening, place_for: Place
) -> None:
    view = open_view(0, (place_for("view_messages"),))
    line = field(view, "Message to Builds")
    qtbot.keyClicks(line, "hello")
    click(qtbot, view, "Send")
    until(qtbot, lambda: "Not sent: the token lacks the scope send_message" in texts(view))
    assert line.text() == "hello"
    assert button(view, "Send").isEnabled()


def test_messages_are_in_the_accessibility_tree(
    qtbot: QtBot, open_view: Opening, bot: HipChatClient
) -> None:
    bot.send_notification(1, "web <b>#482</b> failed", color="red")
    view = open_view(1)
    until(qtbot, lambda: bool(words(view)))
    transcript = named(view, "Transcript of Builds", QListView)
    interface = QAccessible.queryAccessibleInterface(transcript)
    names = [
        interface.child(at).text(QAccessible.Text.Name) for at in range(interface.childCount())
    ]
    assert any(
        n.startswith("Builds alerts, ") and n.endswith(", red: web #482 failed") for n in names
    )
    assert any(n.startswith("Today, ") for n in names)


def test_the_room_url_is_copied(
    qtbot: QtBot, open_view: Opening, context: Context, navigator: Wishes
) -> None:
    view = open_view(2)
    click(qtbot, view, "Copy room URL")
    assert context.sandbox is not None
    assert QGuiApplication.clipboard().text() == context.sandbox.room_url(context.sandbox.rooms[1])
    copy = SecretCopy.current()
    assert copy is not None
    assert copy.what == "Room URL of Ops"
    assert navigator.notes == [], "the status bar counts down and says it, once"


def test_opening_again_raises_the_same_window(qtbot: QtBot, context: Context) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    views = RoomViews(context, parent)
    views.open(1)
    view = views.view
    assert view is not None
    view.showMinimized()
    views.open()
    assert views.view is view
    assert view.isVisible()
    assert not view.isMinimized()
    assert view.place.name == "Builds"
    views.open(3)
    assert views.view is view
    assert view.place.name == "Releases"
    with qtbot.waitSignal(view.destroyed):
        view.close()
        views.open()
    assert views.view is not None
    assert views.view.poll.active
    views.close()
    assert views.view is None


def test_it_can_be_closed_from_the_keyboard(qtbot: QtBot, open_view: Opening) -> None:
    view = open_view(1)
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    with qtbot.waitSignal(view.destroyed):
        qtbot.keyClick(view, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)


def test_news_out_of_sight_is_one_click_away(
    qtbot: QtBot, open_view: Opening, bot: HipChatClient
) -> None:
    for number in range(30):
        bot.send_notification(1, f"line {number}")
    view = open_view(1)
    until(qtbot, lambda: len(words(view)) == 30)
    view.transcript.verticalScrollBar().setValue(0)
    bot.send_notification(1, "news")
    until(qtbot, lambda: bool(all_named(view, "1 new message below", QWidget)))
    assert not view.transcript.at_end
    click(qtbot, view, "1 new message below")
    assert view.transcript.at_end
    assert not all_named(view, "1 new message below", QWidget)


def test_earlier_messages_are_a_click_away(
    qtbot: QtBot, open_view: Opening, bot: HipChatClient
) -> None:
    for number in range(SHOWN + 30):
        bot.send_notification(1, f"line {number}")
    view = open_view(1)
    until(qtbot, lambda: len(words(view)) == SHOWN)
    assert view.transcript.before is Before.MORE
    view.transcript.verticalScrollBar().setValue(0)
    top = view.transcript.indexAt(QPoint(40, 10))
    middle = view.transcript.visualRect(top).center()
    qtbot.mouseClick(view.transcript.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    until(qtbot, lambda: len(words(view)) == SHOWN + 30)
    assert words(view)[0] == "line 0"
    assert view.transcript.before is Before.START
    assert "The newest 130 messages are shown." in texts(view)


def test_a_room_of_few_messages_has_nothing_before_them(
    qtbot: QtBot, open_view: Opening, bot: HipChatClient
) -> None:
    bot.send_notification(1, "one")
    view = open_view(1)
    until(qtbot, lambda: words(view) == ["one"])
    assert view.transcript.before is Before.NOTHING


def test_it_is_said_when_earlier_messages_cannot_be_read(
    qtbot: QtBot, open_view: Opening, bot: HipChatClient, sandbox: Sandbox
) -> None:
    for number in range(SHOWN):
        bot.send_notification(1, str(number))
    view = open_view(1)
    until(qtbot, lambda: len(words(view)) == SHOWN)
    click(qtbot, view, "Pause")
    until(qtbot, lambda: not view.poll.active)
    sandbox.state.remove_token(sandbox.tokens.user)
    view.transcript.earlier_asked.emit()
    until(qtbot, lambda: "Earlier messages were not read." in texts(view))
    assert view.transcript.before is Before.MORE


def test_an_integrations_rooms_are_shown_without_the_sandboxs_band(
    qtbot: QtBot, context: Context, services: Services, sandbox: Sandbox
) -> None:
    real = dataclasses.replace(context, sandbox=None)
    integration = add_integration(
        services, "CI and images", "Builds", "2", endpoint=sandbox.url, token=sandbox.tokens.user
    )
    parent = QWidget()
    qtbot.addWidget(parent)
    views = RoomViews(real, parent)
    views.open_integration(integration.id, "2")
    until(qtbot, lambda: bool(parent.findChildren(RoomView)))
    [view] = parent.findChildren(RoomView)
    read_once(qtbot, view)
    assert view.windowTitle() == "2: room view"
    assert "Live, asks every 10 seconds" in texts(view)
    assert "Sent with the token of CI and images." in texts(view)
    assert "Nothing here touches your real data" not in texts(view)
    views.open_integration(integration.id, "Builds")
    until(qtbot, lambda: view.windowTitle() == "Builds: room view")
    assert parent.findChildren(RoomView) == [view]
    views.close()


def test_a_mended_token_is_used_when_the_view_is_opened_again(
    qtbot: QtBot, context: Context, services: Services, sandbox: Sandbox
) -> None:
    integration = add_integration(services, "CI", "1", endpoint=sandbox.url, token="")
    parent = QWidget()
    qtbot.addWidget(parent)
    views = RoomViews(context, parent)
    views.open_integration(integration.id)
    until(qtbot, lambda: bool(parent.findChildren(RoomView)))
    [view] = parent.findChildren(RoomView)
    until(qtbot, lambda: "The vault has no token for “1”. Enter one." in texts(view))
    draft = Editing(integration)
    draft.token = replace(draft.token, typed=Secret(sandbox.tokens.user))
    services.integrations.edit(integration.id, integration.version, draft.draft())
    views.open_integration(integration.id)
    until(qtbot, lambda: view.poll.mode is Mode.LIVE)
    views.close()


def test_an_integration_without_rooms_has_nothing_to_show(
    qtbot: QtBot, context: Context, services: Services, navigator: Wishes
) -> None:
    integration = add_integration(services, "CI")
    parent = QWidget()
    qtbot.addWidget(parent)
    views = RoomViews(context, parent)
    views.open_integration(integration.id)
    until(qtbot, lambda: navigator.notes == ["It has no room yet. Edit adds one."])
    assert not parent.findChildren(RoomView)


def test_an_integration_that_was_deleted_is_told_and_what_is_typed_stays(
    qtbot: QtBot, context: Context, services: Services, other: Services, sandbox: Sandbox
) -> None:
    integration = add_integration(
        services, "CI", "1", "2", endpoint=sandbox.url, token=sandbox.tokens.user
    )
    parent = QWidget()
    qtbot.addWidget(parent)
    views = RoomViews(context, parent)
    views.open_integration(integration.id)
    until(qtbot, lambda: bool(parent.findChildren(RoomView)))
    [view] = parent.findChildren(RoomView)
    read_once(qtbot, view)
    qtbot.keyClicks(view.foot.line, "half a li")

    other.integrations.delete(integration.id, integration.version)
    within(qtbot, 2.0, lambda: "Deleted meanwhile. “CI” was deleted by" in texts(view))
    assert view.foot.line.text() == "half a li"
    view.show_room("2")
    assert "Deleted meanwhile." in texts(view)
    other.undo.undo()
    until(qtbot, lambda: "Deleted meanwhile." not in texts(view))
    views.close()
