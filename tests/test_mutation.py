"""The score is the share of changes that tests saw; what was not run was not seen."""

import json
from collections import Counter
from pathlib import Path

from tests.mutation import by_file, lines, score, verdicts

CODES = {"a.b.x_one__mutmut_1": 1, "a.b.x_one__mutmut_2": 0, "a.b.x_two__mutmut_1": 33}


def test_every_change_that_was_tried_counts(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    told = {"exit_code_by_key": {**CODES, "a.c.x_two__mutmut_1": None}, "other": {}}
    (tmp_path / "deep" / "b.py.meta").write_text(json.dumps(told))
    (tmp_path / "c.py.meta").write_text(
        json.dumps({"exit_code_by_key": {"a.c.xǁAǁb__mutmut_1": 36}})
    )

    found = verdicts(tmp_path)

    assert found == {**CODES, "a.c.x_two__mutmut_1": None, "a.c.xǁAǁb__mutmut_1": 36}
    counts = by_file({name: code for name, code in found.items() if code is not None})
    assert counts == {"a.b": Counter({True: 1, False: 2}), "a.c": Counter({True: 1})}
    assert list(lines(counts)) == [
        "  33.3 %      1 of     3  a.b",
        " 100.0 %      1 of     1  a.c",
    ]


def test_nothing_tried_is_no_success() -> None:
    assert score(Counter()) == 0.0
