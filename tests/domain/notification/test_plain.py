import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.event_state import EventState
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
from hipadmin.domain.notification.message_settings import message_problems
from hipadmin.domain.notification.plain import Settings, read_settings, settings_plain
from hipadmin.domain.plain import PlainReader
from hipadmin.domain.problems import Code

NAMES = st.lists(st.text("ab*/", min_size=1, max_size=5), max_size=3).map(tuple)
SPANS = st.builds(
    Span,
    st.sets(st.sampled_from(Day), min_size=1).map(lambda days: tuple(d for d in Day if d in days)),
    st.integers(0, 1439),
    st.integers(0, 1440),
)
WHENS = st.builds(
    When,
    *(st.sampled_from(OnResult), st.sampled_from(OnResult), st.none() | st.sampled_from(OnResult)),
    *(st.sampled_from(OnEach), st.sampled_from(OnEach)),
    branches=st.builds(Branches, NAMES, NAMES),
    sources=NAMES,
    at_most_every=st.integers(0, 1000),
    threshold=st.integers(0, 1000),
    schedule=st.builds(
        Schedule, st.lists(SPANS, max_size=2).map(tuple), st.sampled_from(["", "Asia/Tokyo"])
    ),
    expire_after=st.integers(0, 1000),
)
ROWS = st.lists(
    st.builds(Condition, st.sampled_from(ConditionAction), st.text(), st.text(), st.text())
).map(tuple)
COLORS = st.dictionaries(st.sampled_from(EventState), st.sampled_from(Color)).map(
    lambda found: tuple((state, found[state]) for state in EventState if state in found)
)
LOOKS = st.builds(
    MessageSettings,
    *(st.sampled_from(MessageFormat), st.booleans(), st.none() | st.sampled_from(Color)),
    *(COLORS, st.text(), st.text()),
)


def read(value: dict[str, object]) -> tuple[Settings, list[str]]:
    reader = PlainReader()
    settings = read_settings(value, "n", reader)
    return settings, [str(p) for p in reader.problems]


@given(WHENS, ROWS, LOOKS)
def test_what_is_written_is_read_again(
    when: When, rows: tuple[Condition, ...], look: MessageSettings
) -> None:
    plain = json.loads(json.dumps(settings_plain(when, rows, look)))
    assert read(plain) == (Settings(when, rows, look), [])


def test_defaults_are_not_written() -> None:
    assert settings_plain(When(), (), MessageSettings()) == {}
    assert read({}) == (Settings(), [])


def test_times_may_be_written_as_people_do() -> None:
    spans = [{"from": "8:00", "to": 1080}, {"days": ["fri", "mon"]}]
    given = {"when": {"at_most_every": "10m", "expire_after": "1d", "schedule": {"active": spans}}}
    settings, problems = read(given)
    assert problems == []
    assert (settings.when.at_most_every, settings.when.expire_after) == (600, 86400)
    assert settings.when.schedule.active == (
        Span(start=480, end=1080),
        Span((Day.MON, Day.FRI)),
    )


def test_every_setting_has_its_place_in_a_file() -> None:
    plain = {
        "when": {
            "on_success": "never",
            "on_failure": "change",
            "on_cancel": "change",
            "on_start": "always",
            "on_pull_request": "never",
            "branches": {"only": ["main"], "except": ["wip/*"]},
            "sources": ["github*"],
            "at_most_every": 600,
            "threshold": 7,
            "expire_after": 3600,
            "schedule": {
                "zone": "Asia/Tokyo",
                "active": [{"days": ["mon", "fri"], "from": "08:30", "to": "18:00"}],
            },
        },
        "conditions": [
            {"action": "filter", "attribute": "severity", "pattern": "info"},
            {"action": "mention", "pattern": "db.*", "target": "@ann"},
        ],
        "message": {
            "format": "text",
            "notify": True,
            "color": "red",
            "colors": {"failure": "purple", "cleared": "green"},
            "sender": "CI",
            "template": "{{ title }}",
        },
    }
    whole = Settings(
        When(
            *(OnResult.NEVER, OnResult.CHANGE, OnResult.CHANGE, OnEach.ALWAYS, OnEach.NEVER),
            branches=Branches(("main",), ("wip/*",)),
            sources=("github*",),
            at_most_every=600,
            threshold=7,
            schedule=Schedule((Span((Day.MON, Day.FRI), 510, 1080),), "Asia/Tokyo"),
            expire_after=3600,
        ),
        (
            Condition(ConditionAction.FILTER, "info", "severity"),
            Condition(ConditionAction.MENTION, "db.*", target="@ann"),
        ),
        MessageSettings(
            *(MessageFormat.TEXT, True, Color.RED),
            ((EventState.CLEARED, Color.GREEN), (EventState.FAILURE, Color.PURPLE)),
            *("CI", "{{ title }}"),
        ),
    )

    assert read(plain) == (whole, [])
    assert settings_plain(whole.when, whole.conditions, whole.message) == plain


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"on_cancel": "maybe"}, "n.when.on_cancel: Possible: always, change, never."),
        ({"branches": {"but": 1}}, "n.when.branches.but: Not known here. Possible: except, only."),
        (
            {"expire_after": []},
            "n.when.expire_after: Expected seconds, or a time like 10m, 2h or 1d.",
        ),
        (
            {"schedule": {"active": [{"from": "8"}]}},
            "n.when.schedule.active[0].from: Expected a time of day like 08:30.",
        ),
        (
            {"schedule": {"active": [{"to": 1441}]}},
            "n.when.schedule.active[0].to: Expected a time of day like 08:30.",
        ),
        (
            {"schedule": {"active": [{"days": ["mo"]}]}},
            (
                "n.when.schedule.active[0].days: “mo” is no day."
                " Possible: mon, tue, wed, thu, fri, sat, sun."
            ),
        ),
    ],
)
def test_what_is_wrong_is_said_with_what_is_possible(value: dict[str, object], said: str) -> None:
    assert read({"when": value})[1] == [said]


