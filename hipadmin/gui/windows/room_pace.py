"""How often a room is asked."""

from dataclasses import dataclass

TOPIC_EVERY = 30
"""The topic is asked for once in so many rounds."""
_MOST_DOUBLINGS = 10


@dataclass(frozen=True, slots=True)
class Pace:
    """Milliseconds from one question to the next; after failures it grows up to ``most_ms``."""

    every_ms: int
    most_ms: int

    def after(self, failures: int) -> int:
        """The distance after so many failures in a row."""
        doubled = self.every_ms * 2 ** min(failures, _MOST_DOUBLINGS)
        return self.every_ms if not failures else min(doubled, self.most_ms)


SANDBOX_PACE = Pace(900, 15_000)
"""Under a second, so that a message shows within one."""
SERVER_PACE = Pace(10_000, 300_000)
"""HipChat v2: 100 requests in five minutes per token; this takes a third of them."""
