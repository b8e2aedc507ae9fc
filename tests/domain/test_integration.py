import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.integration import (
    KEEP,
    TOKEN_MAX,
    Integration,
    IntegrationDraft,
    Room,
    RoomDraft,
    TokenEdit,
    check_integration,
    same_server,
)
from hipadmin.domain.problems import SENTENCES, Code, Problem, blocking
from hipadmin.domain.token import Secret

GOOD = "https://hipchat.example.com/v2"
TOKEN = "Ab1" * 13 + "x"
LONG = ("token", Code.TOKEN_LONG)


def codes(draft: IntegrationDraft, *taken: str) -> list[tuple[str, Code]]:
    problems = check_integration(draft, taken)
    assert all(p.text for p in problems), "every sentence has its figures"
    return [(p.where, p.code) for p in problems]


def test_a_name_and_an_endpoint_are_enough() -> None:
    assert codes(IntegrationDraft("Ops", GOOD)) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", Code.NAME_EMPTY),
        ("   ", Code.NAME_EMPTY),
        ("x" * 101, Code.NAME_LONG),
        ("a\x00b", Code.NAME_CONTROL),
        ("a\u202eb", Code.NAME_CONTROL),
        ("OPS", Code.NAME_TAKEN),
        (" ops ", Code.NAME_TAKEN),
    ],
)
def test_names_that_cannot_be(name: str, code: Code) -> None:
    assert codes(IntegrationDraft(name, GOOD), "Ops") == [("name", code)]


@pytest.mark.parametrize(
    ("name", "blocks"),
    [
        (f"{GOOD}/room/17", False),
        (f"{GOOD}/room/17/notification?auth_token={TOKEN}", True),
        (f"{GOOD}/room/{'x' * 90}", True),
    ],
)
def test_a_room_url_for_a_name_is_told_where_it_belongs(name: str, blocks: bool) -> None:
    problems = check_integration(IntegrationDraft(name, GOOD), ())
    assert [(p.code, p.blocking) for p in problems] == [(Code.NAME_ADDRESS, blocks)]
    taken = check_integration(IntegrationDraft(name.upper(), GOOD), [name])
    assert Code.NAME_TAKEN in [p.code for p in taken] or blocks


@pytest.mark.parametrize("name", [GOOD, "https://ci.example.com/job/17", "chat://", "a ://b"])
def test_other_addresses_are_names_like_any(name: str) -> None:
    assert codes(IntegrationDraft(name, GOOD)) == []


@pytest.mark.parametrize("name", ["x" * 100, "Ä", "日本語の部屋", "a b", "straße"])
def test_names_that_can_be(name: str) -> None:
    assert codes(IntegrationDraft(name, GOOD), "Ops") == []


def test_case_is_ignored_beyond_ascii() -> None:
    assert codes(IntegrationDraft("STRASSE", GOOD), "straße") == [("name", Code.NAME_TAKEN)]


@pytest.mark.parametrize(
    ("endpoint", "code"),
    [
        ("", Code.ENDPOINT_EMPTY),
        ("ftp://x", Code.ENDPOINT_INVALID),
        ("https://", Code.ENDPOINT_INVALID),
    ],
)
def test_endpoints_that_cannot_be(endpoint: str, code: Code) -> None:
    assert codes(IntegrationDraft("Ops", endpoint)) == [("endpoint", code)]


def test_plain_http_to_a_public_host_is_only_a_warning() -> None:
    problems = check_integration(IntegrationDraft("Ops", "http://hipchat.example.com/v2"), ())
    assert [p.code for p in problems] == [Code.ENDPOINT_INSECURE]
    assert blocking(problems) == ()


def test_an_oauth1_looking_token_warns_and_never_blocks() -> None:
    draft = IntegrationDraft("Ops", GOOD, TokenEdit.to(Secret("0a1b2c3d4e5f" * 2)))
    problems = check_integration(draft, ())
    assert [p.code for p in problems] == [Code.TOKEN_OAUTH1]
    assert blocking(problems) == ()


@pytest.mark.parametrize("token", ["Ab cd", "Ab\ncd", "Ab\tcd"])
def test_a_token_with_blanks_inside_blocks(token: str) -> None:
    draft = IntegrationDraft("Ops", GOOD, rooms=(RoomDraft("1", TokenEdit.to(Secret(token))),))
    assert codes(draft) == [("rooms[0].token", Code.TOKEN_BLANKS)]


@pytest.mark.parametrize("token", ['"AbCdEf1234"', "<AbCdEf1234>", "AbCdEf1234@chat.example.com"])
def test_a_token_with_what_stood_around_it_blocks(token: str) -> None:
    draft = IntegrationDraft("Ops", GOOD, TokenEdit.to(Secret(token)))
    assert [p.code for p in blocking(check_integration(draft, ()))] == [Code.TOKEN_CHARACTERS]


