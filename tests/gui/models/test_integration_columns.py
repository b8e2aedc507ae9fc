"""What leaves the list of integrations, and what is cut, where room is short."""

import pytest

from hipadmin.gui.models.integration_columns import integration_columns
from hipadmin.gui.widgets.column_fit import Wish, fitted, leaving

LEAST, WANTED = 50, 90


@pytest.mark.parametrize("room", range(150, 700, 50))
def test_the_type_is_told_whole_or_not_at_all(room: int) -> None:
    columns = integration_columns(lambda _id: False)
    fits = [column.fit for column in columns]
    wishes = [Wish(LEAST, WANTED, fit.give, fit.stretch, fit.drop) for fit in fits]

    gone = leaving(wishes, room)
    kept = [at for at in range(len(wishes)) if at not in gone]
    widths = dict(zip(kept, fitted([wishes[at] for at in kept], room, 0), strict=True))

    at = [column.key for column in columns].index("type")
    assert widths.get(at, WANTED) >= WANTED
    assert not gone or at in gone, "nothing else leaves before it"
