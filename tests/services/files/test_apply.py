import json
import re
from dataclasses import replace
from typing import Any

import pytest
import yaml

from hipadmin import app
from hipadmin.domain.step import Verb
from hipadmin.domain.subscription import RoomChoice
from hipadmin.domain.token import Secret
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.change_words import ChangeWords
from hipadmin.services.configuration.records import Acts
from hipadmin.services.files.apply import Apply
from hipadmin.services.files.apply_work import StepsChanged
from hipadmin.services.files.config_file import FileError, read_config
from hipadmin.services.history.audit import name_in

FILE = """
version: 1
integrations:
  - name: Ops rooms
    type: hipchat
    endpoint: http://127.0.0.1:8777/v2
    token_env: OPS_TOKEN
    enabled: true
    rooms: [{room: "Ops", token_env: OPS_ROOM_TOKEN, enabled: true}, {room: 17}]
subscriptions:
  - name: web
    kind: ci
    notifications:
      - {name: failures, integration: Ops rooms, rooms: [Ops], enabled: true, policy: null,
         send_when_clears: false}
"""
ENV = {"OPS_TOKEN": "CanaryTokenAbcdefghij0123456789KLMNOPQRS", "OPS_ROOM_TOKEN": "RoomTokenX"}


@pytest.fixture
def apply(services: Services):
    def run(text: str, env: dict[str, str] | None = None, **options: Any):
        acts = Acts(services.store, "tester", app.clock, app.new_id, services.journal)
        applying = Apply(services.store, services.tokens, acts, ENV if env is None else env)
        return applying.apply(read_config(text.encode()), **options)

    return run


def verbs(applied) -> list[str]:
    return [f"{s.verb} {s.thing}" for s in applied.steps]


def test_a_file_becomes_the_configuration(services: Services, apply) -> None:
    applied = apply(FILE)
    assert verbs(applied) == [
        "add integration Ops rooms",
        "add subscription web",
        "add room notification failures of web",
    ]
    assert applied.warnings == ("for this test",)  # the vault lasts for this run only
    [row] = services.views.integrations()
    assert [r.room for r in row.integration.rooms] == ["Ops", "17"]
    assert services.tokens.reveal(row.integration.token_ref) == Secret(ENV["OPS_TOKEN"])
    [notification] = services.views.details(row.id).notifications
    assert notification.rooms == ("Ops",)


def test_applying_twice_changes_nothing(services: Services, apply) -> None:
    apply(FILE)
    before = services.views.integrations()
    again = apply(FILE)
    assert again.changes == ()
    assert len(again.steps) == 3
    assert services.views.integrations() == before


def test_a_dry_run_changes_nothing(services: Services, apply) -> None:
    assert len(apply(FILE, dry_run=True).changes) == 3
    assert services.views.integrations() == ()
    assert services.store.read(lambda unit: unit.tokens.all()) == {}


def test_what_was_shown_is_done_and_nothing_else(services: Services, apply) -> None:
    shown = apply(FILE, dry_run=True)
    apply("version: 1\nintegrations: [{name: Other, endpoint: x.example.com}]")
    assert verbs(apply(FILE, shown=shown)) == verbs(shown)  # the file does not speak of that one

    changed = FILE.replace("enabled: true\n", "enabled: false\n")
    other = ENV | {"OPS_TOKEN": "AnotherToken"}
    shown = apply(changed, other, dry_run=True)
    [ops] = [r for r in services.views.integrations() if r.integration.name == "Ops rooms"]
    services.integrations.set_enabled(ops.id, ops.integration.version, False)
    before = services.store.read(lambda unit: unit.tokens.all())
    with pytest.raises(StepsChanged, match="Nothing was imported"):
        apply(changed, other, shown=shown)
    assert services.store.read(lambda unit: unit.tokens.all()) == before
    assert services.journal.undo is not None
    assert services.journal.undo.verb is Verb.TURN_OFF


def test_a_missing_variable_is_said_and_a_stored_token_stays(services: Services, apply) -> None:
    applied = apply(FILE, {"OPS_TOKEN": "Abc"})
    assert applied.warnings == (
        "Ops rooms, room Ops: token needed; OPS_ROOM_TOKEN is not set in the environment.",
        "for this test",
    )
    again = apply(FILE, {})
    assert len(again.warnings) == 1
    [row] = services.views.integrations()
    assert services.tokens.reveal(row.integration.token_ref) == Secret("Abc")


