"""What is left of a server's rate limit is kept for notifications."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hipadmin.hipchat.rate import RateState

KEPT_SHARE = 0.2
"""What is left of a server's rate limit for others when we stop asking."""


def share_left(rate: "RateState") -> float:
    """How much of the server's general limit is left, 0.0 to 1.0; 1.0 if it says nothing."""
    general = rate.general
    if general is None or not general.limit or general.remaining is None:
        return 1.0
    return general.remaining / general.limit
