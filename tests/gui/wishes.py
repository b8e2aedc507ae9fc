"""A navigator for pages that stand alone: it notes where they want to lead."""

from dataclasses import dataclass, field


@dataclass
class Wishes:
    """Every wish, oldest first, as (place, *what)."""

    asked: list[tuple[object, ...]] = field(default_factory=list)
    explained: list[Exception] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def show_integrations(self, integration_id: str = "") -> None:
        self.asked.append(("integrations", integration_id))

    def show_subscription_integrations(
        self, subscription_id: str, integration_id: str = ""
    ) -> None:
        self.asked.append(("subscription integrations", subscription_id, integration_id))

    def show_subscriptions(self, subscription_id: str = "") -> None:
        self.asked.append(("subscriptions", subscription_id))

    def open_room_view(self, room_id: int = 0) -> None:
        self.asked.append(("room view", room_id))

    def explain(self, error: Exception) -> None:
        self.explained.append(error)

    def note(self, text: str) -> None:
        self.notes.append(text)
