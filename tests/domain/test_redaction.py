import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hipadmin.domain.redaction import (
    Redactor,
    holds_secret,
    mask_everything,
    mask_pasted,
    mask_tokens,
    mask_values,
)
from hipadmin.domain.token import MASK

TOKEN = "AbCdEfGhIjKlMnOpQrStUvWxYz01234567890abc"
LETTERS = string.ascii_letters + string.digits


@pytest.mark.parametrize(
    "text",
    [
        "GET /v2/oauth/token/short HTTP/1.1",
        "https://h.example.com/v2/room/1/notification?auth_token=short&x=1",
        "https://h.example.com/x?access_token=short",
        "Authorization: Bearer short",
        "authorization: basic short",
    ],
)
def test_what_stands_where_tokens_stand_is_masked(text: str) -> None:
    assert mask_tokens(text) == text.replace("short", MASK)


def test_passwords_in_addresses_and_what_is_as_long_as_a_token_are_masked() -> None:
    assert mask_everything("http://ann:pw@proxy:3128") == f"http://{MASK}@proxy:3128"
    assert mask_everything(f"token {TOKEN}.") == f"token {MASK}."
    assert mask_everything(f"x{TOKEN}") == f"x{TOKEN}"  # another length: no token


def test_runs_of_letters_and_digits_go_words_and_names_stay() -> None:
    said = "'NoneType' object has no attribute 'show_subscription_integrations'"
    assert mask_values(said) == said
    assert mask_values("bad value 'abc-DEF-123-xyz' at 12345678901234") == (
        f"bad value '{MASK}' at 12345678901234"
    )


def test_home_user_and_known_secrets_go() -> None:
    redact = Redactor("/home/ann", "ann", ["wordlike", "p&q?r", "abc"])
    said = redact("ann opened /home/ann/x and /home/bob/y with wordlike, p%26q%3Fr; annual abc")
    assert said == f"user opened ~/x and ~/y with {MASK}, {MASK}; annual abc"


def test_a_user_whose_name_is_an_everyday_word_stays() -> None:
    admin = Redactor("/srv/admin", "admin")
    assert admin("admin in /srv/admin/data, /srv/administration") == (
        "admin in ~/data, /srv/administration"
    )
    assert Redactor("", "qt")("Qt 6") == "Qt 6"


def test_the_longer_secret_goes_first() -> None:
    for one in ("abcd", "defg"):  # whichever stands first in the alphabet
        assert Redactor(secrets=[one, "abcdefgh"])(f"abcdefgh {one}") == f"{MASK} {MASK}"


@given(st.text(LETTERS, min_size=40, max_size=40), st.text(max_size=30), st.text(max_size=30))
@example(TOKEN, "é", "ß")
def test_no_token_survives_between_other_things(token: str, before: str, after: str) -> None:
    assert token not in Redactor("/home/ann", "ann", [token])(f"{before}{token}{after}")


@given(st.text(max_size=200))
def test_it_takes_any_text_and_is_done_after_once(text: str) -> None:
    redact = Redactor("/home/ann", "ann", [TOKEN])
    once = redact(mask_values(text))
    assert redact(once) == once


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (TOKEN, MASK),
        (f"https://chat.example.com/v2/room/1?auth_token={TOKEN}&x=1", f"auth_token={MASK}&x=1"),
        (f"curl -H 'Authorization: Bearer {TOKEN}'", f"Bearer {MASK}'"),
        (f"https://chat.example.com/v2/oauth/token/{TOKEN}", f"/oauth/token/{MASK}"),
        ("http://me:secret@proxy:3128", f"http://{MASK}@proxy:3128"),
    ],
)
def test_a_secret_in_a_field_for_something_else_is_known(text: str, masked: str) -> None:
    assert mask_pasted(text).endswith(masked)
    assert holds_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Basic alerts",
        "Bearer of news",
        "x" * 100,
        "3f786850e387550fdab836ed7e6dc881de23001b",
        "/etc/ssl/certs/3F786850E387550FDAB836ED7E6DC881DE23001B.pem",
        "https://chat.example.com/v2/room/17",
        "ops@example.com",
    ],
)
def test_names_hashes_and_paths_are_no_secrets(text: str) -> None:
    assert mask_pasted(text) == text
    assert not holds_secret(text)
