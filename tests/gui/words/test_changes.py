from datetime import UTC, datetime, timedelta

from hipadmin.domain.change import Action, every_kind
from hipadmin.gui.words.changes import change_words, moment

NOW = datetime(2026, 3, 12, 14, 26, tzinfo=UTC)


def test_times_are_short() -> None:
    local = NOW.astimezone()

    assert moment(NOW, NOW) == f"{local:%H:%M}"
    assert moment(NOW - timedelta(days=1), NOW) == f"yesterday {local:%H:%M}"


def test_the_window_speaks_of_changes() -> None:
    [gone] = [k for k in every_kind() if k.action is Action.DELETE_INTEGRATION]

    assert change_words().kind(gone) == "Deleted integration"
