"""Two people at one room notification: merged setting by setting, told in words."""

import json
from dataclasses import fields, replace

import pytest

from hipadmin.domain.event_state import EventState
from hipadmin.domain.notification import (
    Branches,
    Color,
    Condition,
    ConditionAction,
    MessageFormat,
    MessageSettings,
    OnResult,
    Schedule,
    Span,
    When,
)
from hipadmin.domain.notification.schedule import WEEK
from hipadmin.domain.subscription import NotificationDraft
from hipadmin.gui.dialogs.notification_meanwhile import PLAIN, adopted, merged_draft
from hipadmin.gui.notification.clash_words import place_label, setting_pair, setting_words

BASE = NotificationDraft("s", "i", "broken builds")


def test_settings_that_only_one_side_changed_come_together() -> None:
    mine = replace(BASE, when=When(at_most_every=600), message=MessageSettings(notify=True))
    theirs = replace(BASE, when=When(threshold=5), message=MessageSettings(sender="ci"))

    draft, clashes = merged_draft(BASE, mine, theirs)

    assert clashes == ()
    assert draft.when == When(at_most_every=600, threshold=5)
    assert draft.message == MessageSettings(notify=True, sender="ci")


def test_settings_that_both_changed_clash_and_the_other_can_be_taken() -> None:
    mine = replace(BASE, when=When(at_most_every=600), message=MessageSettings(sender="me"))
    theirs = replace(
        BASE, when=When(at_most_every=60), message=MessageSettings(sender="ci"), policy="[]"
    )

    draft, clashes = merged_draft(BASE, mine, theirs)

    assert [c.place for c in clashes] == ["when.at_most_every", "message.sender"]
    assert (draft.when.at_most_every, draft.message.sender, draft.policy) == (600, "me", "[]")
    for clash in clashes:
        draft = adopted(draft, clash.place, clash.theirs)
    assert draft == theirs


@pytest.mark.parametrize(
    "place",
    [
        *PLAIN,
        *(f"when.{field.name}" for field in fields(When)),
        *(f"message.{field.name}" for field in fields(MessageSettings)),
    ],
)
def test_every_setting_has_a_label(place: str) -> None:
    assert place_label(place)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("enabled", True, "on"),
        ("when.at_most_every", 600, "10 min"),
        ("when.expire_after", 0, "nothing"),
        ("when.threshold", 7, "“7”"),
        ("when.on_success", OnResult.CHANGE, "“when the result changes”"),
        ("when.on_cancel", None, "nothing"),
        ("when.branches", Branches(("main",), ("wip/*",)), "“main, -wip/*”"),
        (
            "when.schedule",
            Schedule((Span(WEEK[:2], 480, 1080),), "Europe/Berlin"),
            "“mon tue 08:00-18:00, Europe/Berlin”",
        ),
        ("projects", ("shop", "api"), "“shop, api”"),
        (
            "conditions",
            (Condition(ConditionAction.MENTION, "critical", "severity", "@ann"),),
            "“mention severity critical @ann”",
        ),
        ("message.format", MessageFormat.CARD, "“card”"),
        ("message.colors", ((EventState.FAILURE, Color.PURPLE),), "“failure: purple”"),
    ],
)
def test_values_in_words(place: str, value: object, words: str) -> None:
    assert setting_words(place, value) == words


def test_a_long_policy_is_cut() -> None:
    assert len(setting_words("policy", "x" * 5000)) < 90


def policy(*effects: str, indent: int | None = None) -> str:
    resources = ["proj/*:env/production:flag/*"]
    statements = [{"effect": e, "resources": resources, "actions": ["*"]} for e in effects]
    return json.dumps(statements, indent=indent)


@pytest.mark.parametrize("indent", [None, 2])
def test_two_policies_are_told_from_where_they_differ(indent: int | None) -> None:
    many = ["allow"] * 50
    mine, theirs = setting_pair(
        "policy", policy(*many, "deny", indent=indent), policy(*many, "allow", "deny")
    )
    assert mine.startswith('“…]}, {"effect": "deny"')
    assert theirs.startswith('“…]}, {"effect": "allow"')
    assert max(len(mine), len(theirs)) < 90


def test_short_values_are_told_whole() -> None:
    assert setting_pair("policy", policy("allow")[:40], None) == (
        f"“{policy('allow')[:40]}”",
        "nothing",
    )
    assert setting_pair("message.template", "a b", "a  c") == ("“a b”", "“a c”")
    assert setting_pair("when.threshold", 3, 4) == ("“3”", "“4”")
    chosen = setting_pair("when.on_success", OnResult.CHANGE, OnResult.NEVER)
    assert chosen == ("“when the result changes”", "“never”")
    assert setting_pair("when.on_cancel", None, OnResult.NEVER) == ("nothing", "“never”")


def test_the_same_policy_written_otherwise_is_no_clash() -> None:
    mine = replace(BASE, policy=policy("allow", indent=4))
    theirs = replace(BASE, policy=policy("allow"), name="theirs")
    draft, clashes = merged_draft(BASE, mine, theirs)
    assert clashes == ()
    assert (draft.policy, draft.name) == (mine.policy, "theirs")
    # and who only wrote it otherwise changed nothing
    base, other = replace(BASE, policy=policy("allow")), replace(BASE, policy=policy("deny"))
    rewritten = replace(BASE, policy=policy("allow", indent=4))
    assert merged_draft(base, rewritten, other) == (other, ())
