from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.notification import (
    Branches,
    Condition,
    ConditionAction,
    MessageFormat,
    MessageSettings,
    OnEach,
    OnResult,
    Schedule,
    Span,
    When,
)
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomChoice,
    Subscription,
    SubscriptionKind,
)
from hipadmin.gui.words.sentence import sentence

ROOMS = tuple(Room(f"r{n}", name) for n, name in enumerate(("Builds", "Ops", "Desk", "QA", "R&D")))
CI = Integration("i", "CI <1>", "https://hipchat.example.com/v2", rooms=ROOMS[:2])
WEB = Subscription("s", "web")
ALL = NotificationDraft("s", "i", "broken builds")
USUAL = "failed builds, cancelled builds, builds that pass again and pull request builds"
QUIET = ", without notifying people"
SOME = replace(ALL, rooms=RoomChoice(every=False, room_ids=("r0", "r1")))


def said(draft: NotificationDraft, integration: Integration | None = CI) -> str:
    return sentence(draft, WEB, integration).plain


def test_it_names_what_from_where_to_where_and_through_what() -> None:
    assert said(SOME) == f"Sends {USUAL} of web to Builds and Ops through CI <1>{QUIET}."


def test_names_are_bold_and_never_markup() -> None:
    html = sentence(SOME, WEB, CI).html

    assert "<b>Builds</b>" in html
    assert "<b>CI &lt;1&gt;</b>" in html


def test_all_rooms_are_those_of_now_and_later() -> None:
    assert said(ALL) == (
        f"Sends {USUAL} of web to all rooms (now Builds and Ops, later also new ones) "
        f"through CI <1>{QUIET}."
    )


def test_rooms_of_its_own_are_named_too() -> None:
    draft = replace(ALL, rooms=RoomChoice(every=False, room_ids=("r0",), own=("@dev",)))

    assert "to Builds and @dev through" in said(draft)


def test_what_was_pasted_does_not_fill_the_window() -> None:
    pasted = "abcd" * 1000
    draft = replace(ALL, projects=(pasted,), rooms=RoomChoice(own=(pasted,)))

    assert f" of {pasted[:99]}… in web to " in said(draft)
    assert f" and also {pasted[:99]}… through " in said(draft)
    assert f" of {'x' * 100} in web" in said(replace(ALL, projects=("x" * 100,)))


def test_own_rooms_stand_beside_all_rooms() -> None:
    draft = replace(ALL, rooms=RoomChoice(own=("@dev",)))

    assert "later also new ones) and also @dev through" in said(draft)


def test_of_many_rooms_the_first_are_named_and_the_rest_counted() -> None:
    many = replace(CI, rooms=ROOMS)
    draft = replace(ALL, rooms=RoomChoice(every=False, room_ids=tuple(r.id for r in ROOMS)))

    assert "to Builds, Ops, Desk and 2 more through" in said(draft, many)


def test_a_policy_projects_and_clears_are_told() -> None:
    draft = replace(SOME, policy="[]", projects=("shop", "api"), send_when_clears=True)

    assert said(draft) == (
        f"Sends {USUAL} of shop and api in web that the policy lets pass to Builds and Ops "
        f"through CI <1>{QUIET}. It also says when an alert clears."
    )


@pytest.mark.parametrize(
    ("kind", "events"),
    [(SubscriptionKind.FLAGS, "flag changes"), (SubscriptionKind.MONITORING, "alerts")],
)
def test_the_kind_says_what_is_sent(kind: SubscriptionKind, events: str) -> None:
    said = sentence(SOME, replace(WEB, kind=kind), CI).plain

    assert said.startswith(f"Sends {events} of web ")


def test_without_an_integration_nothing_is_sent() -> None:
    assert said(SOME, None).startswith("Sends nothing yet: choose the integration")


@pytest.mark.parametrize("choice", [RoomChoice(), RoomChoice(every=False)])
def test_without_a_room_nothing_is_sent(choice: RoomChoice) -> None:
    bare = replace(CI, rooms=())

    assert said(replace(ALL, rooms=choice), bare) == (
        "Sends nothing yet: no room of CI <1> is chosen."
    )


def test_what_is_off_is_said_the_highest_cause_first() -> None:
    silent = replace(CI, rooms=(replace(ROOMS[0], enabled=False), ROOMS[1]))

    assert said(SOME, silent).endswith("Nothing reaches Builds now: the room is off.")
    off = replace(silent, enabled=False)
    assert said(SOME, off).endswith("CI <1> is off, so nothing is sent now.")
    assert said(replace(SOME, enabled=False), off).endswith("It is off, so nothing is sent now.")


@pytest.mark.parametrize(
    ("when", "events"),
    [
        (When(), USUAL),
        (When(on_success=OnResult.NEVER, on_pull_request=OnEach.NEVER), "failed builds and cancel"),
        (
            When(OnResult.NEVER, OnResult.ALWAYS, OnResult.NEVER, on_pull_request=OnEach.NEVER),
            "failed builds of web",
        ),
        (When(OnResult.ALWAYS, on_start=OnEach.ALWAYS), "all builds of web"),
        (When(OnResult.ALWAYS), "finished builds of web"),
        (
            When(OnResult.CHANGE, OnResult.CHANGE, on_pull_request=OnEach.NEVER),
            "changed results of builds of web",
        ),
        (
            When(OnResult.NEVER, OnResult.NEVER, on_pull_request=OnEach.NEVER),
            "no builds of web",
        ),
    ],
)
def test_results_say_which_builds(when: When, events: str) -> None:
    assert said(replace(SOME, when=when)).startswith(f"Sends {events}")


def test_frequency_branches_and_hours_are_told() -> None:
    branches = Branches(only=("main", "release/*"), but=("wip/*",))
    when = When(at_most_every=600, branches=branches, schedule=Schedule((Span(),)))

    text = said(replace(SOME, when=when))

    assert f"through CI <1>, at most every 10 min{QUIET}. " in text
    assert "Only the branches main and release/* count. The branches wip/* do not count." in text
    assert text.endswith("Outside its schedule it is silent.")


def test_conditions_filter_too_and_mentions_do_not() -> None:
    rows = (Condition(ConditionAction.FILTER, "minor"), Condition(ConditionAction.MENTION, "x"))

    assert "that the conditions let pass" in said(replace(SOME, conditions=rows))
    assert "let pass" not in said(replace(SOME, conditions=rows[1:]))


LOUD = MessageSettings(notify=True)
TEXT = MessageSettings(MessageFormat.TEXT)


@pytest.mark.parametrize(
    ("message", "mentions", "end"),
    [
        (MessageSettings(), False, QUIET),
        (MessageSettings(), True, QUIET),  # HipChat finds mentions in texts only
        (TEXT, True, ", notifying only those it mentions"),
        (TEXT, False, QUIET),
        (LOUD, True, ", notifying people"),
    ],
)
def test_whether_people_are_notified(message: MessageSettings, mentions: bool, end: str) -> None:
    rows = (Condition(ConditionAction.MENTION, "x", target="ann"),) if mentions else ()

    assert said(replace(SOME, message=message, conditions=rows)).endswith(f"through CI <1>{end}.")


def test_names_of_the_other_direction_stay_by_themselves(qapp: QApplication) -> None:
    hebrew = "חדר"
    rooms = (Room("r0", "Builds"), Room("r1", hebrew))

    assert f"to Builds and \u2068{hebrew}\u2069 through" in said(SOME, replace(CI, rooms=rooms))
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert "to \u2068Builds\u2069 and \u2068Ops\u2069 through" in said(SOME)
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
