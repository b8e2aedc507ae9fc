"""Files from anywhere: read by rules of our own, refused with the place."""

import json
import time
from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.services.files.file_text import read_text
from hipadmin.services.files.file_tree import DEPTH_MAX, Place, TextError, TooMany, Tree
from hipadmin.services.files.file_yaml import read_yaml


def tree(text: str) -> Tree:
    return read_text(text.encode())


def refusal(data: bytes | str) -> tuple[str, tuple[int, int] | None]:
    with pytest.raises(TextError) as caught:
        read_text(data.encode() if isinstance(data, str) else data)
    place = caught.value.place
    return str(caught.value), (place.line, place.column) if place else None


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("data", "says", "where"),
    [
        (b"", "The file is empty.", None),
        (b" \n\t\n", "The file is empty.", None),
        (b"# nothing yet\n", "The file is empty.", None),
        (b"\xff\xfea\x00", "UTF-16. Save it as UTF-8", None),
        (b"a: b\nc: \xe4\n", "Byte 9 is not UTF-8", (2, 4)),
        (b"a: b\nc: \x00", "U+0000 is no character of a text file", (2, 4)),
        (b"\x89PNG\r\n\x1a\n\x00", "Byte 1 is not UTF-8", (1, 1)),
        (b"PK\x03\x04", "U+0003 is no character of a text file", (1, 3)),
        (b"a: [1, 2", "not valid YAML", (2, 1)),
        (b"a: b: c", "not valid YAML: mapping values are not allowed", (1, 5)),
        (b"a:\n\t- b", "A tab stands here. YAML takes blanks only.", (2, 1)),
        (b"a: 1\nb: 2\na: 3", "“a” stands twice here", (3, 1)),
        (b"a: {b: 1, b: 2}", "“b” stands twice here", (1, 11)),
        (b"? [1, 2]\n: x", "name of a member must be a text", (1, 3)),
        (b"a: &n 17\n*n : b", "name of a member must be a text", (2, 1)),
        (b"a: &n b\nb: 1\n*n : 2", "“b” stands twice here", (3, 1)),
        (
            b"a: !!python/object/apply:os.system ['true']",
            "The tag !!python/object/apply:os",
            (1, 4),
        ),
        (b"a: !!binary aGk=", "The tag !!binary is not possible", (1, 4)),
        (b"a: !mine x", "The tag !mine is not possible", (1, 4)),
        (b"a: *b", "Nothing is called &b before this *b", (1, 4)),
        (b"a: &a [1, *a]", "*a stands inside itself", (1, 11)),
        (b"<<: 1\na: 2", "After << a mapping must follow", (1, 5)),
        (b"a: 1\n---\nb: 2", "A second document begins here", (2, 1)),
        (b'a: "\\0"', "a character that cannot be stored", (1, 4)),
        (BOMB.encode(), "too many values", (6, 36)),
        (b"a: " + b"[" * 900, "nested too deep", (1, 4 + DEPTH_MAX - 1)),
        (b"a: " + b"[" * 100_000, "nested too deep", (1, 1003)),
        (b"- " * 100_000 + b"x", "nested too deep", (1, 2 * DEPTH_MAX + 1)),
        (b'{"a": 1,}', "not valid JSON. A comma stands before “}”. Remove the comma", (1, 8)),
        (b'{"a": 1', "not valid JSON. It ends too early, before a comma or }.", (1, 8)),
        (b'{"a": 1,\n ' + b" " * 100_000 + b"x}", "not valid JSON.", (2, 100_002)),
        (b'{"a": 1,\n "a": 2}', "“a” stands twice in one object", (2, 2)),
        (b'{"a": NaN}', "NaN is no value of JSON", None),
        (b'{"a": "\\ud800"}', "a character that cannot be stored", None),
        (b'{"a": ' + b"[" * 100_000, "nested too deep", (1, 1006)),
        (b'{"a": ' + b"[" * 60 + b"]" * 60 + b"}", "nested too deep", None),
    ],
)
def test_what_cannot_be_read_names_the_place(
    data: bytes, says: str, where: tuple[int, int] | None
) -> None:
    text, place = refusal(data)

    assert says in text
    assert place == where


