"""What Sematext's page promises of alerts: into the room, and taken care of by people."""

from typing import Any

from hipadmin.sandbox.server import Sandbox
from tests.documents.outside import Outside
from tests.documents.person import Person
from tests.documents.steps import (
    adds_rooms,
    adds_subscription,
    begins_notification,
    leaves_out,
    saves_notification,
    sees_verdicts,
)

AT = "2026-03-01 08:00 UTC"


def told(title: str, app: str, *, back: bool = False, priority: str = "ERROR") -> Any:
    """A body of the custom webhook, with members of Sematext's own names."""
    return {
        "applicationId": app,
        "ruleType": "AF_VALUE",
        "backToNormal": back,
        "priority": priority,
        "title": title,
        "description": "Used 97 % of 200 GB",
        "troubleshootUrl": f"https://apps.example/{app}",
        "createTimestamp": 1_772_352_000_000,
        "filters": {"host": "db1"},
    }


def said(heading: str, title: str, app: str, priority: str = "error") -> str:
    link = f'<a href="https://apps.example/{app}">{title}</a>'
    about = f"{app} · {priority} · {AT}"
    return f"<b>{heading}:</b> {link}<br>{about}<br>Used 97 % of 200 GB"


def test_what_is_heard_of_alerts(person: Person, outside: Outside, sandbox: Sandbox) -> None:
    adds_subscription(person, "spm", "Monitoring app")
    begins_notification(person, "spm", "New integration…")
    person.enters("Name", "Hook")
    adds_rooms(person, sandbox, 1, 2)
    person.clicks("Save")
    # the least delay between two notifications, and when the value is normal again
    person.sees_dialog("Add room notification to spm")
    person.enters("Name", "delayed")
    leaves_out(person, "2")
    person.clicks_tab("When")
    person.clicks("Send when alert clears")
    person.enters("At most every", "15")
    person.enters("Sooner after", "2")
    person.sees("at most every 15 min")
    saves_notification(person, "delayed")
    # only what is worse than a warning
    begins_notification(person, "spm", "Hook")
    person.enters("Name", "worse")
    leaves_out(person, "1")
    person.clicks_tab("Filter")
    person.clicks("Add condition")
    person.chooses("Action 1", "Filter")
    person.enters("Attribute 1", "severity")
    person.enters("Pattern 1", "info|warn")
    saves_notification(person, "worse")

    outside.sends(
        "spm",
        told("Disk full", "41"),
        told("Disk fuller", "41"),
        told("Slow", "42", priority="WARN"),
        told("Disk fine", "41", back=True),
        told("Slow no more", "42", back=True, priority="WARN"),
        source="sematext",
    )
    assert outside.hears("Builds") == [
        said("Triggered #1", "Disk full", "41"),
        said("Triggered #2", "Slow", "42", "warn"),
        said("Cleared #1", "Disk fine", "41"),
        said("Cleared #2", "Slow no more", "42", "warn"),
    ]
    assert outside.hears("Ops") == [said("Triggered #1", "Disk full", "41")]

    person.clicks_tab("Activity")
    again = "Alert 1 was sent already and is still open."
    sees_verdicts(person, "Disk fuller", delayed="and at most every 900 s.", worse=again)
    sees_verdicts(person, "Slow", delayed="Sent", worse="Row 1 of the conditions filters it.")
    sees_verdicts(person, "Disk fine", delayed="Sent", worse="Clears are not sent.")

    # people acknowledge, assign and close
    outside.sends("spm", told("Swap full", "43"), source="sematext")
    person.clicks_tab("Alerts")
    person.selects("Alerts", "Swap full")
    person.clicks("Acknowledge")
    person.sees_in("Alerts", "Swap full", "State", "acknowledged")
    late = (told("Swap still full", "43"), told("Swap never empty", "43"))
    outside.sends("spm", *late, source="sematext")
    swap, noted = outside.hears("Builds")[4:]
    assert swap == said("Triggered #3", "Swap full", "43")
    assert noted.startswith('<b>#3:</b> <a href="https://apps.example/43">')
    assert " acknowledged: Swap full</a>" in noted
    person.clicks_tab("Activity")
    sees_verdicts(person, "Swap still full", delayed="and at most every 900 s.")
    sees_verdicts(person, "Swap never empty", delayed="Alert 3 is acknowledged by")
