"""What administrators do, told to the subscriptions that ask for it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hipadmin.app import build, clock
from hipadmin.domain.activity import EventFilter
from hipadmin.domain.notification import When
from hipadmin.domain.subscription import NotificationDraft, RoomChoice
from hipadmin.domain.verdict import Held
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from hipadmin.store import open_store
from hipadmin.vault.session_vault import SessionVault
from tests.gui.fill import add_integration, add_sandbox_integration, add_subscription

POLICY = '[{"effect": "allow", "resources": ["integration/*"], "actions": ["updateOn"]}]'


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    store = open_store(tmp_path / "hipadmin.db", clock=clock)
    yield build(store, SessionVault("for this test"))
    store.close()


def notify(
    services: Services, subscription: str, name: str, policy: str | None = None, *sources: str
) -> None:
    made = add_subscription(services, subscription)
    [row] = services.views.integrations()
    services.notifications.add(
        NotificationDraft(
            *(made.id, row.integration.id, name),
            rooms=RoomChoice(),
            policy=policy,
            when=When(sources=sources),
        )
    )


def told(services: Services, subscription: str) -> list[str]:
    [row] = [s for s in services.views.subscriptions() if s.subscription.name == subscription]
    found = services.activity.events(EventFilter(row.subscription.id), limit=50)
    return [each.row.title.partition(" ")[2] for each in reversed(found.rows)]


def test_who_asks_is_told_and_nobody_else(services: Services) -> None:
    ops = add_integration(services, "Ops rooms", "1")
    notify(services, "by policy", "turns", POLICY)
    notify(services, "by source", "acts", None, "hipadmin")
    notify(services, "neither", "everything")
    services.own_acts.follow()  # what was done before is not told
    services.integrations.set_enabled(ops.id, ops.version, False)
    add_integration(services, "Another", "2")
    services.own_acts.follow()
    off = "switched off the integration Ops rooms"
    assert told(services, "by policy") == [off]
    assert told(services, "by source") == [off, "added the integration Another"]
    assert told(services, "neither") == []
    services.own_acts.follow()
    assert len(told(services, "by source")) == 2


def test_two_who_follow_tell_once(services: Services, tmp_path: Path) -> None:
    add_integration(services, "Ops", "1")
    notify(services, "web", "acts", None, "hip*")
    store = open_store(tmp_path / "hipadmin.db", clock=clock)
    other = build(store, services.vault)
    for each in (services, other):
        each.own_acts.follow()
    add_integration(services, "Another", "2")
    for each in (services, other):
        each.own_acts.follow()
    store.close()
    assert told(services, "web") == ["added the integration Another"]


def test_what_is_sent_follows_the_policy_of_each(services: Services) -> None:
    add_integration(services, "Ops", "1")
    notify(services, "web", "acts", None, "hipadmin")
    [row] = services.views.subscriptions()
    [one] = services.views.integrations()
    for name, policy in (("everything", None), ("turns", POLICY)):
        services.notifications.add(
            NotificationDraft(row.subscription.id, one.integration.id, name, policy=policy)
        )
    services.own_acts.follow()
    services.integrations.set_enabled(one.integration.id, one.integration.version, False)
    services.integrations.set_enabled(one.integration.id, one.integration.version + 1, True)
    services.own_acts.follow()
    stories = services.activity.events(EventFilter(row.subscription.id), limit=9).rows
    assert [each.row.title.partition(" ")[2] for each in stories] == [
        "switched on the integration Ops",
        "switched off the integration Ops",
    ]
    sent = {
        named.notification
        for named in services.activity.event(stories[0].id).verdicts
        if named.verdict.held is None
    }
    assert sent == {"acts", "turns"}


def test_a_policy_selects_the_test_of_an_integration(services: Services, sandbox: Sandbox) -> None:
    ops = add_sandbox_integration(services, sandbox, "Ops", "1")
    notify(services, "web", "tests", POLICY.replace("updateOn", "validateConnection"))
    notify(services, "other", "turns", POLICY)
    services.own_acts.follow()
    services.tests.run(services.tests.targets(ops.id)[0])
    services.own_acts.follow()
    assert told(services, "web") == ["tested the integration Ops"]
    assert told(services, "other") == []


def test_who_is_switched_off_is_not_told_of_it(services: Services) -> None:
    add_integration(services, "Ops", "1")
    notify(services, "web", "turns", POLICY)
    [row] = services.views.subscriptions()
    [mine] = services.views.notifications(row.subscription.id)
    one = mine.notification
    verbs = services.notifications
    verbs.add(NotificationDraft(one.subscription_id, one.integration_id, "watch", policy=POLICY))
    services.own_acts.follow()
    verbs.set_enabled(one.id, one.version, False)
    services.own_acts.follow()
    [story] = services.activity.events(EventFilter(row.subscription.id), limit=9).rows
    assert story.row.title.endswith("switched off the room notification turns")
    verdicts = services.activity.event(story.id).verdicts
    held = {each.notification: each.verdict.held for each in verdicts}
    assert held == {"turns": Held.NOTIFICATION_OFF, "watch": None}


def test_keys_are_no_news_and_a_spoilt_policy_asks_for_none(services: Services) -> None:
    """What is told by itself is passed over, what nobody understands hides nothing from others."""
    ops = add_integration(services, "Ops", "1")
    notify(services, "web", "acts", None, "hipadmin")
    notify(services, "spoilt", "turns", POLICY)
    spoil(services, "spoilt")
    services.own_acts.follow()
    [web] = [s for s in services.views.bare_subscriptions() if s.name == "web"]
    services.intake_keys.add(web.id)
    services.integrations.set_enabled(ops.id, ops.version, False)
    services.own_acts.follow()
    assert told(services, "web") == ["switched off the integration Ops"]
    assert told(services, "spoilt") == []


def spoil(services: Services, subscription: str) -> None:
    """Give its notification a policy as only another program writes it."""
    [row] = [s for s in services.views.subscriptions() if s.subscription.name == subscription]
    [mine] = services.views.notifications(row.id)
    spoilt = replace(mine.notification, policy='[{"effect": "perhaps"}]')
    services.store.write(lambda unit: unit.notifications.update(spoilt, spoilt.version, clock()))
