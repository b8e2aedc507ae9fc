"""Pages, one after the other, until one brings nothing new."""

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, Protocol, TypeVar

from hipadmin.hipchat import checks
from hipadmin.hipchat.answers import Answer
from hipadmin.hipchat.wire import read
from hipadmin.hipchat.wire.reader import Reader


class HasId(Protocol):
    """Something a server lists."""

    @property
    def id(self) -> object:
        """What tells it from others."""


Item = TypeVar("Item", bound=HasId)
Ask = Callable[[Mapping[str, str]], Answer]


def page_query(page_size: int, **flags: bool | None) -> dict[str, str]:
    """Write the members of a page's query; flags left out (None) are the server's to choose."""
    checks.check_number("max-results", page_size, least=1, most=checks.MAX_PAGE)
    checks.check_flags(**flags)
    named = {name.replace("_", "-"): flag for name, flag in flags.items() if flag is not None}
    words = {name: "true" if flag else "false" for name, flag in named.items()}
    return {"max-results": str(page_size), **words}


class Pages(Generic[Item]):
    """Goes through a list page by page, as its reader asks for them.

    Ends at a page that brings nothing new, whatever the server says of a next one: an item is
    given once, and a page that repeats others is the last. ``start`` is the first item's place.
    """

    def __init__(
        self, ask: Ask, read_item: Callable[[Reader], Item], query: Mapping[str, str], start: int
    ) -> None:
        self._ask = ask
        self._read_item = read_item
        self._query = query
        self._seen = set[object]()
        self._following: int | None = start

    @property
    def following(self) -> int | None:
        """The place of the item the next page would begin with; None once there is no more."""
        return self._following

    def more(self) -> list[Item]:
        """Ask for the next page; empty after the last. A failure can be tried again from there.

        Raises:
            HipChatError: as the call itself.
        """
        start = self._following
        if start is None:
            return []
        answer = self._ask({**self._query, "start-index": str(start)} if start else self._query)
        page, following = read.page(answer, start, self._read_item)
        new = {each.id: each for each in page if each.id not in self._seen}
        self._seen.update(new)
        self._following = following if new else None
        return list(new.values())


def pages(
    ask: Ask, read_item: Callable[[Reader], Item], query: Mapping[str, str], start: int = 0
) -> Iterator[Item]:
    """Go through all items: the first page is asked for at once, the others when needed."""
    found = Pages(ask, read_item, query, start)
    return _onward(found.more(), found)


def _onward(page: list[Item], found: Pages[Item]) -> Iterator[Item]:
    while page:
        yield from page
        page = found.more()