def test_another_host_drops_the_token(services: Services, apply) -> None:
    apply(FILE)
    applied = apply(FILE.replace("127.0.0.1:8777", "hipchat.example.com"), {})
    http, *needed = applied.warnings
    assert http.startswith("Ops rooms: http:// sends tokens unencrypted")
    assert len(needed) == 2
    [row] = services.views.integrations()
    assert row.integration.token_ref is None
    assert row.state.health == "token_needed"


def test_a_token_given_again_is_kept_for_another_host(services: Services, apply) -> None:
    apply(FILE)
    moved = FILE.replace("127.0.0.1:8777", "hipchat.example.com")
    apply(moved)
    [row] = services.views.integrations()
    tokens = [
        services.tokens.reveal(t)
        for t in (row.integration.token_ref, row.integration.rooms[0].token_ref)
    ]
    assert tokens == [Secret(ENV["OPS_TOKEN"]), Secret(ENV["OPS_ROOM_TOKEN"])]
    assert apply(moved).changes == ()


def test_lists_are_complete_and_the_unnamed_stays(services: Services, apply) -> None:
    apply(FILE)
    other = """
version: 1
subscriptions:
  - name: web
    kind: ci
    notifications:
      - {name: all, integration: ops ROOMS}
"""
    applied = apply(other)
    assert verbs(applied) == [
        "same subscription web",
        "delete room notification failures of web",
        "add room notification all of web",
    ]
    assert len(services.views.integrations()) == 1


class Meanwhile(dict[str, str]):
    """An environment in which something else happens as it is first asked."""

    def __init__(self, values: dict[str, str], act) -> None:
        super().__init__(values)
        self._act = act

    def get(self, key: str, default: str = "") -> str:
        act, self._act = self._act, None
        if act:
            act()
        return super().get(key, default)


@pytest.mark.parametrize("before", [None, FILE.replace("8777", "8778")])
def test_another_process_may_be_quicker(services: Services, apply, before) -> None:
    if before:
        apply(before)
    applied = apply(FILE, Meanwhile(ENV, lambda: apply(FILE)))
    assert applied.changes == ()
    tokens = services.store.read(lambda unit: unit.tokens.all())
    assert all(ref.state != "pending" for ref in tokens.values())


def test_a_room_goes_with_its_last_use_in_the_same_file(services: Services, apply) -> None:
    apply(FILE)
    before = services.store.read(lambda unit: unit.changes.count())
    moved = FILE.replace("rooms: [Ops]", "rooms: [17, New]")
    apply(moved.replace('room: "Ops", token_env: OPS_ROOM_TOKEN, enabled: true', "room: New"))
    [row] = services.views.integrations()
    assert [r.room for r in row.integration.rooms] == ["New", "17"]
    [notification] = services.views.details(row.id).notifications
    assert set(notification.rooms) == {"17", "New"}
    assert services.store.read(lambda unit: unit.changes.count()) == before + 2


def test_a_room_that_is_still_used_elsewhere_stays(services: Services, apply) -> None:
    apply(FILE)
    before = services.views.integrations()
    fewer = FILE.replace('{room: "Ops", token_env: OPS_ROOM_TOKEN, enabled: true}, ', "")
    with pytest.raises(FileError) as caught:
        apply(fewer.split("subscriptions:")[0])
    [problem] = caught.value.problems
    assert problem.path == "integrations[0].rooms"
    assert problem.text == "“Ops” is still used by 1 subscription: web."
    assert services.views.integrations() == before


def test_an_endpoint_and_a_policy_that_are_wrong_are_told_together(apply) -> None:
    text = FILE.replace("http://127.0.0.1:8777/v2", "ftp://x").replace("null", "[1]")
    with pytest.raises(FileError) as caught:
        apply(text)
    assert [problem.path for problem in caught.value.problems] == [
        "integrations[0].endpoint",
        "subscriptions[0].notifications[0].policy",
    ]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("version: 2", "version"),
        ("version: '1'", "version"),
        ("integrations: []", "version"),
        ("[]", ""),
        ("version: 1\nversion: 1", ""),
        ("version: 1\nx: 1", "x"),
        ("version: 1\nintegrations: {}", "integrations"),
        ("version: 1\nintegrations: [{endpoint: a.example.com}]", "integrations[0].name"),
        ("version: 1\nintegrations: [{name: A}]", "integrations[0].endpoint"),
        ("version: 1\nintegrations: [{name: A, endpoint: 'ftp://x'}]", "integrations[0].endpoint"),
        (
            "version: 1\nintegrations: [{name: A, endpoint: x.org, rooms: [{}]}]",
            "integrations[0].rooms[0].room",
        ),
        (
            "version: 1\nintegrations: [{name: A, endpoint: x.org, token: abc}]",
            "integrations[0].token",
        ),
        ("version: 1\nsubscriptions: [{name: w, kind: x}]", "subscriptions[0].kind"),
        (
            (
                "version: 1\nsubscriptions: "
                "[{name: w, kind: ci, notifications: [{name: n, integration: Z}]}]"
            ),
            "subscriptions[0].notifications[0].integration",
        ),
        (
            f"version: 1\nintegrations: [{{name: A, endpoint: x.org, token_env: {'aB3d' * 10}}}]",
            "integrations[0].token_env",
        ),
        ('{"version": 1, "integrations": [{"name": "A", "name": "B", "endpoint": "x.org"}]}', ""),
        ("\tversion: 1", ""),
        ('{"version": 1,}', ""),
    ],
)
def test_a_wrong_file_names_the_place_and_changes_nothing(
    services: Services, apply, text: str, path: str
) -> None:
    apply(FILE)
    before = services.views.integrations()
    with pytest.raises(FileError) as caught:
        apply(text)
    assert path in [p.path for p in caught.value.problems]
    assert "aB3d" not in caught.value.text
    assert all(p.place for p in caught.value.problems if "empty" not in p.text)
    assert services.views.integrations() == before


