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
