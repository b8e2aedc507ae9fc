"""Tokens and brackets of JSON that is being typed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.policy.tokens import (
    _BRACKET,
    FARTHEST,
    TokenKind,
    line_tokens,
    partner_of,
    token_at,
)

K = TokenKind


def kinds(line):
    return [(line[t.start : t.end], t.kind) for t in line_tokens(line)]


def test_a_line_of_a_statement():
    assert kinds('  "effect": "allow", tru') == [
        ('"effect"', K.NAME),
        (":", K.PUNCTUATION),
        ('"allow"', K.EFFECT),
        (",", K.PUNCTUATION),
        ("tru", K.WORD),
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ('["allow"]', K.STRING),
        ('"effect": "Allow"', K.STRING),
        ('"x": "deny"', K.STRING),
        ('["a\\"b"]', K.STRING),
        ('["open', K.STRING),
    ],
)
def test_only_the_effects_are_effects(line, kind):
    assert kind in [k for _, k in kinds(line)]
    assert K.EFFECT not in [k for _, k in kinds(line)]


@given(st.text(alphabet='"\\[]{}:,ab \t', max_size=40))
def test_every_character_that_is_no_blank_is_in_one_token(line):
    tokens = list(line_tokens(line))
    covered = "".join(line[t.start : t.end] for t in tokens)
    assert covered.replace(" ", "").replace("\t", "") == line.replace(" ", "").replace("\t", "")
    assert all(a.end <= b.start for a, b in pairwise(tokens))


@pytest.mark.parametrize(
    ("column", "marked"),
    [(2, '"proj/x:*"'), (10, "*"), (1, "["), (40, "")],
)
def test_what_is_underlined(column, marked):
    line = ' ["proj/x:*"]'
    start, end = token_at(line, column)
    assert line[start:end] == marked


TEXT = '[{"a": ["]", "{"]}, x]'


@pytest.mark.parametrize(
    ("at", "partner"),
    [(0, 21), (21, 0), (1, 17), (17, 1), (7, 16), (16, 7), (9, -1), (2, -1)],
)
def test_brackets_find_each_other_past_those_in_texts(at, partner):
    assert partner_of(TEXT, at) == partner


@pytest.mark.parametrize("text", ["[", "]", "[}", "{]"])
def test_a_bracket_without_a_partner(text):
    assert partner_of(text, 0) == -1


def plain_partner(text, at):
    opened = []
    for found in _BRACKET.finditer(text):
        sign, here = found[0], found.start()
        if sign in "[{":
            opened.append(here)
        elif sign in "]}":
            start = opened.pop() if opened else -1
            if at in (start, here):
                return start + here - at if start >= 0 and text[start] + sign in "[]{}" else -1
    return -1


@pytest.mark.parametrize(
    "text", ["[\n\n}{]]", '{"[\n"a"]}', '"[{}\\,{\\\n]', '[\n{"a]": [\n"\n]}\n]', "}\n\n]{\n}"]
)
def test_brackets_are_looked_for_from_where_they_are(text):
    for at, sign in enumerate(text):
        if sign in "[]{}":
            assert partner_of(text, at) == plain_partner(text, at)


def test_the_way_to_a_partner_is_bounded():
    text = f"[{' ' * FARTHEST}]"
    assert (partner_of(text, 0), partner_of(text, len(text) - 1)) == (0, len(text) - 1)
    near = text.replace(" ", "", 1)
    assert (partner_of(near, 0), partner_of(near, len(near) - 1)) == (len(near) - 1, 0)
