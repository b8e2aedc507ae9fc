"""What LaunchDarkly's page promises of changes: every one, or those a policy filter allows."""

from typing import Any

from hipadmin.sandbox.server import Sandbox
from tests.documents.outside import Outside
from tests.documents.person import Person
from tests.documents.steps import (
    adds_rooms,
    adds_subscription,
    begins_notification,
    connects_source,
    leaves_out,
    saves_notification,
    sees_verdicts,
)

POLICY = """  [
    {
    "effect": "allow",
    "resources": [
      "proj/*:env/production:flag/*"
    ],
    "actions": [
      "*"
    ]
  \t}
  ]"""
"""The page's own example, as it stands there."""
AT = "2026-03-01 08:00 UTC"
SITE = "https://flags.example"


def entry(verb: str, name: str, kind: str, accesses: dict[str, str], **more: Any) -> Any:
    """An entry of the audit log; ``accesses`` are actions by resource."""
    key = name.lower().replace(" ", "-")
    return {
        "_id": f"{verb} {name}",
        "_accountId": "a1",
        "date": 1_772_352_000_000,
        "kind": kind,
        "name": name,
        "accesses": [{"action": a, "resource": r} for r, a in accesses.items()],
        "titleVerb": verb,
        "title": f"[Ada Byron](mailto:ada@example.com) {verb} [{name}]({SITE}/{key})",
        "member": {"email": "ada@example.com", "firstName": "Ada", "lastName": "Byron"},
        "_links": {"site": {"href": f"/{key}", "type": "text/html"}},
        **more,
    }


def flag(key: str, environment: str = "production") -> str:
    return f"proj/shop:env/{environment}:flag/{key}"


def said(title: str, key: str, *more: str, project: str = "shop · ") -> str:
    link = f'<a href="{SITE}/{key}">Ada Byron {title}</a>'
    return "<br>".join([link, f"{project}by Ada Byron · {AT}", *more])


ON = entry("turned on the flag", "Dark cart", "flag", {flag("dark-cart"): "updateOn"}, comment="go")
TEST_ON = entry("turned on the flag", "Beta menu", "flag", {flag("beta-menu", "test"): "updateOn"})
INVITED = entry("invited", "Bo Diaz", "member", {"member/bo": "createMember"})
GOAL = entry("created the goal", "Signup", "goal", {"proj/shop:goal/signup": "createGoal"})
CREATED = entry(
    "created the flag",
    "New tax",
    "flag",
    {flag("new-tax", "test"): "createFlag", flag("new-tax"): "createFlag"},
    description="* Added `new-tax`",
)
LATE = entry("deleted the flag", "Old tax", "flag", {flag("old-tax"): "deleteFlag"})
AFTER = entry("archived the flag", "Old menu", "flag", {flag("old-menu"): "updateArchived"})


def test_what_is_heard_of_changes(person: Person, outside: Outside, sandbox: Sandbox) -> None:
    adds_subscription(person, "web", "Flag project")
    person.goes_to("Integrations")
    person.clicks("Add Integration")
    person.enters("Name", "Flags")
    adds_rooms(person, sandbox, 1, 2)
    person.clicks("Save")
    person.sees_in("Integrations", "Flags")
    # without a policy filter
    begins_notification(person, "web", "Flags")
    person.enters("Name", "everything")
    leaves_out(person, "1")
    saves_notification(person, "everything")
    # with one
    begins_notification(person, "web", "Flags")
    person.enters("Name", "production")
    leaves_out(person, "2")
    person.clicks_tab("Filter")
    person.pastes_into("Policy as JSON", POLICY)
    person.sees("Valid, 1 statement")
    saves_notification(person, "production")

    connects_source(person, outside, "web", "LaunchDarkly")
    assert outside.signs("web", ON, key="not the secret") == [401]
    assert outside.signs("web", ON, TEST_ON, INVITED, GOAL, CREATED) == [202] * 5
    on = said("turned on the flag Dark cart", "dark-cart", "“go”")
    created = said("created the flag New tax", "new-tax", "* Added new-tax")
    assert outside.hears("Builds") == [on, created]
    everything = [
        on,
        said("turned on the flag Beta menu", "beta-menu"),
        said("invited Bo Diaz", "bo-diaz", project=""),
        said("created the goal Signup", "signup"),
        created,
    ]
    assert outside.hears("Ops") == everything

    person.clicks_tab("Activity")
    person.sees("Not taken in: The signature was not made with a secret of this subscription.")
    for title, what in (
        ("turned on the flag Beta menu", f"updateOn on {flag('beta-menu', 'test')}"),
        ("invited Bo Diaz", "createMember on member/bo"),
        ("created the goal Signup", "createGoal on proj/shop:goal/signup"),
    ):
        why = f"No statement of the policy allows {what}."
        sees_verdicts(person, f"Ada Byron {title}", production=why, everything="Sent")

    # the On/Off switch on the Integrations page: what happens meanwhile is not sent later
    person.opens_integrations()
    person.selects("Integrations", "Flags")
    person.clicks_in("Room notifications", "production", "On")
    person.sees_switch("Room notifications", "production", on=False)
    outside.signs("web", LATE)
    person.clicks_in("Room notifications", "production", "On")
    person.sees_switch("Room notifications", "production", on=True)
    outside.signs("web", AFTER)
    archived = said("archived the flag Old menu", "old-menu")
    assert outside.hears("Builds") == [on, created, archived]
    deleted = said("deleted the flag Old tax", "old-tax")
    assert outside.hears("Ops") == [*everything, deleted, archived]
    person.opens_subscription("web")
    person.clicks_tab("Activity")
    off = "The room notification is off."
    sees_verdicts(person, "Ada Byron deleted the flag Old tax", production=off, everything="Sent")