def test_what_no_text_file_holds_is_no_yaml_either() -> None:
    """The reader of files refuses it before; the parser says it without a place."""
    with pytest.raises(TextError, match=r"^This is not valid YAML: .*control characters") as caught:
        read_yaml("a: \x01")
    assert caught.value.place is None


def test_a_bomb_is_refused_at_once() -> None:
    began = time.thread_time()

    refusal(BOMB)

    assert time.thread_time() - began < 2


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("x: yes", True),
        ("x: Off", False),
        ("x: ~", None),
        ("x:", None),
        ("x: 17", 17),
        ("x: -1", -1),
        ("x: 1.5", 1.5),
        ("x: '17'", "17"),
        ('x: "yes"', "yes"),
        ("x: !!str 17", "17"),
        ("x: 017", "017"),
        ("x: 0x11", "0x11"),
        ("x: 1_000", "1_000"),
        ("x: 12:30", "12:30"),
        ("x: 2026-03-12", "2026-03-12"),
        ("x: .inf", ".inf"),
        ("x: 1.5e3", "1.5e3"),
        (f"x: {'9' * 5000}", "9" * 5000),
        ("x: |\n  a\n  b\n", "a\nb\n"),
        ('{"x": 9999999999999999999}', "9999999999999999999"),
        ('{"x": 1e999}', "1e999"),
        ("\ufeffx: 1", 1),
    ],
)
def test_a_value_means_what_a_person_sees(text: str, meant: object) -> None:
    found = tree(text).data

    assert found == {"x": meant}
    assert isinstance(found, dict)
    assert type(found["x"]) is type(meant)


def test_repetition_by_name_is_possible() -> None:
    found = tree("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: {<<: [{x: 0}, *a]}\nd: [*a]\n")

    assert found.data == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 1, "y": 3},
        "c": {"x": 0, "y": 2},
        "d": [{"x": 1, "y": 2}],
    }
    assert found.place("b.x") == Place(1, 8)
    assert found.place("b.y") == Place(2, 13)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("", 1),
        ("version", 1),
        ("integrations", 2),
        ("integrations[0]", 3),
        ("integrations[0].name", 3),
        ("integrations[0].endpoint", 4),
        ("integrations[0].missing", 3),
        ("integrations[0].rooms[1].room", 7),
        ("integrations[0].rooms[1].missing", 7),
        ("integrations[7].name", 2),
        ("what is.not[3].there", 1),
    ],
)
def test_paths_lead_to_places(path: str, line: int) -> None:
    found = tree(
        "version: 1\n"
        "integrations:\n"
        "  - name: A\n"
        "    endpoint: x\n"
        "    rooms:\n"
        "      - room: 1\n"
        "      - {room: 2}\n"
    )

    place = found.place(path)

    assert place is not None
    assert place.line == line


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs", "Cc"])), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs", "Cc"])), PLAIN))
def test_what_is_written_is_read_again(plain: dict[str, object]) -> None:
    as_yaml = yaml.safe_dump(plain, allow_unicode=True)
    as_json = json.dumps(plain)

    if plain:
        assert tree(as_yaml).data == plain
        assert tree(as_json).data == plain


@given(st.binary() | st.text().map(str.encode))
def test_reading_never_fails_in_another_way(data: bytes) -> None:
    with suppress(TextError):
        assert isinstance(read_text(data), Tree)


def test_reading_can_be_ended() -> None:
    class Stop(Exception):
        pass

    def stop() -> None:
        raise Stop

    with pytest.raises(Stop):
        read_text(b"a: 1", stop)
    with pytest.raises(Stop):
        read_text(b'{"a": 1}', stop)


def test_the_number_of_values_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("file_text", "file_yaml"):
        monkeypatch.setattr(f"hipadmin.services.files.{module}.VALUES_MAX", 4)

    assert tree("[1, 2, 3]").data == [1, 2, 3]
    assert refusal("[1, 2, 3, 4]") == (str(TooMany()), (1, 1))
    assert tree('{"a": [1]}').data == {"a": [1]}
    assert refusal('{"a": [1, 2, 3]}')[0] == str(TooMany())
