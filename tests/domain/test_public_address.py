import pytest

from hipadmin.domain.endpoint import EndpointError
from hipadmin.domain.public_address import public_address

LONG = "https://hooks.example.com/" + "a" * 300


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        (" \t ", ""),
        ("https://hooks.example.com", "https://hooks.example.com"),
        (" <HTTPS://Hooks.Example.COM:443/> ", "https://hooks.example.com"),
        ("https://hooks.example.com/hip//", "https://hooks.example.com/hip"),
        ("https://hooks.example.com/a b/%2F'x", "https://hooks.example.com/a%20b/%2F%27x"),
        ("http://[2001:DB8::0:1]:8790/", "http://[2001:db8::1]:8790"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        (LONG, LONG),
    ],
)
def test_it_has_one_spelling(text: str, kept: str) -> None:
    assert public_address(text) == kept
    assert public_address(kept) == kept


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hooks.example.com", "Enter an address that begins with https://."),
        ("ftp://hooks.example.com", "Enter an address that begins with https://."),
        ("https://", "names no host"),
        ("https:///hip", "names no host"),
        ("https://bob@hooks.example.com", "Leave out the user name and the @"),
        ("https://bob:pw@hooks.example.com/x", "Leave out the user name and the @"),
        ("https://hooks example.com", "characters no host name has"),
        ("https://hooks.example.com:99999", "must be a number up to 65535"),
        ("https://2001:db8::1", "stands in brackets"),
        ("https://hooks.example.com/?key=1", "leave out the rest from ? or #"),
        ("https://hooks.example.com/#top", "leave out the rest from ? or #"),
        ("https://hooks.example.com/a/../b", "must not contain . or .."),
        ("https://hooks.example.com/v1/subscriptions/s1/events", "it is added here"),
        ("http://0.0.0.0:8790", "stands for every one"),
        ("http://[::]:8790", "stands for every one"),
        ("https://hooks.example.com/" + "a" * 2_000, "too long"),
        ("https://hooks.example.com/\x00", "control characters"),
        ("https://hooks.example.com/\u200bhip", "cannot be seen"),
        ("https://hooks.example.com/" + "Ab1" * 13 + "x", "looks like a token"),
    ],
)
def test_what_is_none_is_told(text: str, told: str) -> None:
    with pytest.raises(EndpointError) as raised:
        public_address(text)
    assert told in str(raised.value)
    assert "bob" not in str(raised.value)
