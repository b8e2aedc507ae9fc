"""Cards are taken by their published schema, and kept as text."""

import json
from typing import Any

import pytest

CARD: dict[str, Any] = {
    "style": "application",
    "title": "Deploy",
    "id": "deploy-1",
    "url": "https://example.test/1",
    "format": "medium",
    "description": {"value": "<b>done</b>", "format": "html"},
    "thumbnail": {"url": "https://example.test/t.png", "width": 10, "height": 2.5},
    "icon": "https://example.test/i.png",
    "activity": {"html": "<i>deployed</i>", "icon": {"url": "https://example.test/a.png"}},
    "attributes": [{"label": "env", "value": {"label": "prod", "style": "lozenge-success"}}],
    "date": 1_500_000_000,
}


def test_history_keeps_the_card_as_text(api: Any) -> None:
    assert api.notify(json={"message": "fallback", "card": CARD}).status_code == 204

    (entry,) = api.latest()
    kept = json.loads(entry["card"])
    found = kept.pop("validation")
    assert kept == CARD
    assert found == {
        "safehtmls": ["<b>done</b>", "<i>deployed</i>"],
        "safeurls": [
            "https://example.test/1",
            "https://example.test/a.png",
            "https://example.test/t.png",
        ],
    }


@pytest.mark.parametrize("style", ["file", "image", "application", "link", "media"])
def test_the_least_a_card_needs(api: Any, style: str) -> None:
    card = {"style": style, "title": "t", "id": "1"}

    assert api.notify(json={"message": "x", "card": card}).status_code == 204


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"style": "poster"}, "card.style"),
        ({"title": ""}, "card.title"),
        ({"title": "t" * 501}, "card.title"),
        ({"id": 12}, "card.id"),
        ({"format": "html"}, "card.format"),
        ({"description": "d" * 1001}, "card.description"),
        ({"description": {"value": "d"}}, "card.description.format"),
        ({"thumbnail": {"url": "u" * 251}}, "card.thumbnail.url"),
        ({"thumbnail": {"url": "u", "width": True}}, "card.thumbnail.width"),
        ({"icon": {}}, "card.icon.url"),
        ({"activity": {"html": "x", "more": 1}}, "card.activity.more"),
        ({"attributes": {}}, "card.attributes"),
        ({"attributes": [{"label": "x"}]}, "card.attributes[0].value"),
        (
            {"attributes": [{"value": {"label": "l", "style": "x"}}]},
            "card.attributes[0].value.style",
        ),
    ],
)
def test_what_does_not_fit_is_named(api: Any, change: dict[str, Any], field: str) -> None:
    answer = api.notify(json={"message": "x", "card": CARD | change})

    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["field"] == field


@pytest.mark.parametrize("name", ["style", "title", "id"])
def test_what_is_missing_is_named(api: Any, name: str) -> None:
    card = {key: value for key, value in CARD.items() if key != name}

    answer = api.notify(json={"message": "x", "card": card})

    assert answer.json()["error"]["message"] == f"Required field 'card.{name}' is missing"
