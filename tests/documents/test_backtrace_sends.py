"""What Backtrace's common settings promise of errors: which are sent, how often, to whom."""

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

NEW_GROUPS = '[{"effect": "allow", "resources": ["crash/*:group/*"], "actions": ["groupCreated"]}]'


def told(mark: str, count: int, datacenter: str = "nyc", classifier: str = "null") -> Any:
    """A body of the generic webhook, about one group of errors."""
    first = 1_772_352_000
    return {
        "universe": "acme",
        "project": "coroner",
        "application": "agent",
        "fingerprint": mark,
        "group_url": f"https://bt.example/p/coroner/{mark}",
        "callstack": [f"{mark}_main", "start"],
        "occurrences": count,
        "object_id": f"{mark}{count}",
        "timestamp": [first, first + 60 * (count - 1)],
        "classifiers": [classifier],
        "hosts": ["h1"],
        "attributes": {"datacenter": [[datacenter, count]]},
    }


def said(mark: str, count: int, *, classifier: str = "null", start: str = "", end: str = "") -> str:
    title = f'<a href="https://bt.example/p/coroner/{mark}">{classifier} in {mark}_main</a>'
    seen = f"Seen {count} times.<br>" if count > 1 else ""
    at = f"2026-03-01 08:{count - 1:02} UTC"
    return f"{start}{title}<br>coroner · {at}{end}<br>{seen}{mark}_main<br>start"


def test_what_is_heard_of_errors(person: Person, outside: Outside, sandbox: Sandbox) -> None:
    adds_subscription(person, "coroner", "Other source")
    begins_notification(person, "coroner", "New integration…")
    person.enters("Name", "Crash reports")
    adds_rooms(person, sandbox, 1, 2)
    person.clicks("Save")
    # rows of {action, attribute, expression, target}: everything but New York is filtered
    person.sees_dialog("Add room notification to coroner")
    person.enters("Name", "each")
    leaves_out(person, "2")
    person.clicks_tab("When")
    person.enters("At most every", "10")
    person.enters("Sooner after", "3")
    person.clicks_tab("Filter")
    for number, (action, attribute, pattern) in enumerate(
        (
            ("Filter", "", ".*"),
            ("Submit", "datacenter", "nyc"),
            ("Mention", "classifiers", "security"),
        ),
        1,
    ):
        person.clicks("Add condition")
        person.chooses(f"Action {number}", action)
        person.enters(f"Attribute {number}", attribute)
        person.enters(f"Pattern {number}", pattern)
    person.enters("Who is mentioned 3", "@ann")
    saves_notification(person, "each")
    # the event "group": only new ones
    begins_notification(person, "coroner", "Crash reports")
    person.enters("Name", "groups")
    leaves_out(person, "1")
    person.clicks_tab("Filter")
    person.pastes_into("Policy as JSON", NEW_GROUPS)
    person.sees("Valid, 1 statement")
    saves_notification(person, "groups")

    outside.sends(
        "coroner",
        told("aa", 1),
        told("aa", 2),
        told("aa", 3),
        told("aa", 4),
        told("bb", 1, "oslo"),
        *(told("cc", count, classifier="security") for count in (1, 2, 3)),
        source="backtrace",
    )
    held = "<br>2 more events were held back before this."
    assert outside.hears("Builds") == [
        said("aa", 1),
        said("aa", 4, end=held),
        said("cc", 3, classifier="security", start="@ann ", end=held),
    ]
    assert outside.hears("Ops") == [
        said("aa", 1),
        said("bb", 1),
        said("cc", 1, classifier="security"),
    ]

    person.clicks_tab("Activity")
    sees_verdicts(person, "null in bb_main", each="Row 1 of the conditions filters it.")
    old = "No statement of the policy allows errorReceived on crash/coroner:group/aa."
    again = "No statement of the policy allows errorReceived on crash/coroner:group/cc."
    sees_verdicts(person, "security in cc_main", each="Sent", groups=again)
    sees_verdicts(person, "null in aa_main", each="Sent", groups=old)
