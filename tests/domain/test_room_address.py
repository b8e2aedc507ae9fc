"""Room addresses: every pasted form is understood, and nothing but a typed error comes out."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hipadmin.domain.room_address import (
    EndpointError,
    RoomAddress,
    RoomAddressError,
    is_insecure_public,
    normalise_endpoint,
    parse_room_address,
    room_url,
)

T = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6lM9o"
OTHER = "zY8xW7vU6tS5rQ4pO3nM2lK1jI0hG9fE8dC7bA6z"
E = "https://grp.hipchat.com/v2"
N = f"{E}/room/17/notification"

NAMES = st.text(
    st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("/#+%. &?:@é日😀"),
    min_size=1,
    max_size=50,
).filter(lambda s: s.strip() != "")


@pytest.mark.parametrize(
    ("text", "endpoint", "room", "token"),
    [
        (f"{N}?auth_token={T}", E, "17", T),
        (N, E, "17", None),
        (f"{N}/", E, "17", None),
        (f"{E}/room/17", E, "17", None),
        (f"{E}//room/17//notification", E, "17", None),
        (f"{E}/room/notification", E, "notification", None),
        (f"{E}/room//notification/notification", E, "notification", None),
        (f"{E}/room/17/message?auth_token={T}", E, "17", T),
        (f"{E}/room/17/share/link", E, "17", None),
        (f"{E}/room/17/share/file", E, "17", None),
        (f"{E}/room/17/history/latest", E, "17", None),
        (f"  {N}?auth_token={T}\r\n", E, "17", T),
        (f'"{N}?auth_token={T}"', E, "17", T),
        (f"<{N}>", E, "17", None),
        (f"“{N}”", E, "17", None),
        (f"Post to {N}?auth_token={T} please", E, "17", T),
        (f"{E}/room/17/\n  notification?auth_token={T}", E, "17", T),
        (f"{N}?format=json&auth_token={T}", E, "17", T),
        (f"{N}?format=json&amp;auth_token={T}", E, "17", T),
        (f"{N}?auth_token={T}#top", E, "17", T),
        (f"{N}?auth_token=", E, "17", None),
        (f"{N}?auth_token=%20{T}%20", E, "17", T),
        (f"grp.hipchat.com/v2/room/17/notification?auth_token={T}", E, "17", T),
        (f"//grp.hipchat.com/v2/room/17?auth_token={T}", E, "17", T),
        ("HTTPS://GRP.HipChat.COM/v2/Room/17/Notification", E, "17", None),
        ("https://grp.hipchat.com:443/v2/room/17", E, "17", None),
        ("http://127.0.0.1:8777/v2/room/2", "http://127.0.0.1:8777/v2", "2", None),
        ("http://[0:0::1]:80/v2/room/2", "http://[::1]/v2", "2", None),
        ("localhost:8080/v2/room/2", "https://localhost:8080/v2", "2", None),
        ("https://h.example/chat/v2/room/2", "https://h.example/chat/v2", "2", None),
        ("https://bücher.example/v2/room/2", "https://xn--bcher-kva.example/v2", "2", None),
        (f"{E}/room/Ops%20Room/notification", E, "Ops Room", None),
        (f"{E}/room/Ops Room/notification", E, "Ops Room", None),
        (f"{E}/room/Ops+Room/notification", E, "Ops+Room", None),
        (f"{E}/room/%23ops/notification", E, "#ops", None),
        (f"{E}/room/a%2Fb/notification", E, "a/b", None),
        (f"{E}/room/caf%C3%A9/notification", E, "café", None),
        (f"{E}/room/café/notification", E, "café", None),
        ("https://grp.hipchat.com/rooms/show/17", E, "17", None),
        ("https://grp.hipchat.com/rooms/17", E, "17", None),
        ("https://grp.hipchat.com/rooms/tokens/17/", E, "17", None),
        ("https://grp.hipchat.com/admin/rooms/show/17", E, "17", None),
        ("https://grp.hipchat.com/chat/room/17", E, "17", None),
        ("https://h.example/hc/admin/rooms/tokens/17", "https://h.example/hc/v2", "17", None),
    ],
)
def test_pasted_address(text: str, endpoint: str, room: str, token: str | None) -> None:
    assert parse_room_address(text) == RoomAddress(endpoint, room, token)


BODY = """'{"color":"green","message":"see https://x.test/v2/room/9","notify":false}'"""


@pytest.mark.parametrize(
    ("text", "token"),
    [
        (f"curl -d {BODY} -H 'Content-Type: application/json' {N}?auth_token={T}", T),
        (f"curl -d {BODY} -H 'Content-Type: application/json' {N}", None),
        (f'curl -d {BODY} -H "Authorization: Bearer {T}" {N}', T),
        (f'curl {N} -H"authorization:bearer {T}" -d {BODY}', T),
        (f"curl -sSXPOST --header='Authorization: Bearer {T}' --url {N}", T),
        (f"curl -X POST --header 'Authorization: Bearer {T}' --url='{N}' --data {BODY}", T),
        (f"curl --oauth2-bearer {T} {N}", T),
        (f"$ curl -k \\\n  -H 'Authorization: Bearer {T}' \\\r\n  -d {BODY} \\\n  '{N}'\n", T),
        (f"`curl -H 'Authorization: Bearer {T}' '{N}'`", T),
        (f"curl -H 'Authorization: Bearer {T}' '{N}?auth_token={OTHER}'", T),
        (f"curl '{N}?auth_token={OTHER}' -H 'Authorization: Bearer {T}'", T),
        (f"curl -H 'Authorization: Basic abc' '{N}?auth_token={T}'", T),
        (f"curl --odd value -u me:pw -o /dev/null {N}?auth_token={T} | jq .", T),
        (f"curl.exe -d '{{}}' grp.hipchat.com/v2/room/17/notification?auth_token={T}", T),
    ],
)
def test_pasted_curl_command(text: str, token: str | None) -> None:
    assert parse_room_address(text) == RoomAddress(E, "17", token)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Paste the address"),
        (" \n ", "Paste the address"),
        ("Ops", "not a web address"),
        (f"ftp://grp.hipchat.com/v2/room/17?auth_token={T}", "start with https"),
        ("https://", "no host"),
        (E, "names no room"),
        (f"{E}/room", "names no room"),
        (f"{E}/room//notification?auth_token={T}", "names no room"),
        (f"{E}/Room///share/", "names no room"),
        (f"{E}/room/%20/notification", "id or name"),
        (f"{E}/room/#ops/notification", "%23"),
        (f"{E}/room/a/b", "%2F"),
        (f"{E}/room/{'x' * 101}", "at most 100"),
        (f"{E}/room/{T}/notification", "stands what looks like a token"),
        (f"{E}/user/@jo/message", "person"),
        (f"{E}/emoticon/3", "not the address of a room"),
        ("https://grp.hipchat.com/rooms/show/ops", "names no room"),
        (f"https://api.hipchat.com/v1/rooms/message?auth_token={T}", "v1"),
        (f"https://grp.hipchat.com/v3/room/17?auth_token={T}", "another version"),
        (f"https://{T}:{T}@grp.hipchat.com/v2/room/17", "user name"),
        ("https://grp.hipchat.com:70000/v2/room/17", "port"),
        ("https://grp.hipchat.com:x/v2/room/17", "port"),
        ("https://grp.hipchat.com:0/v2/room/17", "port"),
        ("https://[::zz]/v2/room/17", "IPv6|host"),
        ("https://[fe80::1%25eth0]/v2/room/17", "zone"),
        ("https://a_b-.example/v2/room/17", "host"),
        ("https://good.example\\@bad.example/v2/room/17", "user name"),
        (f"https://{'a.' * 200}example/v2/room/17", "too long"),
        (f"https://{'ü' * 64}.example/v2/room/17", "host"),
        (f"{E}/room/100%/notification", "two hex digits"),
        (f"{E}/room/%FF/notification", "UTF-8"),
        (f"{E}/room/a%00b/notification", "control"),
        (f"{E}/room/a\x07b", "control"),
        ("https://h.example/../v2/room/17", "step"),
        (f"{N}?auth_token={T}%20{T}", "no token has"),
        (f"curl -H 'Authorization: Bearer {T} x' {N}", "no token has"),
        (f"curl -d 'unclosed {N}", "not closed"),
        ("curl -s", "no address"),
        (f"{N}?x={'y' * 20_000}", "too long"),
    ],
)
def test_refused_with_a_sentence_without_the_token(text: str, says: str) -> None:
    with pytest.raises(RoomAddressError) as caught:
        parse_room_address(text)
    (problem,) = caught.value.problems
    assert re.search(says, problem)
    assert problem.endswith(".") or "example" in problem
    assert T not in str(caught.value)


ODD = st.lists(
    st.sampled_from(
        (
            *("https://", "http://", "h.example", "/v2", "/room", "/17", "/", "%", "%2", "?", "#"),
            *("&", "auth_token=", "[", "]", ":", "@", "curl ", "-H ", "'", '"', "\\", "\n"),
            *("..", "rooms", "Authorization: Bearer x", "\x00", "\ud800", "٣", "。", "℀", "xn--"),
        )
    )
    | st.text(st.characters(), max_size=4)
).map("".join)


@given(st.text(st.characters()) | ODD)
@example("https://h。example/v2/room/1")
@example("https://xn--a/v2/room/1")
@example("https://[v1.x]/v2/room/1")
def test_any_text_gives_an_address_or_problems(text: str) -> None:
    try:
        found = parse_room_address(text)
    except RoomAddressError as error:
        problems = error.problems
    else:
        problems = ("none",)
        assert normalise_endpoint(found.endpoint) == found.endpoint
        assert parse_room_address(room_url(found.endpoint, found.room)).room == found.room
    assert problems
    assert all(isinstance(p, str) and p for p in problems)


@pytest.mark.parametrize("piece", ["a", "%", "/", "'", "\\\n", "curl -H '", "https://a/v2/room/ "])
def test_a_megabyte_is_refused_at_once(piece: str) -> None:
    with pytest.raises(RoomAddressError):
        parse_room_address(piece * (1_000_000 // len(piece)))
    with pytest.raises(EndpointError):
        normalise_endpoint(piece * (1_000_000 // len(piece)))


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", ["a", "%", "/", "a/", "'", "\\\n", "://", ".", " ", "rooms/x/"])
def test_the_longest_text_read_takes_bounded_time(piece: str) -> None:
    for start in ("curl ", "https://h.example/", "h.example:"):
        with pytest.raises(RoomAddressError):
            parse_room_address((start + piece * 20_000)[:19_999])


@given(NAMES)
@example(".")
@example("..")
@example("a/../b")
@example("%2E%2E")
@example("Ops + Büro #1")
def test_a_room_url_reads_back_as_the_same_room(room: str) -> None:
    url = room_url(E, room)
    assert parse_room_address(url + "/notification") == RoomAddress(E, room)
    assert re.fullmatch(r"[A-Za-z0-9%._~\-]+", url.removeprefix(f"{E}/room/"))


@pytest.mark.parametrize(("room", "segment"), [(".", "%2E"), ("..", "%2E%2E"), ("a b", "a%20b")])
def test_names_of_dots_and_blanks_are_encoded(room: str, segment: str) -> None:
    assert room_url(E, room) == f"{E}/room/{segment}"


@pytest.mark.parametrize("room", ["", " ", "x" * 101, "a\nb", "\ud800"])
def test_names_no_room_can_have_give_no_url(room: str) -> None:
    with pytest.raises(RoomAddressError):
        room_url(E, room)


def test_repr_keeps_the_token_to_itself() -> None:
    assert T not in repr(RoomAddress(E, "17", T))


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        (E, E),
        (f" {E}/ ", E),
        ("grp.hipchat.com", E),
        ("https://grp.hipchat.com", E),
        ("https://grp.hipchat.com/", E),
        ("https://grp.hipchat.com./V2", E),
        ("http://10.0.0.7:8080/chat/", "http://10.0.0.7:8080/chat/v2"),
        ("http://[2001:DB8::1]:8080", "http://[2001:db8::1]:8080/v2"),
        ("hipchat.example.com:8443/a b/v2", "https://hipchat.example.com:8443/a%20b/v2"),
    ],
)
def test_endpoint_has_one_spelling(text: str, endpoint: str) -> None:
    assert normalise_endpoint(text) == endpoint


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Enter the API endpoint"),
        ("hipchat", "not a web address"),
        (N, "room"),
        ("https://grp.hipchat.com/rooms/show/17", "room"),
        (f"{E}?auth_token={T}", "leave out"),
        ("https://grp.hipchat.com/v1", "v1"),
        ("ldap://grp.hipchat.com", "https"),
    ],
)
def test_endpoint_refused_with_a_sentence(text: str, says: str) -> None:
    with pytest.raises(EndpointError, match=says) as caught:
        normalise_endpoint(text)
    assert T not in str(caught.value)


@pytest.mark.parametrize(
    ("endpoint", "insecure"),
    [
        ("https://hipchat.example.com/v2", False),
        ("http://hipchat.example.com/v2", True),
        ("http://8.8.8.8/v2", True),
        ("http://[2606:4700::1111]/v2", True),
        ("http://127.0.0.1:8777/v2", False),
        ("http://[::1]/v2", False),
        ("http://192.168.1.2/v2", False),
        ("http://localhost/v2", False),
        ("http://chat.local/v2", False),
        ("http://hipchat/v2", False),
    ],
)
def test_clear_text_matters_on_public_hosts_only(endpoint: str, insecure: bool) -> None:
    assert is_insecure_public(endpoint) is insecure
