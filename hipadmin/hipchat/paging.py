"""Pages, one after the other, until one brings nothing new."""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol, TypeVar

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


def pages(
    ask: Ask, read_item: Callable[[Reader], Item], query: Mapping[str, str], start: int = 0
) -> Iterator[Item]:
    """Go through all items: the first page is asked for at once, the others when needed.

    Ends at a page that brings nothing new, whatever the server says of a next one: an item is
    given once, and a page that repeats others is the last.
    """
    first = read.page(ask(_paged(query, start)), start, read_item)
    return _onward(first, ask, read_item, query)


def _onward(
    at_hand: tuple[list[Item], int | None],
    ask: Ask,
    read_item: Callable[[Reader], Item],
    query: Mapping[str, str],
) -> Iterator[Item]:
    seen = set[object]()
    while True:
        page, following = at_hand
        new = {each.id: each for each in page if each.id not in seen}
        seen.update(new)
        yield from new.values()
        if not new or following is None:
            return
        at_hand = read.page(ask(_paged(query, following)), following, read_item)


def _paged(query: Mapping[str, str], start: int) -> Mapping[str, str]:
    return {**query, "start-index": str(start)} if start else query