def test_half_a_valid_file_is_no_file(services: Services, apply) -> None:
    half = FILE + "      - {name: other, integration: Nowhere}\n"
    with pytest.raises(FileError):
        apply(half)
    assert services.views.integrations() == ()
    assert services.store.read(lambda unit: unit.tokens.all()) == {}


def test_everything_wrong_beyond_the_form_is_told_at_once(services: Services, apply) -> None:
    bad = FILE + (
        "      - {name: one, integration: Nowhere}\n"
        "      - {name: two, integration: Ops rooms, rooms: [Elsewhere]}\n"
        "      - {name: three, integration: Ops rooms, policy: [{effect: perhaps}]}\n"
        "  - {name: 'a\u200bb'}\n"
    )
    with pytest.raises(FileError) as caught:
        apply(bad)
    told = [(p.place.line if p.place else 0, p.path, p.text) for p in caught.value.problems]
    first, second, policy, name = told
    assert first == (
        16,
        "subscriptions[0].notifications[1].integration",
        "There is no integration “Nowhere”.",
    )
    assert second == (
        17,
        "subscriptions[0].notifications[2].rooms[0]",
        "“Ops rooms” has no room “Elsewhere”.",
    )
    assert policy[:2] == (18, "subscriptions[0].notifications[3].policy")
    assert name[:2] == (19, "subscriptions[1].name")
    assert "U+200B ZERO WIDTH SPACE" in name[2]
    assert services.views.integrations() == ()
    assert services.store.read(lambda unit: unit.tokens.all()) == {}


def test_what_differs_by_width_or_blanks_is_the_same_thing(services: Services, apply) -> None:
    apply(FILE)
    applied = apply(FILE.replace("Ops rooms", "ＯＰＳ  rooms").replace("name: web", "name: Web"))
    assert verbs(applied) == [
        "change integration ＯＰＳ  rooms",
        "change subscription Web",
        "same room notification failures of Web",
    ]
    assert len(services.views.integrations()) == 1


def test_a_dry_run_tells_what_each_change_is(services: Services, apply) -> None:
    apply(FILE)
    other = FILE.replace("enabled: true\n", "enabled: false\n").replace("[Ops]", "[17]")
    applied = apply(other, dry_run=True)
    words = ChangeWords()
    told = {
        step.name: words.summary(
            step.change,
            words.differences(step.change, lambda key: name_in(applied.names, key)),
        )
        for step in applied.steps
        if step.change
    }
    assert told == {"Ops rooms": "On/Off: On → Off", "failures": "Rooms: Ops → 17"}
    assert [step.verb for step in applied.steps] == ["change", "same", "change"]
    assert apply(FILE).changes == ()


@pytest.mark.parametrize(
    ("endpoint", "warned"),
    [
        ("http://hipchat.example.com", True),
        ("http://8.8.8.8", True),
        ("http://[2001:4860:4860::8888]", True),
        ("https://hipchat.example.com", False),
        ("http://localhost:8777", False),
        ("http://127.0.0.1", False),
        ("http://[::1]:80", False),
        ("http://10.1.2.3", False),
        ("http://192.168.0.7", False),
        ("http://172.16.0.1", False),
        ("http://169.254.1.1", False),
        ("http://chat.local", False),
        ("http://chat", False),
    ],
)
def test_http_to_a_public_host_is_warned_about(apply, endpoint: str, warned: bool) -> None:
    text = f"version: 1\nintegrations: [{{name: A, endpoint: '{endpoint}'}}]"
    assert ("unencrypted" in " ".join(apply(text).warnings)) is warned


