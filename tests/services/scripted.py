"""Relays of a few lines, and a vault, for whoever looks after them."""

import sys
import threading
from collections.abc import Callable

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.token import Secret
from hipadmin.vault.session_vault import SessionVault

ECHO = """
import json, sys
print(json.dumps({"url": "http://echo"}), flush=True)
for line in sys.stdin:
    print("INFO x:", line.strip(), file=sys.stderr, flush=True)
"""


def script(text: str) -> list[str]:
    return [sys.executable, "-S", "-c", text]


def until(condition: Callable[[], bool]) -> None:
    for _ in range(400):
        if condition():
            return
        threading.Event().wait(0.025)
    raise AssertionError("it did not happen")


class Vault(SessionVault):
    """A vault that can be locked, and says how often it was asked."""

    locked = False
    asked = 0

    def get(self, ref_id: str) -> Secret | None:
        self.asked += 1
        if self.locked:
            raise VaultTrouble(VaultFailure.LOCKED, "The keyring is locked.")
        return super().get(ref_id)
