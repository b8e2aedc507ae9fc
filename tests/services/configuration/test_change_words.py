from datetime import UTC, datetime

import pytest

from hipadmin.domain.change import Action, Change, Entity
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.subscription import (
    RoomChoice,
    RoomNotification,
    Subscription,
    SubscriptionKind,
)
from hipadmin.services.configuration.change_words import ChangeWords, Difference
from hipadmin.services.configuration.records import (
    integration_picture,
    notification_picture,
    subscription_picture,
)

WORDS = ChangeWords()
NOW = datetime(2026, 3, 12, 14, 26, tzinfo=UTC)
CI = Integration(
    "i", "CI", "https://a.example.com/v2", "ref-one-1", (Room("r", "17", "ref-two-2"),)
)


def change(action: Action, entity: Entity, before: object, after: object) -> Change:
    return Change(NOW, "anna", action, entity, "x", "CI", before, after, "b")  # type: ignore[arg-type]


def name_of(key: str) -> str:
    return {"i": "CI and images", "s": "web", "r": "Builds"}.get(key, key)


@pytest.mark.parametrize("action", list(Action))
def test_every_action_has_words(action: Action) -> None:
    words = WORDS.act(change(action, Entity.INTEGRATION, {"enabled": True}, {"enabled": False}))

    done = {"Added", "Edited", "Turned", "Deleted", "Restored", "Revoked", "Tested"}
    done |= {"Acknowledged", "Assigned", "Muted", "Closed", "Made", "Rotated", "Removed"}
    assert words.split()[0] in done


@pytest.mark.parametrize(
    ("entity", "on", "words"),
    [
        (Entity.INTEGRATION, True, "Turned on integration"),
        (Entity.INTEGRATION, False, "Turned off integration"),
        (Entity.NOTIFICATION, True, "Turned on room notification"),
        (Entity.NOTIFICATION, False, "Turned off room notification"),
    ],
)
def test_a_switch_says_which_way(entity: Entity, on: bool, words: str) -> None:
    assert (
        WORDS.act(change(Action.UPDATE_ON, entity, {"enabled": not on}, {"enabled": on})) == words
    )


def test_a_switched_room_is_told_from_a_switched_integration() -> None:
    same = {"enabled": True}

    words = WORDS.act(change(Action.UPDATE_ON, Entity.INTEGRATION, same, same))

    assert words == "Switched a room of integration"


def test_an_edit_tells_only_what_differs() -> None:
    before, after = Subscription("s", "web"), Subscription("s", "web 2")
    edit = change(
        Action.UPDATE_SUBSCRIPTION,
        Entity.SUBSCRIPTION,
        subscription_picture(before),
        subscription_picture(after),
    )

    found = WORDS.differences(edit, name_of)

    assert found == (Difference("Name", "web", "web 2"),)
    assert WORDS.summary(edit, found) == "Name: web → web 2"


def test_ids_are_shown_as_names() -> None:
    stored = RoomNotification("n", "s", "i", "broken", RoomChoice(every=False, room_ids=("r",)))
    added = change(
        Action.CREATE_NOTIFICATION, Entity.NOTIFICATION, None, notification_picture(stored)
    )

    found = WORDS.differences(added, name_of)

    assert Difference("Subscription", "", "web") in found
    assert Difference("Rooms", "", "Builds") in found
    assert WORDS.summary(added, found) == "Subscription: web; Integration: CI and images"


def test_a_token_is_told_as_set_and_never_by_its_reference() -> None:
    added = change(Action.CREATE_INTEGRATION, Entity.INTEGRATION, None, integration_picture(CI))

    found = WORDS.differences(added, name_of)

    assert Difference("Access token", "", "set") in found
    assert Difference("Rooms", "", "17 (own token)") in found
    assert "ref-" not in repr(found)


def test_another_token_is_a_difference_although_it_is_not_shown() -> None:
    other = Integration("i", "CI", CI.endpoint, "new-one-1", (Room("r", "17", "new-two-2"),))
    edit = change(
        Action.UPDATE_CONFIGURATION,
        Entity.INTEGRATION,
        integration_picture(CI),
        integration_picture(other),
    )

    assert WORDS.differences(edit, name_of) == (
        Difference("Access token", "set", "set, another token"),
        Difference("Rooms", "17 (own token)", "17 (own token), another token"),
    )


def test_a_deleted_thing_needs_no_summary() -> None:
    gone = change(
        Action.DELETE_SUBSCRIPTION,
        Entity.SUBSCRIPTION,
        subscription_picture(Subscription("s", "web")),
        None,
    )

    found = WORDS.differences(gone, name_of)

    assert Difference("Name", "web", "") in found
    assert WORDS.summary(gone, found) == ""


def kinds_of(word: str) -> set[str]:
    [found] = WORDS.search(word)
    return {WORDS.kind(kind) for kind in found.kinds}


def test_a_search_finds_acts_by_the_words_people_see() -> None:
    assert kinds_of("SWITCHED") == {"Switched a room of integration"}
    assert kinds_of("turned") == {
        f"Turned {way} {thing}"
        for way in ("on", "off")
        for thing in ("integration", "room notification")
    }
    assert kinds_of("nobody") == set()
    assert WORDS.search("  ") == ()


def test_a_pasted_page_is_no_search() -> None:
    assert len(WORDS.search("word " * 1000)) == 20


def test_words_come_in_the_language_of_who_reads() -> None:
    loud = ChangeWords(lambda context, text: f"{context}:{text.upper()}")
    edit = change(
        Action.UPDATE_SUBSCRIPTION,
        Entity.SUBSCRIPTION,
        subscription_picture(Subscription("s", "web", SubscriptionKind.CI)),
        subscription_picture(Subscription("s", "web", SubscriptionKind.FLAGS)),
    )

    assert loud.act(edit) == "Audit:EDITED SUBSCRIPTION"
    assert loud.differences(edit, name_of) == (
        Difference("Audit:KIND", "Kind:CI PROJECT", "Kind:FLAG PROJECT"),
    )


def test_settings_of_a_notification_are_told_fact_by_fact() -> None:
    before = {"name": "failures"}
    rows = [{"action": "filter", "pattern": ".*"}, {"action": "submit", "pattern": "nyc"}]
    after = {
        "name": "failures",
        "when": {"on_success": "always", "branches": {"only": ["main", "next"]}},
        "conditions": rows,
        "message": {"notify": True},
    }
    edited = change(Action.UPDATE_NOTIFICATION, Entity.NOTIFICATION, before, after)
    told = {d.label: d.after for d in WORDS.differences(edited, name_of)}
    assert told == {
        "When": "on_success: always; branches.only: main, next",
        "Conditions": "1: action: filter, pattern: .*; 2: action: submit, pattern: nyc",
        "Message": "notify: yes",
    }


@pytest.mark.parametrize(
    ("action", "entity", "before", "after", "told"),
    [
        (
            Action.ASSIGN_ALERT,
            Entity.ALERT,
            {"title": "disk full", "state": "open", "assignee": ""},
            {"title": "disk full", "state": "acknowledged", "assignee": "ann"},
            "State: open → acknowledged; Assigned to: nothing → ann",
        ),
        (
            Action.CREATE_KEY,
            Entity.KEY,
            None,
            {"purpose": "signing", "ends": "2026-03-13"},
            "Purpose: signing; Taken until: 2026-03-13",
        ),
    ],
)
def test_alerts_and_keys_are_told_by_their_own_facts(
    action: Action, entity: Entity, before: object, after: object, told: str
) -> None:
    act = change(action, entity, before, after)
    assert WORDS.summary(act, WORDS.differences(act, name_of)) == told
