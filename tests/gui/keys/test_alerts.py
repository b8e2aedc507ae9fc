"""Alerts and Activity without a mouse, from the top bar to the last act and back."""

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from hipadmin.domain.alert import AlertState
from hipadmin.domain.event_state import EventState
from hipadmin.gui.models.alert_words import is_muted
from tests.gallery.stage import Stage
from tests.gui.fill import add_sandbox_integration, add_subscription
from tests.gui.find import name_of
from tests.gui.happen import report, take
from tests.gui.keys.person import Person


@pytest.fixture
def alerts(scene: Stage, person: Person) -> Person:
    """Somebody before three alerts of web, the newest selected."""
    add_sandbox_integration(scene.services, scene.sandbox, "Ops", "1")
    web = add_subscription(scene.services)
    for number in (1, 2, 3):
        note = report(number, EventState.TRIGGERED, correlation=f"a{number}")
        take(scene.services, web.id, note)
    scene.reload()
    person.tab_to("Subscription", key="Shift+Tab")
    person.press("Down")
    scene.settle()
    person.press("Ctrl+Tab")
    scene.settle()
    person.press("Ctrl+Tab")
    scene.settle()
    assert person.focus() == "Alerts"
    return person


def state(scene: Stage, number: int) -> AlertState:
    return scene.services.alerts.get(number).alert.state


def current(scene: Stage, person: Person) -> int:
    """The number of the alert that is current."""
    return next(n for n in (1, 2, 3) if f"event {n}" in person.row())


def test_each_act_leaves_the_focus_in_the_list(scene: Stage, alerts: Person) -> None:
    person, number = alerts, current(scene, alerts)
    person.alt("Acknowledge")
    person.sees(lambda: state(scene, number) is AlertState.ACKNOWLEDGED)
    assert person.focus() == "Alerts"
    person.alt("Assign")
    person.dialog("Assign")
    person.press("Escape")
    person.main()
    assert person.focus() == "Alerts"
    person.alt("Mute…")
    person.sees(lambda: name_of(person.window()) == "Mute")
    person.press("Escape")
    person.main()
    assert person.focus() == "Alerts"
    person.alt("Close")
    person.sees(lambda: state(scene, number) is AlertState.CLOSED)
    assert person.focus() == "Alerts"


def test_an_alert_is_muted_from_its_menu(scene: Stage, alerts: Person) -> None:
    person, number = alerts, current(scene, alerts)
    person.press("Shift+F10")
    person.sees(lambda: name_of(person.window()) == "Alerts")
    person.press("Up", "Return")
    person.sees(lambda: name_of(person.window()) == "Mute")
    person.press("Down", "Return")
    person.sees(lambda: is_muted(scene.services.alerts.get(number).alert))
    person.main()
    assert person.focus() == "Alerts"


def test_activity_is_unfolded_read_copied_and_exported(scene: Stage, alerts: Person) -> None:
    person = alerts
    person.press("Ctrl+Shift+Tab")
    scene.settle()
    assert person.focus() == "Activity"
    person.press("Home")
    scene.settle()
    person.tab_to("What the source said")
    person.press("Ctrl+A", "Ctrl+C")
    assert "proj/shop" in QApplication.clipboard().text()
    person.tab_to("Show alert", key="Shift+Tab")
    person.press("Return")
    scene.settle()
    assert person.focus() == "Alerts"
    person.press("Ctrl+Shift+Tab")
    scene.settle()
    person.tab_to("Export…")
    person.press("Return")
    person.sees(lambda: isinstance(person.window(), QFileDialog))
    person.press("Escape")
    person.main()
    assert person.focus() == "Export…"
