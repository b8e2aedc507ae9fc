import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.names import (
    NAME_MAX,
    TakenNames,
    character_name,
    has_control,
    hidden_character,
    name_key,
    name_problems,
)
from hipadmin.domain.problems import Code


def codes(name: str, *taken: str) -> list[Code]:
    return [p.code for p in name_problems(name, taken)]


def text(name: str, *taken: str) -> str:
    [problem] = name_problems(name, taken)
    return problem.text


def test_a_token_is_no_name() -> None:
    assert codes("Ops " + "Ab1" * 13 + "x") == [Code.TOKEN_MISPLACED]


@pytest.mark.parametrize("name", ["x" * 100, "😀" * 100, "é" * 100, "本" * 100, "  x  "])
def test_a_hundred_characters_pass_however_many_bytes_they_take(name: str) -> None:
    assert codes(name) == []


@pytest.mark.parametrize("char", ["x", "😀", "本"])
def test_a_hundred_and_one_do_not(char: str) -> None:
    assert text(char * 101) == "The name has 101 characters; at most 100 are possible."


def test_taken_names_tell_the_first_that_looks_alike() -> None:
    taken = TakenNames(["Web", "Ops rooms", "OPS  ROOMS"])
    assert taken == ("Web", "Ops rooms", "OPS  ROOMS")
    assert [taken.like(name) for name in ("ops rooms", "WEB", "Builds")] == [
        "Ops rooms",
        "Web",
        None,
    ]
    assert TakenNames().like("Web") is None


@pytest.mark.parametrize("kind", [TakenNames, tuple, list])
def test_a_name_is_checked_against_taken_names_of_any_kind(kind: type) -> None:
    [problem] = name_problems("ops rooms", kind(["Web", "Ops rooms"]))
    assert problem.params == {"name": "Ops rooms"}
    assert list(name_problems("Builds", kind(["Web", "Ops rooms"]))) == []


@pytest.mark.parametrize("name", ["", " ", "\t\n", "\u00a0", "\u3000"])
def test_nothing_is_no_name(name: str) -> None:
    assert codes(name) == [Code.NAME_EMPTY]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a\x00b", "U+0000"),
        ("a\nb", "U+000A"),
        ("a\u200bb", "U+200B ZERO WIDTH SPACE"),
        ("a\u200db", "U+200D ZERO WIDTH JOINER"),
        ("\u200dab", "U+200D ZERO WIDTH JOINER"),
        ("a\u202eb", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("a\u2066b\u2069", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("a\ufeffb", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("a\u00adb", "U+00AD SOFT HYPHEN"),
        ("a\u2028b", "U+2028 LINE SEPARATOR"),
        ("a\u00a0b", "U+00A0 NO-BREAK SPACE"),
        ("\u3164", "U+3164 HANGUL FILLER"),
        ("a\ud800b", "U+D800"),
        ("a\U000e0041b", "U+E0041 TAG LATIN CAPITAL LETTER A"),
    ],
)
def test_what_cannot_be_seen_is_told_by_its_name(name: str, told: str) -> None:
    assert f"cannot be seen ({told})" in text(name)


@pytest.mark.parametrize(
    "name", ["👨\u200d👩\u200d👧 Familie", "نام\u200cها", "❤️ on call", "Zürich", "日本語", "a b"]
)
def test_joiners_that_change_what_is_seen_are_fine(name: str) -> None:
    assert codes(name) == []


@pytest.mark.parametrize(
    "other",
    ["ops ROOMS", "Ops  rooms", " Ops rooms ", "Ｏｐｓ rooms", "Ops\u3000rooms", "ops\u200c rooms"],
)
def test_names_that_look_alike_are_taken(other: str) -> None:
    assert name_key(other) == name_key("Ops rooms")
    assert Code.NAME_TAKEN in codes("Ops rooms", "web", other)


def test_composed_and_taken_apart_are_one_name() -> None:
    assert codes("Zu\u0308rich", "Zürich") == [Code.NAME_TAKEN]
    assert codes("STRASSE", "straße") == [Code.NAME_TAKEN]
    assert text("CI", "ci") == (
        "“ci” exists already (case, width and blanks are ignored). Choose another name."
    )


def test_other_names_are_free() -> None:
    assert codes("Ops rooms", "Opsrooms", "Ops rooms 2", "0ps rooms") == []


def test_what_varies_a_letter_is_hidden_without_one() -> None:
    assert hidden_character("\ufe0f") == hidden_character("a \ufe0f") == "\ufe0f"
    assert hidden_character("a\ufe0f\ufe0e") == "\ufe0e"
    assert hidden_character("\u2764\ufe0f") == ""


@given(st.text(max_size=NAME_MAX))
def test_a_key_is_its_own_key_and_hidden_means_hidden(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)
    hidden = hidden_character(name)
    assert bool(hidden) is has_control(name)
    assert hidden in name
    if hidden:
        assert character_name(hidden).startswith("U+")
