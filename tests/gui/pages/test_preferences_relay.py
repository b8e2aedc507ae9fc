from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from hipadmin.gui.context import Context
from hipadmin.gui.pages.preferences import PreferencesPage
from hipadmin.gui.relay.desk import RelayDesk
from hipadmin.gui.relay.failure_notes import FailureNotes, TrayHerald
from hipadmin.services.bundle import Services
from hipadmin.services.delivery.retention import Limits
from hipadmin.services.relay.service_unit import NAME
from hipadmin.services.relay.settings import Place
from tests.gui import find
from tests.gui.wishes import Wishes
from tests.services.systemctl import user_service


@pytest.fixture
def desk(context: Context, navigator: Wishes, tmp_path: Path) -> Iterator[RelayDesk]:
    owner = QObject()
    service = user_service(tmp_path)
    made = navigator.relay = RelayDesk(context, (), owner, lambda: service)
    yield made
    made.leave()


@pytest.fixture
def page(qtbot: QtBot, context: Context, desk: RelayDesk) -> PreferencesPage:
    page = PreferencesPage(context)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.relay.port.value() == 8790)
    return page


def enter(qtbot: QtBot, page: PreferencesPage, name: str, text: str) -> None:
    field = find.field(page, name)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def enter_port(qtbot: QtBot, page: PreferencesPage, text: str) -> None:
    page.relay.port.setFocus()
    page.relay.port.selectAll()
    qtbot.keyClicks(page.relay.port, text)


def test_what_is_entered_is_kept(
    qtbot: QtBot, page: PreferencesPage, services: Services, navigator: Wishes
) -> None:
    enter(qtbot, page, "Public address", "https://hooks.example.com")
    page.relay.days.setValue(7)
    page.relay.days.editingFinished.emit()
    page.relay.port.setValue(9000)
    page.relay.port.editingFinished.emit()

    qtbot.waitUntil(lambda: services.relay_settings.place().port == 9000)
    assert services.relay_settings.place().public == "https://hooks.example.com"
    assert services.retention.limits() == Limits(days=7)
    qtbot.waitUntil(lambda: navigator.notes[-1:] == ["Saved the preferences."])


def test_an_address_that_is_none_is_not_kept(
    qtbot: QtBot, page: PreferencesPage, services: Services
) -> None:
    enter(qtbot, page, "Public address", "hooks.example.com")

    assert "Enter an address that begins with https://." in find.texts(page)
    assert services.relay_settings.place().public == ""


def test_what_else_is_entered_beside_such_an_address_is_kept(
    qtbot: QtBot, page: PreferencesPage, services: Services
) -> None:
    enter(qtbot, page, "Public address", "https://hooks.example.com")
    qtbot.waitUntil(lambda: bool(services.relay_settings.place().public))
    enter(qtbot, page, "Public address", "nonsense")
    enter_port(qtbot, page, "9001")
    page.relay.days.setFocus()
    page.relay.days.setValue(9)
    page.theme.setFocus()
    qtbot.waitUntil(lambda: services.retention.limits().days == 9)
    place = services.relay_settings.place()
    assert (place.port, place.public) == (9001, "https://hooks.example.com")
    assert find.field(page, "Public address").text() == "nonsense"
    assert "Enter an address that begins with https://." in find.texts(page)


def test_what_others_set_meanwhile_is_not_set_back(
    qtbot: QtBot, page: PreferencesPage, services: Services, other: Services
) -> None:
    other.retention.set_limits(Limits(days=3))
    enter_port(qtbot, page, "9002")
    page.theme.setFocus()
    qtbot.waitUntil(lambda: services.relay_settings.place().port == 9002)
    assert services.retention.limits().days == 3


def test_an_address_is_tidied_and_what_is_doubtful_is_said(
    qtbot: QtBot, page: PreferencesPage, services: Services
) -> None:
    enter(qtbot, page, "Public address", "https://ann@hooks.example.com")
    assert "Leave out the user name and the @" in find.texts(page)

    enter(qtbot, page, "Public address", " http://Hooks.example.com/hip/ ")
    assert find.field(page, "Public address").text() == "http://hooks.example.com/hip"
    assert "Keys cross the internet unencrypted: use https://." in find.texts(page)
    qtbot.waitUntil(lambda: services.relay_settings.place().public.endswith("/hip"))

    enter(qtbot, page, "Public address", "https://localhost:9000")
    assert "Only programs on this machine reach this address." in find.texts(page)

    enter(qtbot, page, "Public address", "https://hooks.example.com")
    assert "How sources elsewhere reach it" in find.texts(page)
    qtbot.waitUntil(lambda: services.relay_settings.place().public == "https://hooks.example.com")