def test_a_token_that_looks_wrong_is_said(apply) -> None:
    with pytest.raises(FileError, match="blanks or line breaks in it"):
        apply(FILE, {"OPS_TOKEN": "Ab cd", "OPS_ROOM_TOKEN": "x"})
    applied = apply(FILE, {"OPS_TOKEN": "  0a1b2c3d4e5f0a1b2c3d4e5f\n", "OPS_ROOM_TOKEN": "X"})
    assert any("looks like an OAuth1 token" in warning for warning in applied.warnings)


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(FileError, match="UTF-8"):
        read_config(b"\xff\xfe")
    with pytest.raises(FileError, match="larger"):
        read_config(b" " * (9 * 1024 * 1024))


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_export_and_apply_agree(services: Services, apply, form: str) -> None:
    apply(FILE)
    text = services.export.text(form)
    assert all(value not in text for value in ENV.values())
    plain = json.loads(text) if form == "json" else yaml.safe_load(text)
    assert plain["integrations"][0]["token_env"] == "OPS_ROOMS_TOKEN"
    assert plain["integrations"][0]["rooms"][1] == {"room": 17, "enabled": True}
    assert apply(text).changes == ()


def test_a_policy_is_checked_and_kept(services: Services, apply) -> None:
    policy = '[{effect: allow, resources: ["proj/*:env/production:flag/*"], actions: ["*"]}]'
    apply(FILE.replace("policy: null", f"policy: {policy}"))
    [row] = services.views.integrations()
    [notification] = services.views.details(row.id).notifications
    assert json.loads(notification.notification.policy or "")[0]["effect"] == "allow"
    with pytest.raises(FileError, match="policy"):
        apply(FILE.replace("policy: null", "policy: [{effect: perhaps}]"))


def test_a_token_in_a_policy_is_told_with_the_rest_and_not_repeated(apply) -> None:
    token = "CanaryAbCdEfGhIjKlMnOpQrStUvWxYz01234567"
    policy = f'[{{effect: allow, resources: ["proj/{token}"], actions: ["*"]}}]'
    text = FILE.replace("policy: null", f"policy: {policy}")
    for broken in (text, text.replace("http://127.0.0.1:8777/v2", "ftp://x")):
        with pytest.raises(FileError) as caught:
            apply(broken)
        told = {problem.path: problem.text for problem in caught.value.problems}
        assert "token" in told["subscriptions[0].notifications[0].policy"]
        assert token not in str(caught.value)


def test_a_policy_in_other_blanks_keeps_its_stored_text(services: Services, apply) -> None:
    laid_out = '[\n {"effect": "allow", "resources": ["proj/*:env/*:flag/*"], "actions": ["*"]}\n]'
    apply(FILE)
    [before] = services.store.read(lambda unit: unit.notifications.all())
    by_hand = replace(before, policy=laid_out)
    services.store.write(lambda unit: unit.notifications.update(by_hand, 1, app.clock()))
    same = '[{"effect": "allow", "resources": ["proj/*:env/*:flag/*"], "actions": ["*"]}]'

    applied = apply(FILE.replace("policy: null", f"policy: {same}"))

    assert applied.changes == ()
    [after] = services.store.read(lambda unit: unit.notifications.all())
    assert after.policy == laid_out


def test_rooms_of_an_integration_without_rooms_are_the_notifications_own(
    services: Services, apply
) -> None:
    roomless = re.sub(r"    rooms: .*\n", "", FILE)

    apply(roomless)

    [stored] = services.store.read(lambda unit: unit.notifications.all())
    assert stored.rooms == RoomChoice(every=False, own=("Ops",))


def test_a_token_named_null_is_cleared(services: Services, apply) -> None:
    apply(FILE)
    apply(FILE.replace("token_env: OPS_TOKEN", "token_env: null"))
    [row] = services.views.integrations()
    assert row.integration.token_ref is None
    assert row.integration.rooms[0].token_ref is not None


def test_an_address_that_cannot_be_keeps_what_is_there(services: Services, apply) -> None:
    apply(FILE)
    with pytest.raises(FileError) as caught:
        apply(FILE.replace("http://127.0.0.1:8777/v2", "ftp://elsewhere.example.com"))
    assert [problem.path for problem in caught.value.problems] == ["integrations[0].endpoint"]
    [row] = services.views.integrations()
    assert services.tokens.reveal(row.integration.token_ref) == Secret(ENV["OPS_TOKEN"])
