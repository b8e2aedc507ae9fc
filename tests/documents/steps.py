"""What every document has: a source of events, rooms to send them to, and why they were sent."""

from hipadmin.sandbox.server import Sandbox
from tests.documents.outside import Outside
from tests.documents.person import Person


def adds_subscription(person: Person, name: str, kind: str) -> None:
    """Account Settings, Subscriptions, a new one."""
    person.opens_account_settings()
    person.goes_to("Subscriptions")
    person.clicks("Add Subscription")
    person.enters("Name", name)
    person.chooses("Kind", kind)
    person.clicks("Save")
    person.sees_no_dialog()


def begins_notification(person: Person, subscription: str, integration: str) -> None:
    """The drop-down, Settings, Integrations, a room notification through ``integration``."""
    person.opens_subscription(subscription)
    person.clicks_tab("Settings")
    person.goes_to("Integrations")
    person.clicks("Add Integration")
    person.chooses("Integration", integration)


def adds_rooms(person: Person, sandbox: Sandbox, *rooms: int) -> None:
    """Rooms by their pasted addresses, in the dialog of an integration."""
    for room in rooms:
        address = f"{sandbox.url}/room/{room}/notification"
        person.pastes_into("Room URL", f"{address}?auth_token={sandbox.tokens.rooms[room]}")


def leaves_out(person: Person, *rooms: str) -> None:
    """Every room of the integration but these, once they are there to be chosen from."""
    for room in rooms:
        person.waits_for(room)
    person.clicks("Only these")
    for room in rooms:
        person.clicks(room)


def saves_notification(person: Person, name: str) -> None:
    """Save; the room notification stands in its list."""
    person.clicks("Save")
    person.sees_no_dialog()
    person.sees_in("Room notifications", name)


def connects_source(person: Person, outside: Outside, subscription: str, system: str) -> None:
    """Activity, Connect a source: its address and key are taken to ``system``."""
    person.clicks_tab("Activity")
    person.clicks("Connect a source…")
    person.sees_dialog(f"Connect a source to {subscription}")
    person.chooses("Source", system)
    outside.is_given(subscription, person.field("URL"), person.copies("Copy key"))
    person.clicks("Close")
    person.sees_no_dialog()


def sees_verdicts(person: Person, event: str, **verdicts: str) -> None:
    """In Activity, what each room notification made of an event: "Sent", or why it was not."""
    person.selects("Activity", event)
    for notification, why in verdicts.items():
        column = "Verdict" if why == "Sent" else "Why"
        person.sees_in("Verdicts", notification, column, why)
