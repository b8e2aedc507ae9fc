"""What a test needs from the machine."""

import os
import shutil

import pytest


def needs(*programs: str) -> None:
    """Skip the test when a program is missing; with CI=true fail, so that nothing hides there."""
    missing = [program for program in programs if shutil.which(program) is None]
    if not missing:
        return
    reason = f"not installed here: {', '.join(missing)}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
