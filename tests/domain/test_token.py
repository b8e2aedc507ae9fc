import copy
import pickle

import pytest

from hipadmin.domain.token import MASK, Secret, TokenLook, living_secrets, token_look

CANARY = "CanaryTokenAbcdefghij0123456789KLMNOPQRS"


def test_a_secret_shows_a_mask_everywhere() -> None:
    secret = Secret(CANARY)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret:>60}", repr([secret])]
    assert all(CANARY not in text and MASK in text for text in shown)
    assert secret.reveal() == CANARY


def test_secrets_are_known_as_long_as_they_live() -> None:
    def living() -> int:
        return sum(secret.reveal() == "known here alone" for secret in living_secrets())

    one, same = Secret("known here alone"), Secret("known here alone")
    assert one == same
    assert living() == 2
    del one
    assert living() == 1
    del same
    assert living() == 0


def test_the_mask_does_not_tell_the_length() -> None:
    assert str(Secret("a")) == str(Secret("a" * 40))


@pytest.mark.parametrize("copying", [pickle.dumps, copy.deepcopy])
def test_a_secret_is_not_carried_away(copying) -> None:
    with pytest.raises(TypeError, match="pickled"):
        copying(Secret(CANARY))


def test_secrets_compare_by_value() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert not Secret("")


@pytest.mark.parametrize(
    ("text", "look"),
    [
        ("", TokenLook.EMPTY),
        ("  ", TokenLook.EMPTY),
        (CANARY, TokenLook.OAUTH2),
        (f" {CANARY}\n", TokenLook.OAUTH2),
        ("0123456789abcdef0123456789abcd", TokenLook.OAUTH1),
        ("abcdefghijklmnop", TokenLook.OAUTH1),
        ("Ab cd", TokenLook.BLANKS),
        ("Ab\u200bcd", TokenLook.BLANKS),
        ("Abc", TokenLook.UNUSUAL),
    ],
)
def test_what_a_token_looks_like(text: str, look: TokenLook) -> None:
    assert token_look(text) is look