@pytest.mark.parametrize(("length", "found"), [(TOKEN_MAX, []), (TOKEN_MAX + 1, [LONG])])
def test_how_long_a_token_may_be(length: int, found: list[tuple[str, Code]]) -> None:
    token = TokenEdit.to(Secret((TOKEN * 13)[:length]))
    assert codes(IntegrationDraft("Ops", GOOD, token)) == found


def test_an_empty_token_clears_and_a_good_one_is_fine() -> None:
    assert TokenEdit.to(Secret("")).value is None
    assert TokenEdit.to(None) == TokenEdit(keep=False)
    assert codes(IntegrationDraft("Ops", GOOD, TokenEdit.to(Secret(TOKEN)))) == []


@pytest.mark.parametrize(
    ("room", "code"),
    [
        ("", Code.ROOM_EMPTY),
        ("x" * 51, Code.ROOM_LONG),
        ("a\x07", Code.ROOM_CONTROL),
        ("123_ops@conf.hipchat.com", Code.ROOM_XMPP),
        ("http://chat/v2/room/17", Code.ROOM_ADDRESS),
        (f"{GOOD}/room/Ops/notification?auth_token={TOKEN}", Code.ROOM_ADDRESS),
        (TOKEN, Code.TOKEN_MISPLACED),
    ],
)
def test_rooms_that_cannot_be(room: str, code: Code) -> None:
    assert codes(IntegrationDraft("Ops", GOOD, rooms=(RoomDraft(room),))) == [
        ("rooms[0].room", code)
    ]


@pytest.mark.parametrize("room", ["17", "x" * 50, "Ops Zürich", "#ops", "a/b", "@dev"])
def test_rooms_that_can_be(room: str) -> None:
    assert codes(IntegrationDraft("Ops", GOOD, rooms=(RoomDraft(room),))) == []


def test_the_same_room_twice_is_said_at_the_second() -> None:
    draft = IntegrationDraft(
        "Ops", GOOD, rooms=(RoomDraft("Ops"), RoomDraft("17"), RoomDraft("ops "))
    )
    assert codes(draft) == [("rooms[2].room", Code.ROOM_TWICE)]


@pytest.mark.parametrize("proxy", ["", "http://proxy:3128", "https://proxy.example.com:443/"])
def test_proxies_that_can_be(proxy: str) -> None:
    assert codes(IntegrationDraft("Ops", GOOD, proxy=proxy)) == []


@pytest.mark.parametrize(
    "proxy",
    [
        "proxy:3128",
        "socks5://p:1",
        "http://",
        "http://a b:1",
        "http://u:p@proxy:1",
        "http://[",
        "http://p:0",
        "http://" + "p" * 290 + ":1234",
    ],
)
def test_proxies_that_cannot_be(proxy: str) -> None:
    assert codes(IntegrationDraft("Ops", GOOD, proxy=proxy)) == [("proxy", Code.PROXY_INVALID)]


@given(st.text(), st.text(), st.text(), st.text())
def test_checking_never_raises(name: str, endpoint: str, room: str, proxy: str) -> None:
    draft = IntegrationDraft(name, endpoint, KEEP, (RoomDraft(room),), proxy=proxy)
    for problem in check_integration(draft, ("Ops",)):
        assert problem.text


def test_every_code_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Code)
    assert Problem("name", Code.NAME_EMPTY).text == "Enter a name."


def test_a_room_is_found_by_what_was_entered_or_learned() -> None:
    room = Room("r1", "17", name="Builds")
    integration = Integration("i", "Ops", GOOD, "t", (room, Room("r2", "Ops", "own")))
    assert integration.room_called("builds") is room
    assert integration.room_called(" 17 ") is room
    assert integration.room_called("18") is None
    assert integration.room("r2") is integration.rooms[1]
    assert integration.room("r3") is None
    assert integration.token_for(room) == "t"
    assert integration.token_for(integration.rooms[1]) == "own"
    assert [r.shown for r in integration.rooms] == ["Builds", "Ops"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (GOOD, GOOD, True),
        (GOOD, "https://hipchat.example.com/chat/v2", True),
        (GOOD, "http://hipchat.example.com/v2", False),
        (GOOD, "https://hipchat.example.org/v2", False),
        (GOOD, "https://hipchat.example.com:8443/v2", False),
    ],
)
def test_a_server_is_scheme_host_and_port(one: str, other: str, same: bool) -> None:
    assert same_server(one, other) is same
