from hypothesis import given
from hypothesis import strategies as st

from hipadmin.gui.models.difference import Insert, Move, Remove, difference, spans

KEYS = st.lists(st.integers(0, 30), unique=True, max_size=20)


def walked(before: list[int], after: list[int], most: int = 100) -> list[int] | None:
    """Take the steps one by one."""
    steps = difference(before, after, most)
    if steps is None:
        return None
    now = list(before)
    for step in steps:
        if isinstance(step, Remove):
            del now[step.first : step.last + 1]
        elif isinstance(step, Insert):
            now[step.first : step.first] = after[step.first : step.last + 1]
        else:
            now.insert(step.target, now.pop(step.source))
    return now


@given(KEYS, KEYS)
def test_the_steps_lead_from_one_list_to_the_other(before: list[int], after: list[int]) -> None:
    assert walked(before, after) == after


@given(st.lists(st.integers(), unique=True, min_size=2, max_size=20), st.data())
def test_one_that_moved_is_one_step(keys: list[int], data: st.DataObject) -> None:
    source = data.draw(st.integers(0, len(keys) - 1))
    after = list(keys)
    target = data.draw(st.integers(0, len(keys) - 1))
    after.insert(target, after.pop(source))

    steps = difference(keys, after, 1)

    assert steps is not None
    assert all(isinstance(step, Move) for step in steps)
    assert len(steps) == (source != target)


def test_stretches_are_one_step_each() -> None:
    before, after = [1, 2, 3, 4, 5, 6], [0, 1, 4, 7, 8]

    assert difference(before, after, 4) == [Remove(4, 5), Remove(1, 2), Insert(0, 0), Insert(3, 4)]


def test_too_many_steps_are_none() -> None:
    assert difference(list(range(10)), list(range(0, 10, 2)), 4) is None
    assert difference(list(range(10)), list(range(9, -1, -1)), 8) is None
    assert difference(list(range(10)), list(range(9, -1, -1)), 9) is not None


def test_spans_are_stretches_or_one_over_all() -> None:
    assert spans([], 3) == []
    assert spans([4], 3) == [(4, 4)]
    assert spans([1, 2, 3, 7, 9, 10], 3) == [(1, 3), (7, 7), (9, 10)]
    assert spans([1, 2, 3, 7, 9, 10], 2) == [(1, 10)]
