"""Where the data files of the product are; the only module that knows."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
_PACKAGED = _HERE / "_resources"
_CHECKOUT = _HERE.parent / "resources"


def resource(*parts: str) -> Path:
    """Give the path of a data file or folder, named part by part from ``resources/`` on.

    A wheel carries the files inside the package; a checkout, an unpacked sdist and an editable
    install have them beside it. Nothing is opened: a name that does not exist fails at its use.
    """
    root = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    return root.joinpath(*parts)


def read_text(*parts: str) -> str:
    """Read a data file as UTF-8 text.

    Raises:
        FileNotFoundError: there is no such file; the installation is damaged.
    """
    return resource(*parts).read_text(encoding="utf-8")