def test_failures_are_told_where_the_desktop_has_a_place(
    qtbot: QtBot, page: PreferencesPage, context: Context, desk: RelayDesk, navigator: Wishes
) -> None:
    class Tray(TrayHerald):
        place = False
        available = property(lambda self: self.place)

    tray = Tray(page.windowIcon(), page)
    notes = navigator.failures = FailureNotes(desk, context.settings, tray, page)
    box = page.relay.failures
    page.activate()
    assert not box.isEnabled()
    assert "This desktop has no place for notifications." in find.texts(page)

    tray.place = True
    page.activate()
    find.click(qtbot, page, "Tell on the desktop when messages fail")
    assert notes.wanted
    assert "While the window is open, and somebody works elsewhere." in find.texts(page)

    tray.place = False
    page.activate()
    find.click(qtbot, page, "Tell on the desktop when messages fail")
    assert not notes.wanted, "it can be turned off where there is no place any more"


def test_a_service_is_installed_and_removed(
    qtbot: QtBot, page: PreferencesPage, desk: RelayDesk, tmp_path: Path
) -> None:
    box = find.button(page, "Keep delivering in background")
    qtbot.waitUntil(box.isEnabled)
    box.click()
    qtbot.waitUntil(lambda: desk.service.active and box.isEnabled())
    assert (tmp_path / "units" / NAME).exists()
    assert box.isChecked()
    assert "until you log out: let “loginctl enable-linger” keep it" in find.texts(page)

    box.click()

    qtbot.waitUntil(lambda: not desk.service.installed and box.isEnabled())
    assert not (tmp_path / "units" / NAME).exists()
    assert not box.isChecked()


def test_what_is_entered_while_it_is_read_stays_and_is_kept(
    qtbot: QtBot, context: Context, services: Services, desk: RelayDesk
) -> None:
    page = PreferencesPage(context)
    qtbot.addWidget(page)
    page.show()
    page.activate()
    enter(qtbot, page, "Public address", "https://hooks.example.com")
    enter_port(qtbot, page, "9000")
    page.setFocus()  # it was left before the answer came

    qtbot.waitUntil(lambda: services.relay_settings.place().port == 9000)
    assert services.relay_settings.place().public == "https://hooks.example.com"
    assert page.relay.port.value() == 9000


def test_an_answer_of_the_time_before_overwrites_nothing(
    qtbot: QtBot, page: PreferencesPage, services: Services, context: Context
) -> None:
    page.activate()  # asks what is set
    enter_port(qtbot, page, "9000")
    page.setFocus()

    qtbot.waitUntil(lambda: services.relay_settings.place().port == 9000)
    qtbot.waitUntil(lambda: not context.jobs.busy)
    assert page.relay.port.value() == 9000


def test_an_address_that_is_none_stays_when_the_page_is_shown_again(
    qtbot: QtBot, page: PreferencesPage, context: Context
) -> None:
    enter(qtbot, page, "Public address", "hooks.example.com")
    page.setFocus()
    page.activate()
    qtbot.waitUntil(lambda: not context.jobs.busy)

    assert find.field(page, "Public address").text() == "hooks.example.com"
    assert "Enter an address that begins with https://." in find.texts(page)


def test_the_defaults_are_restored_and_can_be_taken_back(
    qtbot: QtBot,
    page: PreferencesPage,
    services: Services,
    navigator: Wishes,
    context: Context,
) -> None:
    restore = find.button(page, "Restore defaults")
    assert not restore.isEnabled(), "nothing differs from them yet"
    enter(qtbot, page, "Public address", "https://hooks.example.com")
    find.combo(page, "Theme").setCurrentText("Dark")
    page.relay.days.setValue(7)
    page.relay.days.editingFinished.emit()
    qtbot.waitUntil(lambda: services.retention.limits() == Limits(days=7))

    find.click(qtbot, page, "Restore defaults")

    qtbot.waitUntil(lambda: services.retention.limits() == Limits())
    assert services.relay_settings.place() == Place()
    assert (context.settings.theme, context.look.theme.name) == ("system", "light")
    assert not restore.isEnabled()

    [undo] = navigator.bars["defaults"].acts
    undo.run()
    qtbot.waitUntil(lambda: services.retention.limits() == Limits(days=7))
    assert services.relay_settings.place().public == "https://hooks.example.com"
    assert context.settings.theme == "dark"
    assert not navigator.bars
