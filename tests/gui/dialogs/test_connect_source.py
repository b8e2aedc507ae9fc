from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.app import clock
from hipadmin.domain.activity import NOWHERE
from hipadmin.domain.ports import Unit
from hipadmin.domain.subscription import Subscription, SubscriptionDraft
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.connect_source import ConnectSource
from hipadmin.gui.dialogs.source_systems import SYSTEMS
from hipadmin.gui.relay.desk import RelayDesk
from hipadmin.services.bundle import Services
from hipadmin.services.intake.source_snippets import Way
from hipadmin.services.relay.settings import Place
from hipadmin.sources import every_source
from tests.gui.fill import add_subscription
from tests.gui.find import all_named, click, dialog, field, texts, until
from tests.gui.happen import report, take
from tests.services.scripted import ECHO, script


@pytest.fixture
def web(services: Services) -> Subscription:
    return add_subscription(services)


@pytest.fixture
def made(qtbot: QtBot, context: Context, web: Subscription) -> Iterator[ConnectSource]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    desk = RelayDesk(context, ("relay",), parent)
    desk.look()
    opened = ConnectSource(context, desk, web.id, parent)
    opened.open()
    until(qtbot, lambda: bool(opened.key.secret()) and bool(opened.url.text()))
    yield opened
    opened.leave()
    desk.leave()


def test_it_shows_address_and_key_and_waits_for_the_first_event(
    qtbot: QtBot, made: ConnectSource, services: Services, web: Subscription
) -> None:
    assert made.url.text() == f"http://127.0.0.1:8790/v1/subscriptions/{web.id}/events"
    [key] = services.intake_keys.of(web.id)
    secret = services.intake_keys.reveal(key.ref_id)
    assert secret is not None
    assert made.key.secret() == secret
    assert made.key.masked
    assert secret.reveal() not in made.snippets.text.toPlainText()
    assert made.first.state.accessibleName() == "Waiting for the first event …"
    made.snippets.ways.setCurrentIndex(tuple(Way).index(Way.NOTIFY))
    shown = made.snippets.text.toPlainText()
    assert shown.startswith("# with the key in HIPADMIN_KEY\n")  # no command could find it here

    take(services, web.id, report(1))

    until(qtbot, lambda: "event 1" in made.first.state.accessibleName())


def test_what_came_and_was_not_taken_is_said(
    qtbot: QtBot, made: ConnectSource, services: Services, web: Subscription
) -> None:
    def refuse(unit: Unit) -> None:
        unit.events.refuse(web.id, "bad_key", "The key is not one of this subscription.", clock())

    services.store.write(refuse)

    until(qtbot, lambda: "not taken in: The key is not one" in texts(made))

    def astray(unit: Unit) -> None:
        unit.events.refuse(NOWHERE, "bad_request", "This is TLS.", clock())

    services.store.write(astray)

    until(qtbot, lambda: "not taken in: This is TLS." in texts(made))


def test_a_key_is_copied_and_taken_away_and_replaced(
    qtbot: QtBot, made: ConnectSource, services: Services, web: Subscription
) -> None:
    first = made.key.secret()
    click(qtbot, made, "Copy key")
    assert QApplication.clipboard().text() == first.reveal()
    click(qtbot, made, "New key…")
    click(qtbot, dialog(qtbot, "New key"), "New key")

    until(qtbot, lambda: bool(made.key.secret()) and made.key.secret() != first)
    assert "The old one is taken for another 24 hours." in texts(made)
    assert len(services.intake_keys.of(web.id)) == 2


