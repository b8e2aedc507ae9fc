import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hipadmin.domain.redaction import Redactor, mask_everything, mask_tokens, mask_values
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
    assert Redactor(secrets=["abcd", "abcdefgh"])("abcdefgh abcd") == f"{MASK} {MASK}"


@given(st.text(LETTERS, min_size=40, max_size=40), st.text(max_size=30), st.text(max_size=30))
@example(TOKEN, "é", "ß")
def test_no_token_survives_between_other_things(token: str, before: str, after: str) -> None:
    assert token not in Redactor("/home/ann", "ann", [token])(f"{before}{token}{after}")


@given(st.text(max_size=200))
def test_it_takes_any_text_and_is_done_after_once(text: str) -> None:
    redact = Redactor("/home/ann", "ann", [TOKEN])
    once = redact(mask_values(text))
    assert redact(once) == once
