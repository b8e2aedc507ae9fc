"""Endpoints as people write them, the nasty ones too."""

import pytest

from hipadmin.domain.endpoint import EndpointError, is_insecure_public, normalise_endpoint


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("javascript:alert(1)", "start with https:// or http://"),
        ("data:text/html,x", "start with https:// or http://"),
        ("https:/chat.example.com", "start with https:// or http://"),
        ("http:chat.example.com", "start with https:// or http://"),
        ("http://2001:db8::1", "stands in brackets"),
        ("2001:db8::1", "stands in brackets"),
        ("https://" + ":" * 1900 + "x", "must be a number"),
        ("https://" + "a" * 64 + ".example.com", "is too long"),
        ("https://" + ".".join(["a" * 60] * 5), "is too long"),
        ("https://straße.example.com", "its xn-- form"),
        ("https://faß\u200c.example.com", "its xn-- form"),
        ("https://[2001:db8::1::2]", "cannot be read"),
        ("https://chat.example.com/" + "Ab1" * 13 + "x", "looks like a token"),
        ("https://127.1", "no IPv4 address"),
        ("https://2130706433", "no IPv4 address"),
        ("https://0x7f000001", "no IPv4 address"),
        ("https://chat.0x8", "no IPv4 address"),
        ("https://999.1.1.1", "no IPv4 address"),
        ("https://1.2.3.4.5", "no IPv4 address"),
        ("http://١٢٧.0.0.1", "no IPv4 address"),
        ("https://chat.example.com/" + "x" * 2000, "too long for an API endpoint"),
        ("https://chat.example.com/v2/room/17", "pasted as Room URL"),
        ("https://chat.example.com/v3", "another version of the API"),
        ("https://chat.example.com/hip/V10/", "another version of the API"),
    ],
)
def test_what_is_no_endpoint_is_said_in_its_own_words(text: str, says: str) -> None:
    with pytest.raises(EndpointError, match=says):
        normalise_endpoint(text)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("localhost:8777", "https://localhost:8777/v2"),
        ("chat:8080/v2", "https://chat:8080/v2"),
        ("https://chat7.example.com", "https://chat7.example.com/v2"),
        ("https://7chat", "https://7chat/v2"),
        ("https://0xchat.example.com", "https://0xchat.example.com/v2"),
        ("https://1.2.3.4:80", "https://1.2.3.4:80/v2"),
        ("https://chat.example.com/v3/v2", "https://chat.example.com/v3/v2"),
        ("https://chat.example.com/vault", "https://chat.example.com/vault/v2"),
        ("https://chät.example.com", "https://xn--cht-rla.example.com/v2"),
        ("https://" + "a" * 63 + ".com", "https://" + "a" * 63 + ".com/v2"),
    ],
)
def test_what_only_looks_alike_is_one(text: str, spelled: str) -> None:
    assert normalise_endpoint(text) == spelled


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("chat.example.com", True),
        ("8.8.8.8", True),
        ("[2001:4860:4860::8888]", True),
        ("[::ffff:8.8.8.8]", True),
        ("[::ffff:10.0.0.1]", False),
        ("[fd00::1]", False),
        ("[fe80::1]", False),
        ("[::1]", False),
        ("10.0.0.1", False),
        ("172.31.255.255", False),
        ("172.32.0.1", True),
        ("192.168.1.1", False),
        ("169.254.1.1", False),
        ("100.64.0.1", False),
        ("127.0.0.2", False),
        ("chat", False),
        ("chat.local", False),
        ("chat.localhost", False),
        ("chat.internal", False),
        ("local.example.com", True),
    ],
)
def test_clear_text_matters_where_others_can_listen(host: str, public: bool) -> None:
    assert is_insecure_public(normalise_endpoint(f"http://{host}")) is public
    assert not is_insecure_public(normalise_endpoint(f"https://{host}"))