def test_a_hosted_relay_has_a_new_key_when_it_is_shown(
    qtbot: QtBot,
    context: Context,
    services: Services,
    web: Subscription,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hipadmin.services.relay.host.LOOK_S", 3600.0)  # it looks once by itself
    parent = QWidget()
    qtbot.addWidget(parent)
    desk = RelayDesk(context, script(ECHO), parent)
    desk.start()
    until(qtbot, lambda: _heard(desk) != "")

    opened = ConnectSource(context, desk, web.id, parent)
    until(qtbot, lambda: bool(opened.key.secret()))

    [key] = services.intake_keys.of(web.id)
    until(qtbot, lambda: key.ref_id in _heard(desk))
    opened.leave()
    desk.leave()


def _heard(desk: RelayDesk) -> str:
    """What the hosted child was handed last."""
    hosting = desk._host._hosting
    child = hosting and hosting._child
    return child.last_words if child else ""


def test_a_key_in_wrong_hands_is_ended_now(
    qtbot: QtBot, made: ConnectSource, services: Services, web: Subscription
) -> None:
    first = made.key.secret()
    click(qtbot, made, "New key…")
    question = dialog(qtbot, "New key")
    assert "for another 24 hours" in texts(question)
    click(qtbot, question, "End the old key now")
    assert "Sources are turned away until they have the new one." in texts(question)
    click(qtbot, question, "New key")

    until(qtbot, lambda: bool(made.key.secret()) and made.key.secret() != first)
    assert "The old one is taken no longer." in texts(made)
    [key] = services.intake_keys.of(web.id)
    assert services.intake_keys.reveal(key.ref_id) == made.key.secret()


def test_it_says_who_can_reach_it_and_that_nothing_listens(
    qtbot: QtBot, made: ConnectSource
) -> None:
    assert "Only programs on this machine reach this address." in texts(made)
    until(qtbot, lambda: "Relay is stopped:" in made.strip.text)
    with qtbot.waitSignal(made.preferences_asked):
        click(qtbot, made, "Enter the public address")


def test_sources_elsewhere_are_given_the_public_address(
    qtbot: QtBot, context: Context, services: Services, web: Subscription, made: ConnectSource
) -> None:
    services.relay_settings.keep(Place(public="https://hooks.example.com/hip"))
    desk = made._desk
    other = ConnectSource(context, desk, web.id, made)
    other.open()
    until(qtbot, lambda: bool(other.url.text()))

    assert field(other, "URL").text().startswith("https://hooks.example.com/hip/v1/subscriptions/")
    for at in range(len(Way)):
        other.snippets.ways.setCurrentIndex(at)
        assert other.url.text() in other.snippets.text.toPlainText()
    assert not all_named(other, "Enter the public address", QPushButton)
    assert "Only programs on this machine" not in texts(other)
    other.leave()


@pytest.mark.parametrize(
    ("public", "told"),
    [
        ("http://hooks.example.com", "Keys cross the internet unencrypted: use https://."),
        ("https://localhost:9000", "Only programs on this machine reach this address."),
    ],
)
def test_a_public_address_that_is_doubtful_is_told(
    qtbot: QtBot,
    context: Context,
    services: Services,
    web: Subscription,
    made: ConnectSource,
    public: str,
    told: str,
) -> None:
    services.relay_settings.keep(Place(public=public))
    other = ConnectSource(context, made._desk, web.id, made)
    other.open()
    until(qtbot, lambda: other.url.text().startswith(public))

    assert told in texts(other)
    assert all_named(other, "Enter the public address", QPushButton)
    other.leave()


def test_a_system_has_an_address_and_steps_of_its_own(
    qtbot: QtBot, made: ConnectSource, web: Subscription
) -> None:
    made.system.setCurrentText("LaunchDarkly")

    assert made.url.text().endswith(f"/v1/subscriptions/{web.id}/launchdarkly")
    assert "the key above as its secret" in texts(made)
    assert not made.snippets.text.isVisible()
    assert not made.copy_whole.isVisible()

    made.system.setCurrentText("A program of your own")

    assert made.url.text().endswith(f"/v1/subscriptions/{web.id}/events")
    assert made.snippets.text.isVisible()
    assert "its secret" not in texts(made)


def test_a_system_without_headers_gets_the_key_in_the_address(
    qtbot: QtBot, made: ConnectSource
) -> None:
    made.system.setCurrentText("Docker Hub")
    click(qtbot, made, "Copy URL with key")

    secret = made.key.secret().reveal()
    assert QApplication.clipboard().text() == f"{made.url.text()}?key={secret}"
    assert secret not in made.url.text()


def test_every_system_that_is_understood_is_offered(made: ConnectSource) -> None:
    offered = {each.source for each in SYSTEMS}
    assert offered == {each.name for each in every_source()} - {"plain", "cloudevents"}
    names = [made.system.itemText(at) for at in range(made.system.count())]
    assert names[1:] == [each.title for each in SYSTEMS]


def test_a_subscription_that_somebody_else_deletes_is_said_to_be_gone(
    qtbot: QtBot, made: ConnectSource, context: Context, other: Services, web: Subscription
) -> None:
    other.subscriptions.delete(web.id, web.version)
    context.watch.look()

    until(qtbot, lambda: made.strip.text.startswith("Deleted meanwhile. Its key opens nothing"))

    assert not made.key.secret()
    assert not made.rotate.isEnabled()
    assert not made.first.isVisible()
    made._desk.changed.emit(made._desk.seen)  # the relay is no news any more
    assert "Deleted meanwhile." in made.strip.text


def test_a_key_that_somebody_else_replaced_is_shown_anew(
    qtbot: QtBot, made: ConnectSource, other: Services, web: Subscription
) -> None:
    old = made.key.secret()
    new = other.intake_keys.rotate(web.id, at_once=True)
    until(qtbot, lambda: "It was replaced meanwhile." in texts(made))
    assert made.key.secret() == other.intake_keys.reveal(new.ref_id) != old


def test_one_that_is_there_again_is_shown_with_its_name_and_key(
    qtbot: QtBot, made: ConnectSource, other: Services, web: Subscription
) -> None:
    other.subscriptions.delete(web.id, web.version)
    until(qtbot, lambda: made.strip.text.startswith("Deleted meanwhile."))
    other.undo.undo()
    until(qtbot, lambda: bool(made.key.secret()))
    assert made.first.isVisible()
    assert "Deleted meanwhile." not in made.strip.text
    now = other.subscriptions.get(web.id)
    other.subscriptions.edit(web.id, now.version, SubscriptionDraft("shop", web.kind))
    until(qtbot, lambda: made.windowTitle() == "Connect a source to shop")
