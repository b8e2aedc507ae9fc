"""Every scene in every theme, scale, size of letters, size of screen, language and direction."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gallery.variations import VARIATIONS, Variation

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda variation: variation.name)
def test_nothing_is_cut_hidden_or_out_of_reach(variation: Variation, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.gallery", "--out", str(tmp_path)]
    done = subprocess.run(
        [*command, "--here", variation.name],
        cwd=ROOT,
        env=os.environ | variation.environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert (done.returncode, done.stdout.splitlines()[1:]) == (0, []), done.stdout + done.stderr
    assert len(list((tmp_path / variation.name).glob("*.png"))) > 50
