"""What the tour does, step by step, in the words of the window."""

from collections.abc import Iterator

from PySide6.QtCore import Qt

from hipadmin.domain.health import Health
from hipadmin.gui.tour.director import Begin, Confirm, Outside, Picture, Scene, Until
from hipadmin.gui.tour.hand import Hand
from hipadmin.gui.tour.source import Source
from hipadmin.gui.tour.witness import Witness

NAME = "CI and images"
SUBSCRIPTION = "web"
BUILD, DISK = "Build 17 of shop failed", "The disk of db1 is nearly full"


class Tour:
    """The main job from an empty window to an empty window."""

    def __init__(self, hand: Hand, witness: Witness, source: Source) -> None:
        self._hand = hand
        self._witness = witness
        self._source = source

    def scenes(self) -> Iterator[Scene]:
        """Every scene in order; acting happens between them."""
        yield from self._empty()
        yield from self._paste()
        yield from self._test()
        yield from self._save()
        yield from self._switch()
        yield from self._attach()
        yield from self._connect()
        yield from self._deliver()
        yield from self._alert()
        yield from self._stop()
        yield from self._refused()
        yield from self._remove()
        yield from self._delete()

    def _until(self, name: str) -> Until:
        return Until(f"“{name}” can be seen", lambda: self._hand.sees(name))

    def _reads(self, part: str) -> Until:
        return Until(f"the window says “{part}”", lambda: self._hand.reads(part))

    def _row(self, table: str, text: str) -> Until:
        return Until(f"“{text}” stands in {table}", lambda: self._hand.shows_row(table, text))

    def _offers(self, combo: str, text: str) -> Until:
        return Until(f"“{text}” can be chosen in {combo}", lambda: self._hand.offers(combo, text))

    def _empty(self) -> Iterator[Scene]:
        yield Begin("An empty window says what to do first")
        yield self._reads("No integrations yet")
        yield self._until("Add Integration")
        yield Confirm("the store holds no integration", self._witness.holds_no_integration)
        yield Picture("empty")

    def _paste(self) -> Iterator[Scene]:
        yield Begin("A pasted room URL fills the fields")
        yield self._until("Copy room URL")
        self._hand.menu("Sandbox", "Copy room URL", "Builds")
        yield self._reads("on the clipboard")
        self._hand.click("Add Integration")
        yield self._until("Room URL")
        self._hand.write("Name", NAME)
        self._hand.paste("Room URL")
        yield self._reads("Took the endpoint")
        yield Picture("room-url-pasted")

    def _test(self) -> Iterator[Scene]:
        yield Begin("Test sends one message to the room")
        self._hand.click("Test")
        yield self._reads("Configured correctly")
        yield Confirm(
            "the room received the test message", lambda: self._witness.room_received(NAME) == 1
        )
        yield Picture("tested")

    def _save(self) -> Iterator[Scene]:
        yield Begin("Save puts it into the list")
        self._hand.click("Save")
        yield self._row("Integrations", NAME)
        yield Confirm("the store holds it", lambda: self._witness.integration(NAME) is not None)
        yield Confirm("the vault holds its token", lambda: self._witness.has_token(NAME))
        yield Picture("in-the-list")

    def _switch(self) -> Iterator[Scene]:
        yield Begin("The switch turns it off and on")
        self._hand.click_cell("Integrations", NAME, "On")
        yield Confirm("the store says off", lambda: self._witness.state(NAME) is Health.OFF)
        yield self._reads("Off")
        yield Picture("off")
        self._hand.press("Integrations", Qt.Key.Key_Space)
        yield Confirm(
            "the store says on again", lambda: self._witness.state(NAME) is not Health.OFF
        )
        yield Picture("on-again")

    def _attach(self) -> Iterator[Scene]:
        yield Begin("A subscription uses it")
        self._hand.click_item("Subscriptions")
        yield self._until("Add Subscription")
        self._hand.click("Add Subscription")
        yield self._until("Kind")
        self._hand.write("Name", SUBSCRIPTION)
        self._hand.click("Save")
        yield Confirm(
            "the store holds the subscription", lambda: self._witness.subscription(SUBSCRIPTION)
        )
        yield self._row("Subscriptions", SUBSCRIPTION)
        yield self._offers("Subscription", SUBSCRIPTION)
        self._hand.choose("Subscription", SUBSCRIPTION)
        yield self._reads("No integrations in web yet")
        self._hand.click("Add Integration")
        yield self._until("Integration")
        yield self._until("Save")
        yield Picture("room-notification")
        self._hand.click("Save")
        yield self._row("Room notifications", NAME)
        yield Confirm(
            "the subscription depends on it",
            lambda: self._witness.used_by(NAME) == (SUBSCRIPTION,),
        )
        yield Picture("attached")

    def _connect(self) -> Iterator[Scene]:
        yield Begin("A relay runs, and a source is told where and with which key")
        yield self._until("Start relay")
        self._hand.click("Start relay")
        yield self._reads("Relay: running")
        yield Confirm("a relay says that it lives", self._witness.relay_runs)
        self._hand.click_tab("Activity")
        yield self._until("Connect a source…")
        self._hand.click("Connect a source…")
        yield self._reads("Waiting for the first event")
        yield self._until("Copy key")
        yield Picture("connect-a-source")

    def _deliver(self) -> Iterator[Scene]:
        yield Begin("An event becomes a message in the room")
        sent = {"id": "17", "title": BUILD, "state": "failure", "link": "https://ci.example.com/17"}
        yield Outside("the relay takes the event in", lambda: self._source.send(**sent))
        yield self._reads("Received at")
        yield Picture("first-event")
        self._hand.click("Close")
        yield Confirm("the room received it", lambda: self._witness.room_received(BUILD) == 1)
        yield self._row("Activity", BUILD)
        yield self._row("Activity", "delivered")
        self._hand.click_cell("Activity", "delivered", "State")
        yield self._reads("Request and answer")
        yield Picture("activity")

    def _alert(self) -> Iterator[Scene]:
        yield Begin("An alert lives until somebody closes it")
        sent = {"id": "18", "title": DISK, "state": "triggered", "alert": "db1"}
        yield Outside("the relay takes the alert in", lambda: self._source.send(**sent))
        yield Confirm("the room received it", lambda: self._witness.room_received(DISK) == 1)
        self._hand.click_tab("Alerts")
        yield self._row("Alerts", DISK)
        self._hand.click_cell("Alerts", DISK, "Alert")
        yield self._until("Acknowledge")
        self._hand.click("Acknowledge")
        yield Confirm("somebody has it in hand", lambda: self._witness.acknowledged(DISK))
        yield Picture("alert-acknowledged")

    def _stop(self) -> Iterator[Scene]:
        yield Begin("The relay is stopped from the window")
        yield self._until("Relay: running, nothing waiting")
        self._hand.click("Relay: running, nothing waiting")
        yield self._until("Stop relay")
        yield Picture("relay-runs")
        self._hand.click("Stop relay")
        yield self._reads("Relay: stopped")
        yield Confirm("no relay lives", lambda: not self._witness.relay_runs())

    def _refused(self) -> Iterator[Scene]:
        yield Begin("Delete is refused while a subscription uses it")
        self._hand.click("Account Settings")
        self._hand.click_item("Integrations")
        yield self._row("Integrations", NAME)
        self._hand.click_cell("Integrations", NAME, "Name")
        yield self._until("Delete")
        self._hand.click("Delete")
        yield self._reads("is still used by 1 subscription")
        yield Confirm(
            "the store still holds it", lambda: self._witness.integration(NAME) is not None
        )
        yield Picture("delete-refused")

    def _remove(self) -> Iterator[Scene]:
        yield Begin("The link leads to the subscription that uses it")
        self._hand.click(SUBSCRIPTION)
        yield self._reads("Deleting")
        yield self._row("Room notifications", NAME)
        yield Picture("deleting-bar")
        self._hand.click_cell("Room notifications", NAME, "Name")
        yield self._until("Delete")
        self._hand.click("Delete")
        yield self._until("Yes")
        self._hand.click("Yes")
        yield Confirm("nothing uses it any more", lambda: self._witness.used_by(NAME) == ())

    def _delete(self) -> Iterator[Scene]:
        yield Begin("Now it can be deleted")
        yield self._until("Yes")
        yield Picture("delete-asks")
        self._hand.click("Yes")
        yield Confirm("the store holds no integration", self._witness.holds_no_integration)
        yield self._reads("No integrations yet")
        yield Picture("empty-again")
