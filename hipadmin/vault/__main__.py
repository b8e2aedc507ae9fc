"""`python -m hipadmin.vault STORE_ID` prints which vault would be chosen, as one JSON line.

A window asks this way at start: what loads a keyring (8 MB of it) is loaded in the window itself
only when a token is really read or written.
"""

import json
import sys

from hipadmin.vault.choose import choose_vault


def main() -> None:
    """Choose, print, let go."""
    vault = choose_vault(sys.argv[1])
    facts = {"name": vault.name, "durable": vault.durable, "reason": vault.reason}
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()
    vault.close()


if __name__ == "__main__":
    main()
