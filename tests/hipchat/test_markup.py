"""Markup: nothing that loads or runs is left of foreign HTML."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hipadmin.domain.hypertext import text_to_html
from hipadmin.hipchat.markup import (
    clean_html,
    links_in,
    plain_of,
    show_card_html,
    show_html,
)


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("<b>hi</b> &amp; <em>ho</em><br>", "<b>hi</b> &amp; <em>ho</em><br>"),
        ("<script>alert(1)</script>x", "x"),
        ("<h1 onclick=x>t</h1>", "t"),
        ('<img src="http://x.test/a.png" alt="a &lt; b" onerror=x>', "a &lt; b"),
        ('a<img src="file:///etc/passwd">b', "ab"),
        ('<img alt="<img src=http://x.test/a>">', "&lt;img src=http://x.test/a&gt;"),
        ('<a href="javascript:x">t</a>', '<a rel="noopener noreferrer">t</a>'),
        ('<a href="//x.test">t</a>', '<a rel="noopener noreferrer">t</a>'),
        ('<a href="file:///x">t</a>', '<a rel="noopener noreferrer">t</a>'),
        (
            '<a href="https://x.test/?a=1&amp;b">t</a>',
            '<a href="https://x.test/?a=1&amp;b" rel="noopener noreferrer">t</a>',
        ),
        ('<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>',) * 2,
        (
            '<span style="color: red; background: url(http://x.test)">x</span>',
            '<span style="color: red">x</span>',
        ),
        ('<span style="color: url(http://x.test)">x</span>', "<span>x</span>"),
        ("<style>b{}</style><iframe src=http://x.test></iframe>y", "y"),
    ],
)
def test_cleaning(given: str, cleaned: str) -> None:
    assert clean_html(given) == cleaned


PIECES = st.sampled_from(
    (
        *("<", ">", '"', "'", "img", " src=", "a", " href=", "http://x.test", "alt=", "<svg"),
        *("<!--", "style=", "url(", "<table>", "<math>", "javascript:", "&lt;", "&#", "\0", "/"),
    )
)


@given(st.lists(PIECES | st.text(max_size=3)).map("".join))
@example('<img alt="x>y" src=z>')
@example("<svg><img src=x></svg>")
def test_nothing_that_loads_is_left(text: str) -> None:
    cleaned = clean_html(text)
    assert not re.search(r"<(img|svg|script|style|iframe|math|object|link)", cleaned)
    for tag in re.findall(r"<[a-z][^>]*>", cleaned):
        assert "url(" not in re.sub(r'href="[^"]*"', "", tag)
        assert not re.search(r"\s(src|on\w+|background)\s*=", re.sub(r'"[^"]*"', '""', tag))
    assert clean_html(cleaned) == cleaned


def test_pictures_are_marked_and_their_addresses_kept() -> None:
    shown = show_html(
        'a<img src="https://x.test/a.png?b=1&amp;c" alt="x &lt; y"><img src="file:///etc/passwd">'
        "<img alt=b>\ue000c\ue001"
    )
    assert shown.html == "a\ue000x &lt; y\ue001\ue000\ue001\ue000b\ue001c"
    assert shown.pictures == ("https://x.test/a.png?b=1&c",)


def test_a_card_keeps_less() -> None:
    shown = show_card_html("<b>a</b><pre>b</pre><ul><li>c</ul><a href='https://x.test'>d</a>")
    assert shown.html == ('<b>a</b>bc<a href="https://x.test" rel="noopener noreferrer">d</a>')


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("a <b>b</b> &amp; c<br>d", "a b & c\nd"),
        ("x<ul><li>one</li><li>two</li></ul>y", "x• one\n• two\n\ny"),
        (
            "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>",
            "a\tb\nc",
        ),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("", ""),
    ],
)
def test_the_words_of_markup(given: str, words: str) -> None:
    assert plain_of(clean_html(given)) == words


@given(st.text())
def test_text_comes_back_as_words(text: str) -> None:
    lines = text.replace("\r\n", "\n").split("\n")
    assert plain_of(text_to_html(text)) == "\n".join(line.rstrip() for line in lines).strip()


def test_links_of_markup_each_once() -> None:
    markup = clean_html(
        '<a href="https://a.test/?x=1&amp;y">1</a><a href="https://a.test/?x=1&y">2</a>'
    )
    assert links_in(markup) == ("https://a.test/?x=1&y",)
