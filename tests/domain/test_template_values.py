"""What a template may speak of is what the event says."""

import json

from hipadmin.domain.event import EventState
from hipadmin.domain.template_values import NAMES, template_values
from tests.domain.builders import build


def test_every_name_has_its_value() -> None:
    event = build(
        EventState.FAILURE,
        title="Build 9",
        details="2 of 3 failed",
        link="https://ci/9",
        correlation="a1",
        severity="major",
        actor="ann",
        pull_request=True,
        facts={"number": 9},
    )

    values = template_values(event)

    assert values == {
        "title": "Build 9",
        "details": "2 of 3 failed",
        "state": "failure",
        "link": "https://ci/9",
        "time": "2026-03-02 12:00",
        "project": "acme/shop",
        "branch": "main",
        "series": "CI",
        "source": "github",
        "alert": "a1",
        "severity": "major",
        "actor": "ann",
        "pull_request": True,
        "facts": {"number": 9},
    }
    assert tuple(values) == NAMES
    assert json.loads(json.dumps(values)) == values
