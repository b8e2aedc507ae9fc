"""What is not loaded before the first list stands on the screen: it waits for who needs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from hipadmin.app import build, clock
from hipadmin.store import open_store
from hipadmin.vault.session_vault import SessionVault
from tests.gui.fill import add_integration

LATER = frozenset(
    {
        *("asyncio", "cryptography", "flask", "http.client", "jinja2", "jsonschema", "keyring"),
        *("platformdirs", "re2", "requests", "ssl", "urllib3", "waitress", "werkzeug", "yaml"),
        *("hipadmin.domain.activity", "hipadmin.domain.alert", "hipadmin.domain.change"),
        *("hipadmin.domain.event", "hipadmin.domain.message", "hipadmin.domain.notification"),
        *("hipadmin.domain.outbox", "hipadmin.domain.policy", "hipadmin.domain.step"),
        *("hipadmin.domain.subscription", "hipadmin.gui.aftermath", "hipadmin.gui.dialogs"),
        *("hipadmin.gui.notification", "hipadmin.gui.policy", "hipadmin.gui.relay_desk"),
        *("hipadmin.gui.tour", "hipadmin.gui.windows", "hipadmin.hipchat.client"),
        *("hipadmin.relay", "hipadmin.sandbox", "hipadmin.services.activity"),
        *("hipadmin.sources", "hipadmin.store.activity", "hipadmin.vault.choose"),
    }
)
"""Modules and packages, each with all it holds."""
OURS_MAX = 165
"""Our own modules: what the list needs, and a few more."""
SHOW = """
import json, sys
from pathlib import Path

from hipadmin.app import clock, open_window_profile, recovery
from hipadmin.gui.application import WindowOptions, load_qt
from hipadmin.profiles import Profile

load_qt()
from hipadmin.gui.running import Running

profile = Profile(Path(sys.argv[1]))
options = WindowOptions(recovery(profile), profile.settings, False, "", None, clock())
running = Running(options, lambda: open_window_profile(profile))

def tell(rows):
    print(json.dumps({"rows": rows, "loaded": sorted(sys.modules)}))
    running.window.close()

running.window.first_list_shown.connect(tell)
sys.exit(running.run())
"""


def test_the_first_list_waits_for_nothing_it_does_not_need(tmp_path: Path) -> None:
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

    told = json.loads(done.stdout)
    assert told["rows"] == 1
    assert not [name for name in told["loaded"] if above(name) & LATER]
    assert len([name for name in told["loaded"] if name.startswith("hipadmin.")]) <= OURS_MAX


def above(module: str) -> set[str]:
    """The module and the packages it is in."""
    parts = module.split(".")
    return {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
