"""Asks HypChat for more than the rate limit allows: it waits until HipChat's reset, as it should.

Run by the clients' own Python: `python waiting.py http://… TOKEN COUNT`. Prints one JSON line.
"""

import json
import sys
import time
import warnings

from hypchat import HypChat, RateLimitWarning

SERVER, TOKEN, COUNT = sys.argv[1], sys.argv[2], int(sys.argv[3])


def main() -> None:
    """Ask, and say how long it took and how often it was told to wait."""
    began = time.monotonic()
    with warnings.catch_warnings(record=True) as waits:
        warnings.simplefilter("always", RateLimitWarning)
        hip = HypChat(TOKEN, SERVER)
        names = [hip.get_room("Ops")["name"] for _ in range(COUNT)]
    told = [each for each in waits if issubclass(each.category, RateLimitWarning)]
    seen = {"names": names, "waits": len(told), "seconds": time.monotonic() - began}
    sys.stdout.write(json.dumps(seen) + "\n")


if __name__ == "__main__":
    main()
