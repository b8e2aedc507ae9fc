"""The house's rules, as far as a test can hold them."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest
from pytest_archon import archrule

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "hipadmin"
LINES_MAX = 450
pytestmark = pytest.mark.may_log("^pytest_archon.collect: Could not determine")  # names of types
WITHOUT_QT = ("domain", "store", "vault", "hipchat", "sources", "services", "relay", "sandbox")
OUTSIDE = ("store", "hipchat", "vault", "sources")


def files() -> list[Path]:
    return sorted([*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")])


@pytest.mark.parametrize("room", OUTSIDE)
def test_store_hipchat_vault_and_sources_do_not_know_each_other(room: str) -> None:
    others = [f"hipadmin.{other}*" for other in OUTSIDE if other != room]
    above = ["hipadmin.services*", "hipadmin.gui*", "hipadmin.app", "hipadmin.sandbox*"]
    rule = archrule(f"{room} stands alone").match(f"hipadmin.{room}*")
    rule.should_not_import(*others, *above).check("hipadmin")


def test_the_domain_knows_nothing_but_itself() -> None:
    rooms = (*OUTSIDE, "services", "sandbox", "gui", "app", "cli", "commands")
    rule = archrule("the domain is pure").match("hipadmin.domain*")
    rule.should_not_import(*(f"hipadmin.{room}*" for room in rooms)).check("hipadmin")
    outside = ("sqlite3", "requests", "keyring", "socket", "threading", "random", "os", "time")
    rule = archrule("the domain does no I/O").match("hipadmin.domain*")
    rule.should_not_import(*outside).check("hipadmin", only_direct_imports=True)


def test_the_sandbox_imports_nothing_else_of_the_package() -> None:
    rooms = ("domain", "store", "hipchat", "vault", "services", "gui", "app", "cli", "assets")
    rule = archrule("the sandbox stands alone").match("hipadmin.sandbox*")
    rule.should_not_import(*(f"hipadmin.{room}*" for room in rooms)).check("hipadmin")


def test_only_the_window_imports_qt() -> None:
    for file in PACKAGE.rglob("*.py"):
        if "gui" not in file.relative_to(PACKAGE).parts:
            assert "PySide6" not in imported(file), file


@pytest.mark.parametrize("room", WITHOUT_QT)
def test_it_runs_with_qt_blocked(room: str) -> None:
    code = f"""
import sys, pkgutil, importlib
sys.modules["PySide6"] = None
package = importlib.import_module("hipadmin.{room}")
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize("file", files(), ids=lambda f: str(f.relative_to(ROOT)))
def test_no_file_is_a_drawer(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LINES_MAX


@pytest.mark.parametrize(
    "file", sorted((PACKAGE / "gui" / "dialogs").glob("*.py")), ids=lambda f: f.stem
)
def test_every_dialog_is_in_the_gallery(file: Path) -> None:
    shown = "".join(
        f.read_text(encoding="utf-8") for f in (ROOT / "tests" / "gallery").glob("*.py")
    )
    classes = [n for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if _is_dialog(n)]

    missing = [found.name for found in classes if found.name not in shown]

    assert missing == [], "each wants a scene in tests/gallery/scenes_*.py"


def test_what_types_cannot_say_has_its_reason() -> None:
    bare = re.compile(r"# type: ignore(\[[^]]*\])?\s*$", re.MULTILINE)

    found = [str(f) for f in PACKAGE.rglob("*.py") if bare.search(f.read_text("utf-8"))]

    assert found == [], "the reason stands behind it: # type: ignore[code]  # reason"


def _is_dialog(node: ast.AST) -> TypeGuard[ast.ClassDef]:
    if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
        return False
    bases = [ast.unparse(base) for base in node.bases]
    return any(base in ("DialogFrame", "QDialog", "_Told") for base in bases)


def imported(file: Path) -> set[str]:
    """The top-level names a file imports, at its top or inside."""
    return {name.split(".")[0] for name in _names(ast.parse(file.read_text(encoding="utf-8")))}


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
