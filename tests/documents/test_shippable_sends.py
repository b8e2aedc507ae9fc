"""What Shippable's page promises: status changes of CI, and of monitored Docker images."""

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

WORDS = {
    "success": "Passed",
    "failure": "Failed",
    "cancelled": "Cancelled",
    "started": "Started",
}
AT = "2026-03-01 08:00 UTC"


def build(number: int, state: str, branch: str = "main", **more: Any) -> Any:
    """A result of CI in hipadmin's own form, as a hook of a build sends it."""
    return {
        "id": f"{number}",
        "source": "shippable",
        "state": state,
        "title": f"build #{number}",
        "project": "acme/shop",
        "branch": branch,
        "link": f"https://ci.example/{number}",
        "time": "2026-03-01T08:00:00Z",
        **more,
    }


def said(number: int, state: str, branch: str = "main") -> str:
    title = f'<a href="https://ci.example/{number}">build #{number}</a>'
    return f"<b>{WORDS[state]}:</b> {title}<br>acme/shop · {branch} · {AT}"


PUSHED = {
    "push_data": {"pushed_at": 1_772_352_000, "pusher": "ci", "tag": "1.4"},
    "repository": {"repo_name": "acme/shop", "repo_url": "https://hub.example/r/acme/shop"},
}
"""What Docker Hub says of a monitored image."""
BUILDS = (
    build(1, "success"),
    build(2, "started"),
    build(3, "failure"),
    build(4, "failure"),
    build(5, "success", "wip/tax"),
    build(6, "failure", "wip/tax"),
    build(7, "success", pull_request=True),
    build(8, "success"),
    build(9, "success"),
    build(10, "cancelled"),
    build(11, "failure", "release/2"),
    build(12, "failure", "release/2"),
)
START = "The start of a build is never sent."
SAME = "The result “{}” is sent on a change only, and this is none."


def test_what_is_heard_of_builds(person: Person, outside: Outside, sandbox: Sandbox) -> None:
    adds_subscription(person, "shop", "CI project")
    person.goes_to("Integrations")
    person.clicks("Add Integration")
    person.enters("Name", "CI")
    adds_rooms(person, sandbox, 1, 2)
    person.clicks("Save")
    person.sees_in("Integrations", "CI")
    # as it is documented: on_success change, on_failure always, on_start never
    begins_notification(person, "shop", "CI")
    person.enters("Name", "usual")
    leaves_out(person, "2")
    saves_notification(person, "usual")
    # as somebody wants it
    begins_notification(person, "shop", "CI")
    person.enters("Name", "chosen")
    leaves_out(person, "1")
    person.clicks_tab("When")
    person.chooses("On success", "Always")
    person.chooses("On failure", "When the result changes")
    person.chooses("On cancel", "Never")
    person.chooses("On start", "Always")
    person.chooses("On pull request", "Never")
    person.enters("Only branches", "main, release/*, wip/*")
    person.enters("Except branches", "wip/*")
    saves_notification(person, "chosen")

    outside.sends("shop", *BUILDS)
    assert outside.hears("Builds") == [
        said(3, "failure"),
        said(4, "failure"),
        said(6, "failure", "wip/tax"),
        said(7, "success"),
        said(8, "success"),
        said(10, "cancelled"),
        said(11, "failure", "release/2"),
        said(12, "failure", "release/2"),
    ]
    assert outside.hears("Ops") == [
        said(1, "success"),
        said(2, "started"),
        said(3, "failure"),
        said(8, "success"),
        said(9, "success"),
        said(11, "failure", "release/2"),
    ]

    person.clicks_tab("Activity")
    sees_verdicts(person, "build #1", usual=SAME.format("success"), chosen="Sent")
    sees_verdicts(person, "build #2", usual=START, chosen="Sent")
    sees_verdicts(person, "build #4", usual="Sent", chosen=SAME.format("failure"))
    unwanted = "The branch “wip/tax” is not wanted."
    sees_verdicts(person, "build #5", usual=SAME.format("success"), chosen=unwanted)
    pull_request = "The build of a pull request is never sent."
    sees_verdicts(person, "build #7", usual="Sent", chosen=pull_request)
    sees_verdicts(person, "build #9", usual=SAME.format("success"), chosen="Sent")
    never = "The result “cancelled” is never sent."
    sees_verdicts(person, "build #10", usual="Sent", chosen=never)


def test_what_is_heard_of_images(person: Person, outside: Outside, sandbox: Sandbox) -> None:
    adds_subscription(person, "images", "Docker image")
    begins_notification(person, "images", "New integration…")
    person.enters("Name", "Images")
    adds_rooms(person, sandbox, 3)
    person.clicks("Save")
    person.sees_dialog("Add room notification to images")
    saves_notification(person, "Images")
    outside.sends("images", PUSHED, PUSHED, source="docker-hub")
    page = "https://hub.example/r/acme/shop"
    pushed = f'<a href="{page}">acme/shop:1.4 pushed by ci</a><br>acme/shop · 1.4 · by ci · {AT}'
    # what Docker Hub says again is no news
    assert outside.hears(sandbox.state.rooms()[2].name) == [pushed]
