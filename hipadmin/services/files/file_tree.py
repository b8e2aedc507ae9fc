"""Plain data read from a file, which knows where in the file each part of it stands."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

DEPTH_MAX = 40
"""Lists and mappings inside one another; a file of ours needs 12."""
VALUES_MAX = 1_000_000
"""Values, those repeated by an alias counted again; 5,000 integrations with rooms have 100,000."""

CHECK_EVERY = 1000
"""Values between two looks whether anybody still wants the file."""
Check = Callable[[], None]
"""Asked now and then while a file is read; may raise to end it."""

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What an escape in a file can bring into a text, and UTF-8 or SQLite cannot keep."""
_STEP = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file, both counted from 1."""

    line: int
    column: int

    @classmethod
    def of(cls, text: str, at: int) -> "Place":
        """The place of the character at ``at``."""
        return cls(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


class TextError(ValueError):
    """The text is not what it should be; ``str`` is a sentence, ``place`` where it is wrong."""

    def __init__(self, text: str, place: Place | None = None) -> None:
        super().__init__(text)
        self.place = place


class TooDeep(TextError):
    """Lists and mappings are nested beyond ``DEPTH_MAX``."""

    def __init__(self, place: Place | None = None) -> None:
        super().__init__(f"This is nested too deep; {DEPTH_MAX} levels are possible.", place)


class TooMany(TextError):
    """The file has more than ``VALUES_MAX`` values."""

    def __init__(self, place: Place | None = None) -> None:
        text = f"These are too many values; {VALUES_MAX:,} are possible."
        super().__init__(f"{text} What is repeated counts each time.", place)


class Unstorable(TextError):
    """A text has a character that no database keeps."""

    def __init__(self, place: Place | None = None) -> None:
        super().__init__("A text has a character that cannot be stored.", place)


class Spot:
    """The place of a value, those of what is in it, and how many values that are together.

    There is one for each value of a file; what is empty is shared.
    """

    __slots__ = ("column", "items", "keys", "line", "members", "size")

    def __init__(self, line: int, column: int) -> None:
        self.line = line
        self.column = column
        self.size = 1
        self.items: Sequence[Spot] = ()
        self.members: Mapping[str, Spot] = _NOTHING
        self.keys: Mapping[str, Spot] = _NOTHING

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place(self.line, self.column)


_NOTHING: Mapping[str, Spot] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Tree:
    """Plain data (mappings with text keys, lists, texts, numbers, flags, None) and its places."""

    data: object
    spot: Spot | None = None

    def place(self, path: str) -> Place | None:
        """Where the value of ``path`` (``integrations[0].name``) stands, or what it is missing in.

        None where nobody knows.
        """
        spot = found = self.spot
        for name, number in _STEP.findall(path):
            if spot is None:
                break
            if name:
                found = spot.keys.get(name, found)
                spot = spot.members.get(name)
            else:
                at = int(number)
                spot = spot.items[at] if at < len(spot.items) else None
                found = spot or found
        return found.place if found else None


NOWHERE = Tree(None)
"""Of a file that nobody read."""
