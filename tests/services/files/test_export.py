"""What is exported is imported elsewhere as the same, but for its tokens."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipadmin import app
from hipadmin.domain.integration import IntegrationDraft, RoomDraft, TokenEdit
from hipadmin.domain.names import has_control, name_key
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomChoice,
    SubscriptionDraft,
    SubscriptionKind,
)
from hipadmin.domain.token import Secret
from hipadmin.services.bundle import Services
from hipadmin.services.files.config_file import read_config
from hipadmin.store import open_store
from hipadmin.vault.session_vault import SessionVault
from tests.hipchat.certificates import self_signed

TOKEN = "SeCrEtSeCrEtSeCrEtSeCrEtSeCrEtSeCrEt1234"
POLICY = '[{"effect":"allow","actions":["*"],"resources":["proj/*:env/*:flag/*"]}]'
NAMES = st.text(min_size=1, max_size=20).filter(lambda t: t.strip() and not has_control(t.strip()))
TRICKY = st.sampled_from(["yes", "Off", "~", "017", "12:30", "1e3", "1.5e3", "0x1F", "a: b", "- x"])
ROOMS = st.one_of(NAMES, TRICKY, st.integers(0, 10**9).map(str))
FLAGS = st.booleans()
Configuration = tuple[list[IntegrationDraft], list[SubscriptionDraft]]


def apart(items: list[str]) -> list[str]:
    """``items`` without those that would be the same name."""
    return list({name_key(item): item.strip() for item in items if name_key(item)}.values())


@st.composite
def drafts(draw: st.DrawFn, name: str) -> IntegrationDraft:
    rooms = apart(draw(st.lists(ROOMS, max_size=3)))
    token = st.sampled_from([TokenEdit.to(None), TokenEdit.to(Secret(TOKEN))])
    return IntegrationDraft(
        name,
        draw(st.sampled_from(["https://a.example.com/v2", "http://127.0.0.1:8777/ctx/v2"])),
        draw(token),
        tuple(RoomDraft(room, draw(token), draw(FLAGS)) for room in rooms),
        proxy=draw(st.sampled_from(["", "http://proxy:3128"])),
        enabled=draw(FLAGS),
    )


@st.composite
def configurations(draw: st.DrawFn) -> Configuration:
    names = apart(draw(st.lists(st.one_of(NAMES, TRICKY), max_size=3)))
    sources = apart(draw(st.lists(st.one_of(NAMES, TRICKY), max_size=2)))
    kinds = st.sampled_from(SubscriptionKind)
    integrations = [draw(drafts(name)) for name in names]
    return integrations, [SubscriptionDraft(name, draw(kinds)) for name in sources]


def fresh(folder: Path) -> Services:
    return app.build(open_store(folder / "hipadmin.db", clock=app.clock), SessionVault("test"))


def fill(services: Services, configuration: Configuration) -> None:
    integrations, sources = configuration
    added = [services.integrations.add(draft) for draft in integrations]
    for source in sources:
        subscription = services.subscriptions.add(source)
        for number, integration in enumerate(added):
            every = number % 2 == 0
            ids = tuple(room.id for room in integration.rooms[:1])
            own = () if integration.rooms else ("Elsewhere",)
            rooms = RoomChoice(every=every and not own, room_ids=() if every else ids, own=own)
            policy = POLICY if every else None
            name = f"to {integration.name}"[:100]
            services.notifications.add(
                NotificationDraft(subscription.id, integration.id, name, rooms, policy=policy)
            )


def without_tokens(plain: object) -> object:
    if isinstance(plain, dict):
        return {key: without_tokens(v) for key, v in plain.items() if key != "token_env"}
    return [without_tokens(item) for item in plain] if isinstance(plain, list) else plain


@pytest.mark.parametrize("form", ["yaml", "json"])
@settings(max_examples=15, deadline=None)
@given(configuration=configurations())
def test_it_comes_back_as_it_was_but_for_its_tokens(
    form: str, configuration: Configuration
) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        here, there = fresh(Path(one)), fresh(Path(other))
        try:
            fill(here, configuration)
            exported = here.export.collect()
            text = exported.text(form)
            there.apply.apply(read_config(text.encode()))
            again = there.export.collect()
            here_again = here.apply.apply(read_config(text.encode()), dry_run=True)
        finally:
            here.store.close()
            there.store.close()

    assert TOKEN not in text
    assert here_again.changes == ()
    assert again.plain == without_tokens(exported.plain)
    assert again.tokens == ()
    needed = {token.variable for token in exported.tokens}
    assert len(needed) == len(exported.tokens) == text.count("token_env")


@pytest.mark.parametrize(("name", "start"), [("a.yaml", "version: 1"), ("a.JSON", "{")])
def test_a_file_is_written_in_the_form_of_its_name(
    services: Services, tmp_path: Path, name: str, start: str
) -> None:
    draft = IntegrationDraft("Ops", "https://a.example.com", standard=True)
    services.integrations.add(draft)

    exported = services.export.save(tmp_path / name)

    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text == exported.text("json" if start == "{" else "yaml")
    assert text.startswith(start)
    [integration] = read_config(text.encode()).integrations or ()
    assert integration.default is True


def test_each_token_has_a_variable_of_its_own(services: Services) -> None:
    given = TokenEdit.to(Secret(TOKEN))
    rooms = (RoomDraft("7", given), RoomDraft("Bücher", given), RoomDraft("本", given))
    for name in ("Ops", "ops!", "17", "本"):
        own = rooms if name == "Ops" else ()
        services.integrations.add(IntegrationDraft(name, "https://a.example.com", given, own))

    needed = {(t.integration, t.room): t.variable for t in services.export.collect().tokens}

    assert needed == {
        ("17", ""): "HIPCHAT_17_TOKEN",
        ("Ops", ""): "OPS_TOKEN",
        ("Ops", "7"): "OPS_7_TOKEN",
        ("Ops", "Bücher"): "OPS_BCHER_TOKEN",
        ("Ops", "本"): "OPS_TOKEN_2",
        ("ops!", ""): "OPS_TOKEN_3",
        ("本", ""): "HIPCHAT_TOKEN",
    }


def test_the_ways_to_a_server_and_to_its_rooms_are_written(
    services: Services, tmp_path: Path
) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_bytes(self_signed())
    proxied = IntegrationDraft(
        "Ops",
        "https://a.example.com/v2",
        rooms=(RoomDraft("17"), RoomDraft("017"), RoomDraft("Builds", enabled=False)),
        ca_certificate=str(authority),
        proxy="http://proxy.example.com:3128",
    )
    ops = services.integrations.add(proxied)
    web = services.subscriptions.add(SubscriptionDraft("web"))
    some = RoomChoice(every=False, room_ids=(ops.rooms[1].id,))
    for name, rooms in (("everywhere", RoomChoice()), ("somewhere", some)):
        services.notifications.add(NotificationDraft(web.id, ops.id, name, rooms, policy=POLICY))

    plain = services.export.collect().plain

    [integration] = plain["integrations"]  # type: ignore[misc] # a list
    [subscription] = plain["subscriptions"]  # type: ignore[misc] # a list
    assert integration == {
        "name": "Ops",
        "type": "hipchat",
        "endpoint": "https://a.example.com/v2",
        "enabled": True,
        "ca_certificate": str(authority),
        "proxy": "http://proxy.example.com:3128",
        "rooms": [
            {"room": 17, "enabled": True},
            {"room": "017", "enabled": True},
            {"room": "Builds", "enabled": False},
        ],
    }
    found = {each["name"]: each for each in subscription["notifications"]}
    assert found["everywhere"]["rooms"] == "all"
    assert found["somewhere"]["rooms"] == ["017"]
    assert found["somewhere"]["policy"] == json.loads(POLICY)
