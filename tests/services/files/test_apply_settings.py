"""What a notification can be told, and default integrations, through files and drafts."""

from dataclasses import replace

import pytest

from hipadmin import app
from hipadmin.domain.errors import Invalid
from hipadmin.domain.event_state import EventState
from hipadmin.domain.integration import IntegrationDraft, RoomDraft
from hipadmin.domain.notification import (
    Branches,
    Color,
    Condition,
    ConditionAction,
    Day,
    MessageFormat,
    MessageSettings,
    OnEach,
    OnResult,
    Schedule,
    Span,
    When,
)
from hipadmin.domain.problems import Code
from hipadmin.domain.subscription import NotificationDraft, RoomNotification, SubscriptionDraft
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.records import Acts
from hipadmin.services.files.apply import Applied, Apply
from hipadmin.services.files.config_file import FileError, read_config

FILE = """
version: 1
integrations:
  - {name: Ops, endpoint: http://127.0.0.1:8777/v2, default: true, rooms: [{room: Ops}]}
subscriptions:
  - name: web
    kind: ci
    notifications:
      - name: failures
        integration: Ops
        rooms: [Ops, "@ann"]
        projects: [acme/*]
        send_when_clears: true
        when:
          on_success: never
          on_cancel: change
          on_start: always
          on_pull_request: never
          branches: {only: [main], except: ["wip/*"]}
          sources: [github]
          at_most_every: 10m
          threshold: 5
          expire_after: 1d
          schedule: {zone: Europe/Berlin, active: [{days: [mon, fri], from: 08:30, to: 18:00}]}
        conditions:
          - {action: filter, pattern: ".*"}
          - {action: submit, attribute: labels.team, pattern: web}
          - {action: mention, pattern: critical, attribute: severity, target: "@ann"}
        message: {format: text, notify: true, colors: {failure: purple}, sender: CI, template: x}
"""
WHEN = When(
    OnResult.NEVER,
    on_cancel=OnResult.CHANGE,
    on_start=OnEach.ALWAYS,
    on_pull_request=OnEach.NEVER,
    branches=Branches(("main",), ("wip/*",)),
    sources=("github",),
    at_most_every=600,
    threshold=5,
    expire_after=86_400,
    schedule=Schedule((Span((Day.MON, Day.FRI), 510, 1080),), "Europe/Berlin"),
)
ROWS = (
    Condition(ConditionAction.FILTER, ".*"),
    Condition(ConditionAction.SUBMIT, "web", "labels.team"),
    Condition(ConditionAction.MENTION, "critical", "severity", "@ann"),
)
LOOK = MessageSettings(
    MessageFormat.TEXT, True, None, ((EventState.FAILURE, Color.PURPLE),), "CI", "x"
)


@pytest.fixture
def apply(services: Services):
    def run(text: str, **options: bool) -> Applied:
        acts = Acts(services.store, "tester", app.clock, app.new_id, services.journal)
        applying = Apply(services.store, services.tokens, acts, {})
        return applying.apply(read_config(text.encode()), **options)

    return run


def only(services: Services) -> RoomNotification:
    [found] = services.store.read(lambda unit: unit.notifications.all())
    return found


def test_a_file_tells_everything(services: Services, apply) -> None:
    apply(FILE)
    found = only(services)
    assert (found.when, found.conditions, found.message) == (WHEN, ROWS, LOOK)
    assert (found.projects, found.rooms.own) == (("acme/*",), ("@ann",))
    [integration] = services.store.read(lambda unit: unit.integrations.all())
    assert integration.standard


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_export_says_it_again(services: Services, apply, form: str) -> None:
    apply(FILE)
    text = services.export.text(form)
    assert apply(text).changes == ()
    services.notifications.delete(only(services).id, 1)
    assert [step.verb for step in apply(text).changes] == ["add"]
    assert (only(services).when, only(services).conditions) == (WHEN, ROWS)


