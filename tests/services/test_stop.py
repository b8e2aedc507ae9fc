"""Work that goes on elsewhere is told to stop, once."""

from hipadmin.services.stop import Stop


def test_who_listens_is_told_once_and_who_comes_late_at_once() -> None:
    told: list[str] = []
    stop = Stop()
    stop.on_cancel(lambda: told.append("early"))
    assert (stop.stopped, told) == (False, [])
    stop.stop()
    stop.stop()
    stop.on_cancel(lambda: told.append("late"))
    assert (stop.stopped, told) == (True, ["early", "late"])
