"""A navigator for pages that stand alone: it notes where they want to lead."""

from dataclasses import dataclass, field

from hipadmin.gui.context import Done
from hipadmin.gui.relay.desk import RelayDesk
from hipadmin.gui.relay.failure_notes import FailureNotes
from hipadmin.gui.widgets.message_bar import Message


@dataclass
class Wishes:
    """Every wish, oldest first, as (place, *what)."""

    asked: list[tuple[object, ...]] = field(default_factory=list)
    explained: list[Exception] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    bars: dict[str, Message] = field(default_factory=dict)
    relay: RelayDesk | None = None
    failures: FailureNotes | None = None

    def show_integrations(self, integration_id: str = "") -> None:
        self.asked.append(("integrations", integration_id))

    def show_subscription_integrations(
        self, subscription_id: str, integration_id: str = ""
    ) -> None:
        self.asked.append(("subscription integrations", subscription_id, integration_id))

    def show_activity(self, subscription_id: str) -> None:
        self.asked.append(("activity", subscription_id))

    def show_alerts(self, subscription_id: str, number: int = 0) -> None:
        self.asked.append(("alerts", subscription_id, number))

    def connect_source(self, subscription_id: str) -> None:
        self.asked.append(("source", subscription_id))

    def show_subscriptions(self, subscription_id: str = "") -> None:
        self.asked.append(("subscriptions", subscription_id))

    def open_room_view(self, room_id: int = 0) -> None:
        self.asked.append(("room view", room_id))

    def open_integration_room(self, integration_id: str, room: str = "") -> None:
        self.asked.append(("integration room", integration_id, room))

    def explain(self, error: Exception, what: str = "") -> None:
        self.explained.append(error)
        self.undone.append(what)

    def offer_undo(self, done: Done) -> None:
        self.done.append(done)

    def say(self, key: str, message: Message) -> None:
        self.bars[key] = message

    def unsay(self, key: str) -> None:
        self.bars.pop(key, None)

    def note(self, text: str) -> None:
        self.notes.append(text)