def test_what_is_not_written_is_the_default(services: Services, apply) -> None:
    apply(FILE)
    apply(FILE[: FILE.index("        when:")].replace("default: true, ", ""))
    found = only(services)
    assert (found.when, found.conditions, found.message) == (When(), (), MessageSettings())
    [integration] = services.store.read(lambda unit: unit.integrations.all())
    assert not integration.standard


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("on_success: never", "on_success: sometimes", "when.on_success"),
        ("10m", "10 minutes", "when.at_most_every"),
        ("10m", "8d", "when.at_most_every"),
        ("Europe/Berlin", "Europe/Nowhere", "when.schedule.zone"),
        ("pattern: web", 'pattern: "("', "conditions[1].pattern"),
        ("sender: CI", f"sender: {'x' * 65}", "message.sender"),
        ("acme/*", '"  "', "projects[0]"),
    ],
)
def test_a_wrong_file_changes_nothing(
    services: Services, apply, old: str, new: str, path: str
) -> None:
    with pytest.raises(FileError) as caught:
        apply(FILE.replace(old, new))
    assert [p.path.split("notifications[0].")[-1] for p in caught.value.problems] == [path]
    assert services.store.read(lambda unit: unit.notifications.all()) == []


def test_a_draft_tells_everything_and_its_record_too(services: Services, apply) -> None:
    apply(FILE[: FILE.index("subscriptions:")])
    web = services.subscriptions.add(SubscriptionDraft("web"))
    given = only(services)
    draft = NotificationDraft(
        web.id, given.integration_id, "failures", when=WHEN, conditions=ROWS, message=LOOK
    )
    after = services.notifications.edit(given.id, 1, draft)
    assert only(services) == after
    assert (after.when, after.conditions, after.message) == (WHEN, ROWS, LOOK)
    latest = services.store.read(lambda unit: unit.changes.latest(given.id))
    assert latest is not None
    assert dict(latest.after or {})["when"] == {
        "on_success": "never",
        "on_cancel": "change",
        "on_start": "always",
        "on_pull_request": "never",
        "branches": {"only": ["main"], "except": ["wip/*"]},
        "sources": ["github"],
        "at_most_every": 600,
        "threshold": 5,
        "expire_after": 86400,
        "schedule": {
            "zone": "Europe/Berlin",
            "active": [{"days": ["mon", "fri"], "from": "08:30", "to": "18:00"}],
        },
    }


def test_a_bad_draft_is_refused(services: Services, apply) -> None:
    apply(FILE)
    given = only(services)
    nowhere = replace(WHEN, schedule=Schedule((Span(),), "Europe/Nowhere"), at_most_every=-1)
    draft = NotificationDraft(given.subscription_id, given.integration_id, "x", when=nowhere)
    with pytest.raises(Invalid) as caught:
        services.notifications.edit(given.id, 1, draft)
    assert {p.code for p in caught.value.problems} == {Code.DURATION_RANGE, Code.ZONE_UNKNOWN}


def test_a_new_subscription_gets_the_default_integrations(services: Services) -> None:
    plain = IntegrationDraft("Plain", "https://a.example.com", rooms=(RoomDraft("1"),))
    services.integrations.add(plain)
    given = services.integrations.add(replace(plain, name="Given", standard=True))
    services.subscriptions.add(SubscriptionDraft("web"))
    assert (only(services).integration_id, only(services).name) == (given.id, "Given")
    services.undo.undo()
    assert services.store.read(lambda unit: unit.notifications.all()) == []


def test_an_edit_leaves_the_default_as_it_is(services: Services) -> None:
    draft = IntegrationDraft("A", "https://a.example.com", standard=True)
    added = services.integrations.add(draft)
    edited = services.integrations.edit(added.id, 1, replace(draft, name="B", standard=None))
    assert edited.standard
    off = services.integrations.edit(added.id, 2, replace(draft, standard=False))
    assert not off.standard


def test_a_file_with_a_list_means_just_that_list(services: Services, apply) -> None:
    apply(FILE[: FILE.index("subscriptions:")])
    apply("version: 1\nsubscriptions: [{name: api, kind: ci}]")
    assert only(services).name == "Ops"
    apply("version: 1\nsubscriptions: [{name: other, kind: ci, notifications: []}]")
    assert only(services).name == "Ops"
