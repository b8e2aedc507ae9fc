from hipadmin.domain.event import EventState
from hipadmin.domain.memory import LastResult, next_result, series_key, subject_key
from tests.domain.builders import AT, after, build, clear, event, trigger

FAILED = LastResult(EventState.FAILURE, AT)


def test_final_results_are_remembered() -> None:
    assert next_result(None, build(EventState.FAILURE)) == FAILED
    later = build(EventState.SUCCESS, at=after(minutes=1), received_at=after(minutes=2))
    passed = next_result(FAILED, later)
    assert passed == LastResult(EventState.SUCCESS, after(minutes=1))
    assert next_result(FAILED, build(EventState.STARTED)) == FAILED
    assert next_result(FAILED, event()) == FAILED


def test_pull_requests_and_late_reports_change_nothing() -> None:
    assert next_result(FAILED, build(EventState.SUCCESS, pull_request=True)) == FAILED
    assert next_result(FAILED, build(EventState.SUCCESS, at=after(minutes=-1))) == FAILED
    at_once = next_result(FAILED, build(EventState.SUCCESS, at=AT))
    assert at_once == LastResult(EventState.SUCCESS, AT)


def test_a_clock_that_ran_ahead_has_not_the_last_word() -> None:
    """Neither that of a build machine nor our own, before it was set back."""
    ahead = next_result(None, build(EventState.FAILURE, at=after(days=9000)))
    assert ahead == FAILED
    now = after(minutes=1)
    passed = build(EventState.SUCCESS, at=now, received_at=now)
    assert next_result(ahead, passed) == LastResult(EventState.SUCCESS, now)
    ours = LastResult(EventState.FAILURE, after(days=1))
    assert next_result(ours, passed) == LastResult(EventState.SUCCESS, now)


def test_a_series_is_source_project_and_branch() -> None:
    one = build(EventState.FAILURE)
    assert series_key(one) == series_key(build(EventState.SUCCESS, title="other"))
    for other in ({"kind": "x"}, {"series": "x"}, {"project": "x"}, {"branch": "x"}):
        assert series_key(build(EventState.FAILURE, **other)) != series_key(one)
    moved = build(EventState.FAILURE, project="acme/shopm", branch="ain")
    assert series_key(moved) != series_key(one)


def test_a_subject_is_an_alert_or_a_state_of_something() -> None:
    assert subject_key(trigger()) == subject_key(clear(title="over"))
    assert subject_key(trigger("a2")) != subject_key(trigger())
    assert subject_key(event()) == subject_key(event(title="other"))
    assert subject_key(build(EventState.SUCCESS)) != subject_key(build(EventState.FAILURE))
