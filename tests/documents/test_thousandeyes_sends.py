"""What ThousandEyes' page promises of alerts: triggered, and cleared where that is wanted."""

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


def told(what: str, alert: int, at: str = "08:00", rule: str = "Slow", permalink: str = "") -> Any:
    """A body of the classic webhook; ``at`` is when it was triggered or cleared."""
    end = {"dateEndZoned": f"2026-03-01 {at}:00 UTC"} if what == "CLEAR" else {}
    return {
        "eventId": f"{what}-{alert}-{at}",
        "eventType": f"ALERT_NOTIFICATION_{what}",
        "alert": {
            "alertId": alert,
            "ruleName": rule,
            "ruleExpression": "Response time > 2 s",
            "testName": "shop front",
            "type": "HTTP Server",
            "severity": "Major",
            "dateStartZoned": f"2026-03-01 {'08:00' if end else at}:00 UTC",
            **end,
            "permalink": f"https://te.example/views?alert={alert}&at={at}",
            "agents": [
                {
                    "agentName": "Oslo",
                    "metricsAtStart": "2.4 s",
                    "metricsAtEnd": "0.3 s" if end else "",
                }
            ],
        },
    }


def said(heading: str, alert: int, at: str, rule: str, metric: str) -> str:
    link = f"https://te.example/views?alert={alert}&amp;at={at}"
    about = f"shop front · major · 2026-03-01 {at} UTC"
    title = f'<a href="{link}">{rule} on shop front</a>'
    return f"<b>{heading}:</b> {title}<br>{about}<br>Response time &gt; 2 s<br>Oslo: {metric}"


def test_what_is_heard_of_alerts(person: Person, outside: Outside, sandbox: Sandbox) -> None:
    adds_subscription(person, "shop", "Monitoring app")
    # Configure Integrations, Add New Integration: type, name, URL and token
    begins_notification(person, "shop", "New integration…")
    person.enters("Name", "Network alerts")
    adds_rooms(person, sandbox, 1, 2)
    person.clicks("Save")
    # in Notifications, the box "Send an email when clears"
    person.sees_dialog("Add room notification to shop")
    person.sees_field("Integration", "Network alerts")
    person.enters("Name", "clears")
    leaves_out(person, "2")
    person.clicks_tab("When")
    person.clicks("Send when alert clears")
    person.sees("It also says when an alert clears")
    saves_notification(person, "clears")
    begins_notification(person, "shop", "Network alerts")
    person.enters("Name", "triggers")
    leaves_out(person, "1")
    saves_notification(person, "triggers")

    outside.sends(
        "shop",
        {"eventId": "t", "eventType": "WEBHOOK_TEST"},
        told("TRIGGER", 9001),
        told("TRIGGER", 9001, "08:05"),
        # once the rule was changed, it is another than the one that was triggered
        told("CLEAR", 9001, "08:10", rule="Very slow"),
        told("CLEAR", 9002, "08:11", rule="Lost"),
        source="thousandeyes",
    )
    test = "<b>Test:</b> ThousandEyes can reach hipadmin"
    triggered = said("Triggered #1", 9001, "08:00", "Slow", "2.4 s")
    cleared = said("Cleared #1", 9001, "08:10", "Very slow", "0.3 s")
    builds, ops = outside.hears("Builds"), outside.hears("Ops")
    assert [builds[0].startswith(test), *builds[1:]] == [True, triggered, cleared]
    assert [ops[0].startswith(test), *ops[1:]] == [True, triggered]

    person.clicks_tab("Activity")
    repeat = "Alert 1 was sent already and is still open."
    sees_verdicts(person, "Slow on shop front", clears=repeat, triggers=repeat)
    unwanted = "Clears are not sent."
    sees_verdicts(person, "Very slow on shop front", clears="Sent", triggers=unwanted)
    never = "The alert that cleared was not sent here."
    sees_verdicts(person, "Lost on shop front", clears=never, triggers=unwanted)
