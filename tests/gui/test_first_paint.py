"""What a window does not load before its first list is painted, and what only if it is used."""

import json
import os
import subprocess
import sys
from pathlib import Path

from hipadmin.app import build, clock
from hipadmin.store import open_store
from hipadmin.vault.session_vault import SessionVault
from tests.gui.fill import add_integration

HEAVY = frozenset(
    {
        *("asyncio", "cryptography", "flask", "hashlib", "http.client", "jinja2", "jsonschema"),
        *("keyring", "re2", "requests", "ssl", "urllib3", "waitress", "werkzeug", "yaml"),
        *("hipadmin.domain.alert", "hipadmin.domain.event", "hipadmin.domain.message"),
        *("hipadmin.domain.policy", "hipadmin.gui.notification", "hipadmin.gui.policy"),
        *("hipadmin.gui.sandbox.faults", "hipadmin.gui.tour", "hipadmin.hipchat.client"),
        *(
            "hipadmin.relay",
            "hipadmin.sandbox",
            "hipadmin.services.delivery.leasing",
            "hipadmin.sources",
        ),
        *("hipadmin.vault.choose",),
    }
)
"""What a window that nobody touches never loads: modules and packages, each with all it holds."""
LATER = HEAVY | {
    *("platformdirs", "hipadmin.domain.activity", "hipadmin.domain.change"),
    *("hipadmin.domain.notification", "hipadmin.domain.outbox", "hipadmin.domain.step"),
    *("hipadmin.domain.subscription", "hipadmin.gui.faults.aftermath", "hipadmin.gui.dialogs"),
    *("hipadmin.gui.furnishing", "hipadmin.gui.relay.desk", "hipadmin.gui.windows"),
    *("hipadmin.gui.pages.integration_first_run",),
    *("hipadmin.services.history.activity", "hipadmin.store.activity"),
}
"""What is not there either when the first list is painted."""
OURS_MAX = 170
"""Our own modules: what the list needs, and a few more."""
SHOW = """
import json, sys
from pathlib import Path

from hipadmin.app import clock, open_window_profile, recovery
from hipadmin.gui.application import WindowOptions
from hipadmin.gui.loading import load_qt
from hipadmin.profiles import Profile

load_qt()
from hipadmin.gui.running import Running
from hipadmin.gui.widgets.states import EmptyState

profile = Profile(Path(sys.argv[1]))
options = WindowOptions(recovery(profile), profile.settings, False, "", None, clock())
running = Running(options, lambda: open_window_profile(profile))

def tell(rows):
    states = len(running.window.findChildren(EmptyState))
    print(json.dumps({"rows": rows, "loaded": sorted(sys.modules), "states": states}), flush=True)

def rest():
    if running.jobs.busy:
        running.jobs.idle.connect(rest)
        return
    tell(0)
    running.window.close()

running.window.first_list_shown.connect(tell)
running.window.furnished.connect(rest)
sys.exit(running.run())
"""


def test_what_the_list_does_not_need_is_loaded_later_or_never(tmp_path: Path) -> None:
    profile = tmp_path / "data"
    store = open_store(profile / "hipadmin.db", clock=clock)
    add_integration(build(store, SessionVault("")), "Builds", "1")
    store.close()
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }

    done = subprocess.run(
        [sys.executable, "-c", SHOW, str(profile)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    first, resting = map(json.loads, done.stdout.splitlines()[:2])
    assert first["rows"] == 1
    assert not first["states"]  # those of a list without rows are not built for one that has some
    assert not among(first["loaded"], LATER)
    assert len([name for name in first["loaded"] if name.startswith("hipadmin.")]) <= OURS_MAX
    assert "hipadmin.gui.relay.desk" in resting["loaded"]
    assert not among(resting["loaded"], HEAVY)


def among(loaded: list[str], kept_out: frozenset[str]) -> list[str]:
    return [name for name in loaded if above(name) & kept_out]


def above(module: str) -> set[str]:
    """The module and the packages it is in."""
    parts = module.split(".")
    return {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
