"""Requests made up from the served description, good ones and bad ones: it is true, and no 5xx."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from hipadmin.domain.activity import EventFilter
from tests.relay.serving import served

CONFIG = Path(__file__).parent / "schemathesis.toml"
EXAMPLES = 150


@pytest.mark.slow
@pytest.mark.may_log("^waitress")
def test_the_description_holds_whatever_is_sent(tmp_path: Path) -> None:
    with served(tmp_path) as site:
        key = site.desk.key.reveal()
        command = [
            *(str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIG)),
            *("run", f"{site.url}/openapi.json", "--no-color", "--generation-database", "none"),
            *("-H", f"Authorization: Bearer {key}", "--max-examples", str(EXAMPLES)),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=500, cwd=tmp_path)
        events = site.desk.hub.activity.events(EventFilter(), limit=5)
        refused = Counter(code for _subscription, code in site.noted())
    assert done.returncode == 0, done.stdout[-8000:]
    assert events.rows  # good ones were among them
    assert refused["invalid"]
