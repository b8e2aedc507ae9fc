"""Drafts: what was being entered when a run ended badly, without anything secret."""

import contextlib
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hipadmin.domain.redaction import mask_everything
from hipadmin.recovery import private_file

VERSION = 1
KINDS = ("integration", "notification", "subscription", "message")
DRAFTS_MOST = 20
"""The oldest go first."""
BYTES_MOST = 512 * 1024
"""Of one draft; a larger one is not kept."""
_KEY = re.compile(r"[0-9a-f]{32}")

Plain = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Draft:
    """What was entered into one dialog. ``kind`` says which, ``title`` what it was called."""

    key: str
    kind: str
    title: str
    content: Plain
    at: datetime


class DraftFolder:
    """Drafts in ``folder``, which is made with the first one. May be used from any thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._guard = threading.Lock()
        self._closed = False

    @classmethod
    def of(cls, profile_folder: Path) -> "DraftFolder":
        """The drafts of a profile."""
        return cls(profile_folder / "drafts")

    def put(self, draft: Draft) -> None:
        """Keep ``draft`` in place of the one of its key. Raises OSError."""
        told = {
            "version": VERSION,
            "kind": draft.kind,
            "title": _clean(draft.title),
            "at": draft.at.isoformat(),
            "content": _clean(draft.content),
        }
        text = json.dumps(told)  # ASCII: a name may hold half a character
        with self._guard:
            if not self._closed and len(text) <= BYTES_MOST:
                private_file.write(self._path(draft.key), text)
                self._thin()

    def drop(self, key: str) -> None:
        """Forget a draft. Raises OSError."""
        with self._guard:
            self._path(key).unlink(missing_ok=True)

    def all(self) -> list[Draft]:
        """Every draft that can be read, the oldest first. Raises OSError."""
        found = [_read(path) for path in self._files()]
        return sorted((draft for draft in found if draft), key=lambda draft: draft.at)

    def close(self) -> None:
        """Keep what is there: nothing that is still on its way is written any more."""
        with self._guard:
            self._closed = True

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _files(self) -> list[Path]:
        with contextlib.suppress(FileNotFoundError):
            return [p for p in self.folder.iterdir() if _KEY.fullmatch(p.stem)]
        return []

    def _thin(self) -> None:
        files = sorted(self._files(), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in files[DRAFTS_MOST:]:
            path.unlink(missing_ok=True)


def _clean(value: object) -> object:
    """``value`` without texts in which something stands that looks like a token.

    Such a text is left out whole: half an address would be taken for what was entered.
    """
    if isinstance(value, str):
        return value if mask_everything(value) == value else ""
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _clean(item) for key, item in value.items()}
    return value


def _read(path: Path) -> Draft | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["version"] > VERSION or told["kind"] not in KINDS:
            return None
        at = datetime.fromisoformat(told["at"]).astimezone(UTC)
        title, content = told["title"], told["content"]
        if not isinstance(title, str) or not isinstance(content, dict):
            return None
        return Draft(path.stem, told["kind"], title, content, at)
    except (OSError, ValueError, KeyError, TypeError):
        return None
