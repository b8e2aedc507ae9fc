"""What the keyring calls itself, in processes of their own."""

import os
import subprocess
import sys

import pytest

ASK = "from hipadmin.vault.backend_name import backend_name; print(backend_name())"


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("keyring.backends.null.Keyring", "null Keyring"),
        ("keyring.backends.fail.Keyring", "fail Keyring"),
        ("no.such.Keyring", ""),
    ],
)
def test_it_is_told_whatever_is_set(setting: str, name: str) -> None:
    env = {**os.environ, "PYTHON_KEYRING_BACKEND": setting}
    command = [sys.executable, "-c", ASK]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == name
