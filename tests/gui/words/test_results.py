from datetime import UTC, datetime

import pytest

from hipadmin.domain.health import Outcome, RoomResult
from hipadmin.gui.words.texts import result_fact

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("result", "fact"),
    [
        (None, "Never"),
        (RoomResult("r1", NOW, Outcome.OK, 204), "204"),
        (RoomResult("r1", NOW, Outcome.FAILING), "No answer"),
        (RoomResult("r1", NOW, Outcome.NOT_SENT), "Not sent"),
        (RoomResult("r1", NOW, Outcome.NOT_SENT, 400), "400"),
    ],
)
def test_the_first_fact_is_what_the_server_answered(result: RoomResult | None, fact: str) -> None:
    assert result_fact(result) == fact