@pytest.mark.parametrize(
    ("written", "seconds"), [("90s", 90), ("10m", 600), ("2h", 7200), ("1d", 86400), (" 5 ", 5)]
)
def test_how_long_may_be_written_in_units(written: str, seconds: int) -> None:
    assert read({"when": {"at_most_every": written}})[0].when.at_most_every == seconds


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"when": []}, "n.when"),
        ({"when": {"on_sucess": "always"}}, "n.when.on_sucess"),
        ({"when": {"on_success": "sometimes"}}, "n.when.on_success"),
        ({"when": {"on_success": True}}, "n.when.on_success"),
        ({"when": {"on_start": "change"}}, "n.when.on_start"),
        ({"when": {"on_cancel": 1}}, "n.when.on_cancel"),
        ({"when": {"branches": {"only": "main"}}}, "n.when.branches.only"),
        ({"when": {"branches": {"but": []}}}, "n.when.branches.but"),
        ({"when": {"sources": [1]}}, "n.when.sources"),
        ({"when": {"at_most_every": "soon"}}, "n.when.at_most_every"),
        ({"when": {"at_most_every": True}}, "n.when.at_most_every"),
        ({"when": {"threshold": 1.5}}, "n.when.threshold"),
        ({"when": {"schedule": {"active": {}}}}, "n.when.schedule.active"),
        ({"when": {"schedule": {"active": [{"from": "25:00"}]}}}, "n.when.schedule.active[0].from"),
        ({"when": {"schedule": {"active": [{"days": ["x"]}]}}}, "n.when.schedule.active[0].days"),
        ({"conditions": [{"action": "drop", "pattern": "x"}]}, "n.conditions[0].action"),
        ({"when": {"schedule": {"active": [{"day": 1}]}}}, "n.when.schedule.active[0].day"),
        ({"conditions": [{"attribute": 1, "pattern": "x"}]}, "n.conditions[0].attribute"),
        ({"conditions": [{"target": 1, "pattern": "x"}]}, "n.conditions[0].target"),
        ({"conditions": [{"patern": "x"}]}, "n.conditions[0].patern"),
        ({"conditions": ["x"]}, "n.conditions[0]"),
        ({"message": {"format": "markdown"}}, "n.message.format"),
        ({"message": {"notify": "yes"}}, "n.message.notify"),
        ({"message": {"color": "Gray"}}, "n.message.color"),
        ({"message": {"colors": {"failed": "red"}}}, "n.message.colors.failed"),
        ({"message": {"sender": None}}, "n.message.sender"),
    ],
)
def test_each_wrong_place_is_named(value: dict[str, object], path: str) -> None:
    _, problems = read(value)
    assert [p.split(": ")[0] for p in problems] == [path]


def test_the_look_of_messages_is_checked() -> None:
    long = MessageSettings(sender="x" * 65, template="x" * 20_001)
    codes = [(p.where, p.code) for p in message_problems(long, ())]
    assert codes == [("message.sender", Code.TEXT_LONG), ("message.template", Code.TEXT_LONG)]
    token = "Ab1" * 13 + "x"
    told = message_problems(MessageSettings(sender=token, template=f"{{{{ title }}}} {token}"), ())
    assert {p.where: p.code for p in told} == dict.fromkeys(
        ("message.sender", "message.template"), Code.TOKEN_MISPLACED
    )
    for text, name in (("a\ud83d", "U+D83D"), ("{{ x }}\0", "U+0000")):
        [told] = message_problems(MessageSettings(template=text), ())
        assert (told.where, told.code) == ("message.template", Code.CONTROL_CHARACTER)
        assert told.params == {"position": len(text), "name": name}
    assert list(message_problems(MessageSettings(template="a\tb\r\nc \u200f"), ())) == []
    mention = Condition(ConditionAction.MENTION, "x", target="@ann")
    [warning] = message_problems(MessageSettings(), [mention])
    assert (warning.code, warning.blocking) == (Code.MENTION_NEEDS_TEXT, False)
    assert list(message_problems(MessageSettings(MessageFormat.TEXT), [mention])) == []


def test_one_colour_for_all_comes_first() -> None:
    chosen = MessageSettings(colors=((EventState.FAILURE, Color.PURPLE),))
    assert chosen.color_of(EventState.FAILURE) is Color.PURPLE
    assert chosen.color_of(EventState.SUCCESS) is None
    assert MessageSettings(color=Color.GRAY).color_of(EventState.SUCCESS) is Color.GRAY
