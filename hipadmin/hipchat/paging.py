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
    """Go through all items, asking for a page when it is needed.

    Ends at a page that brings nothing new, whatever the server says of a next one: an item is
    given once, and a page that repeats others is the last.
    """
    seen = set[object]()
    following: int | None = start
    while following is not None:
        paged = {**query, "start-index": str(following)} if following else query
        page, following = read.page(ask(paged), following, read_item)
        new = [each for each in page if each.id not in seen]
        seen.update(each.id for each in new)
        yield from {each.id: each for each in new}.values()
        if not new:
            return
