"""Which folder a run works in: the real profile, or the sandbox's own."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATABASE = "hipadmin.db"


@dataclass(frozen=True, slots=True)
class Profile:
    """Where everything of one profile lives. ``temporary``: gone when the run ends."""

    folder: Path
    sandbox: bool = False
    temporary: bool = False

    def make_folder(self) -> None:
        """Create the folder, for the user alone. Raises OSError."""
        from hipadmin.store.files import make_folder  # --help needs no database

        make_folder(self.folder)

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / DATABASE

    @property
    def settings(self) -> Path:
        """The window's geometry and choices."""
        return self.folder / "window.ini"

    @property
    def sandbox_state(self) -> Path:
        """The sandbox's rooms and tokens."""
        return self.folder / "sandbox.json"

    @property
    def sandbox_vault(self) -> Path:
        """Which of the sandbox's tokens each reference had, by name."""
        return self.folder / "sandbox-vault.json"


def window_profile(data_dir: str | None, sandbox: bool, environment: Mapping[str, str]) -> Profile:
    """The profile a window works in; a sandbox without a data directory gets a temporary one."""
    given = data_dir or environment.get("HIPADMIN_DATA_DIR")
    if sandbox and not given:
        import tempfile  # only for a sandbox that leaves nothing behind

        return Profile(Path(tempfile.mkdtemp(prefix="hipadmin-sandbox-")), True, True)
    # as in a shell, a ~ of nobody is a folder of that name
    root = Path(os.path.expanduser(given)).absolute() if given else _default_root()  # noqa: PTH111
    return Profile(root / "sandbox", True) if sandbox else Profile(root)


def command_profile(data_dir: str | None, sandbox: bool, environment: Mapping[str, str]) -> Profile:
    """The profile a command works in.

    A data directory that holds nothing but a sandbox means the sandbox, so that a window opened
    with ``--sandbox --data-dir`` and commands with the same directory see the same rows.
    """
    given = data_dir or environment.get("HIPADMIN_DATA_DIR")
    real = window_profile(data_dir, False, environment)
    rehearsal = Profile(real.folder / "sandbox", True)
    only_sandbox = _is_there(rehearsal.database) and not _is_there(real.database)
    return rehearsal if sandbox or (given and only_sandbox) else real


def _is_there(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110 - what cannot be looked at is for the store to tell


def _default_root() -> Path:
    import platformdirs  # only where no directory was given

    return platformdirs.user_data_path("hipadmin", appauthor=False)
