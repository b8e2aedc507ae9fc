import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.hypertext import text_to_html


@pytest.mark.parametrize(
    ("given", "html"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("one\ntwo\r\nthree", "one<br>two<br>three"),
        (
            "see https://x.test/?a=1&b=2.",
            'see <a href="https://x.test/?a=1&amp;b=2">https://x.test/?a=1&amp;b=2</a>.',
        ),
        ("(http://x.test)", '(<a href="http://x.test">http://x.test</a>)'),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ('http://x"onclick=y', '<a href="http://x">http://x</a>&quot;onclick=y'),
    ],
)
def test_text_becomes_html(given: str, html: str) -> None:
    assert text_to_html(given) == html


@given(st.text())
def test_text_brings_no_tags_of_its_own(text: str) -> None:
    kept = re.sub(r'<a href="https?://[^"<>]+">|</a>|<br>', "", text_to_html(text))
    assert not set(kept) & {"<", ">", '"'}


@pytest.mark.parametrize(
    ("given", "marked"),
    [
        ("@Jo", '<a href="mention:Jo">@Jo</a>'),
        ("hey @jo.", 'hey <a href="mention:jo">@jo</a>.'),
        ("(@jo)", '(<a href="mention:jo">@jo</a>)'),
        ("@all @HERE", '<a href="mention:all">@all</a> <a href="mention:HERE">@HERE</a>'),
        ("a@jo @@jo @joe jo@x.test", "a@jo @@jo @joe jo@x.test"),
        ("http://x.test/@jo", '<a href="http://x.test/@jo">http://x.test/@jo</a>'),
        ("@jo<b>", '<a href="mention:jo">@jo</a>&lt;b&gt;'),
    ],
)
def test_mentions_of_people_who_are_there(given: str, marked: str) -> None:
    assert text_to_html(given, ["jo"]) == marked


def test_before_sending_any_name_may_be_there() -> None:
    assert text_to_html("@Zoë-1 @ x", "*") == '<a href="mention:Zoë-1">@Zoë-1</a> @ x'


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://x.test/a_(b)", "https://x.test/a_(b)"),
        ("(https://x.test/a)", "https://x.test/a"),
        ("see https://x.test/a_(b)).", "https://x.test/a_(b)"),
        ("https://x.test/[1]?", "https://x.test/[1]"),
    ],
)
def test_brackets_of_an_address_belong_to_it(given: str, address: str) -> None:
    assert f'href="{address}"' in text_to_html(given)


def test_what_is_sent_holds_no_marks() -> None:
    assert text_to_html("@all look") == "@all look"
