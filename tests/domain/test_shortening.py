"""Long messages: cut visibly, never inside what belongs together."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hipadmin.domain.shortening import shorten

FAMILY = "👩\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("abcdefg", 1, "…"),
        ("<b>abcdef</b>", 12, "<b>abcd…</b>"),
        ("<b>abcdef</b>", 13, "<b>abcdef</b>"),
        ("<b>ab</b>cdef", 10, "<b>ab</b>…"),
        ("ab<br>cdef", 7, "ab<br>…"),
        ("ab<br/>cdef", 7, "ab…"),
        ('x<a href="http://a.test/?q=<>">y</a>z', 36, 'x<a href="http://a.test/?q=<>">…</a>'),
        ('x<a href="http://a.test/?q=<>">y</a>z', 35, "x…"),
        ('<a href="' + "x" * 90, 50, "…"),
        ("<a title=it's>abcdefgh</a>", 22, "<a title=it's>abc…</a>"),
        ("a &amp; b &amp; c", 12, "a &amp; b …"),
        ("a &amp; b &amp; c", 16, "a &amp; b &amp;…"),
        ("a & b < c and more", 10, "a & b < c…"),
        ("i <3 you more", 9, "i <3 you…"),
        ("<!-- > --><i>abcdef", 18, "<!-- > --><i>…</i>"),
        ("<!-- never closed " * 9, 50, "…"),
        ("<B>ab<I>cd</B>efghij", 16, "<B>ab…</b>"),
        (
            "<table><tr><td>ab</td></tr><tr><td>cd</td></tr></table>",
            45,
            "<table><tr><td>ab</td></tr><tr></tr></table>…",
        ),
        ("<ul><li>one</li><li>two</li></ul>", 30, "<ul><li>one</li></ul>…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        (f"a{FAMILY}b", 5, "a…"),
        ("👍🏽👍🏽", 3, "👍🏽…"),
    ],
)
def test_html(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("a <b> & c", 5, "a <b…"),
        ("abc   def", 6, "abc…"),
        ("    def", 4, "   …"),
        ("e\u0301" * 3, 4, "e\u0301…"),
        (FAMILY * 3, 8, FAMILY + "…"),
    ],
)
def test_plain_text(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit, "text") == short


@pytest.mark.parametrize(("limit", "kind"), [(0, "html"), (10, "markdown")])
def test_what_makes_no_sense_is_refused(limit: int, kind: str) -> None:
    with pytest.raises(ValueError, match="limit"):
        shorten("x", limit, kind)


class Reading(HTMLParser):
    """What a reader makes of HTML: its text, and whether every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.shown = ""
        self.still_open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        if tag not in ("br", "img"):
            self.still_open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.still_open.pop() == tag

    def handle_data(self, data) -> None:
        self.shown += data


TEXT = st.text("ab ×😀\u0301", max_size=6)
LEAF = TEXT | st.sampled_from(("&lt;", "&amp;", "&#233;", "<br>", '<img alt="a>b" src="x">'))


def wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(("b", "i", "pre", 'a href="http://x.test/?a=1&amp;b=%3E"', "li", "ul"))
    return st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        tags,
        st.lists(inner, max_size=4),
    )


@given(st.lists(st.recursive(LEAF, wrapped), max_size=6).map("".join), st.integers(1, 80))
@example("<b><i><pre>abc</pre></i></b>", 22)
def test_sound_html_stays_sound(text: str, limit: int) -> None:
    short = shorten(text, limit)
    whole, cut = Reading(text), Reading(short)
    assert len(short) <= limit
    assert cut.still_open == []
    if len(text) > limit:
        before, mark, _after = cut.shown.partition("…")
        assert mark
        assert whole.shown.startswith(before)
        assert short != text
    else:
        assert short == text


PIECES = st.sampled_from(
    (
        "<",
        ">",
        "</",
        "<a",
        "<b>",
        "</b>",
        '"',
        "'",
        "=",
        "<!--",
        "-->",
        "&",
        "&amp",
        ";",
        "<br",
        "x",
    )
)


@given(st.lists(PIECES | st.text(max_size=2), max_size=40).map("".join), st.integers(1, 60))
def test_whatever_the_text_the_limit_holds(text: str, limit: int) -> None:
    for kind in ("html", "text"):
        short = shorten(text, limit, kind)
        assert len(short) <= limit
        assert short == text or "…" in short


@pytest.mark.parametrize(
    "piece", ["<a ", '<a b="', "<b>", "</b>", "&", "\u0301", "\u200d", "<!-- ", "=' "]
)
def test_a_nasty_text_takes_no_longer(piece: str) -> None:
    began = time.process_time()
    shorten(piece * 200_000)
    assert time.process_time() - began < 2
