"""What is left of a server's limit for others."""

import pytest

from hipadmin.hipchat.rate import Allowance, RateState
from hipadmin.services.delivery.sparing import share_left


@pytest.mark.parametrize(
    ("general", "share"),
    [
        (None, 1.0),
        (Allowance(0, 0, 0), 1.0),
        (Allowance(500, None, 0), 1.0),
        (Allowance(500, 125, 0), 0.25),
        (Allowance(500, 0, 0), 0.0),
    ],
)
def test_what_the_server_does_not_say_is_plenty(general: Allowance | None, share: float) -> None:
    assert share_left(RateState(general)) == share
