"""The data files are found wherever the product was put."""

import importlib.util
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

import pytest

from hipadmin.assets import read_text, resource

CHECKOUT = Path(__file__).resolve().parents[1]
PROBE = (
    "from hipadmin.assets import read_text, resource;"
    "print(resource('icons', 'plug.svg').resolve());"
    "assert read_text('icons', 'plug.svg').startswith('<svg')"
)


def test_a_resource_is_named_part_by_part() -> None:
    assert resource("icons", "plug.svg").is_file()
    assert resource("icons").is_dir()


def test_text_is_read_as_utf8() -> None:
    assert "viewBox" in read_text("icons", "plug.svg")


def test_a_missing_file_says_its_name() -> None:
    with pytest.raises(FileNotFoundError, match=r"no-such-icon\.svg"):
        read_text("icons", "no-such-icon.svg")


def test_finding_files_needs_no_qt() -> None:
    code = f"import sys; {PROBE}; assert not any(m.startswith('PySide6') for m in sys.modules)"
    run([sys.executable, "-c", code], CHECKOUT)


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def built(kind: str, source: Path, folder: Path) -> Path:
    """Build one artefact with the backend itself, as pip and build would ask it to."""
    folder.mkdir()
    code = f"import hatchling.build as b; print(b.build_{kind}({str(folder)!r}))"
    run([sys.executable, "-c", code], source)
    return next(folder.iterdir())


def unpacked(sdist: Path, folder: Path) -> Path:
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.iterdir())


def wheel_for(way: str, tmp_path: Path) -> Path:
    if way == "sdist":
        source = unpacked(built("sdist", CHECKOUT, tmp_path / "sdist"), tmp_path / "unpacked")
        return built("wheel", source, tmp_path / "wheel")
    return built(way, CHECKOUT, tmp_path / "wheel")


@pytest.mark.slow
@pytest.mark.parametrize("way", ["wheel", "sdist", "editable"])
def test_resources_are_found_in_every_kind_of_install(way: str, tmp_path: Path) -> None:
    needed = ("hatchling", "editables", "pip")
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    assert not missing, f"install the test extra: {missing} not found"
    wheel = wheel_for(way, tmp_path)
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    install = ["-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index"]
    run([sys.executable, *install, "--disable-pip-version-check", str(wheel)], tmp_path)
    found = Path(run([str(python), "-I", "-c", PROBE], tmp_path))
    home = CHECKOUT / "resources" if way == "editable" else (tmp_path / "venv").resolve()
    assert found.is_relative_to(home)
    page = tmp_path / "venv" / "share" / "man" / "man1" / "hipadmin.1"
    assert page.read_text(encoding="utf-8").startswith(".")
