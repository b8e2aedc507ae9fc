"""The rooms a token may see, a page at a time, for people who choose among them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.ports import Cancel, Clock
from hipadmin.domain.token import Secret
from hipadmin.hipchat.errors import (
    BadToken,
    Cancelled,
    Forbidden,
    HipChatError,
    MessageRejected,
    Phase,
    RateLimited,
    ServerFailure,
    TimedOut,
    TooLarge,
)
from hipadmin.services.access import Access, Server
from hipadmin.services.delivery.sparing import KEPT_SHARE, share_left
from hipadmin.services.tokens import TokenKeeper

if TYPE_CHECKING:
    from hipadmin.hipchat.rate import RateState
    from hipadmin.hipchat.wire.types import RoomBrief

PAGE_SIZE, PLAIN_PAGE_SIZE = 100, 500
"""Rooms on a page, with topics and without; HipChat v2 gives up to 1000."""
TOKENS_TRIED = 5
"""So many tokens are tried until one may see rooms; most integrations have one that may."""
_UNKNOWN_WAIT = timedelta(minutes=5)
"""HipChat v2: the window of the general limit, for servers that do not say when it ends."""


class NoTokenToSee(HipadminError):
    """There is no token to ask with."""


class PageByPage(Protocol):
    """A list that is asked for page by page."""

    @property
    def following(self) -> int | None:
        """Where the next page begins; None once there is no more."""

    def more(self) -> "list[RoomBrief]":
        """The next page. Raises HipChatError; it can be tried again."""


class ListingClient(Protocol):
    """The part of a HipChat client that listing needs."""

    @property
    def rate(self) -> "RateState":
        """What the server last said of its limits."""

    def room_pages(
        self, *, start_index: int, page_size: int, include_archived: bool, detailed: bool
    ) -> PageByPage:
        """The rooms the token may see."""

    def cancel(self) -> None:
        """End a waiting call from another thread."""

    def close(self) -> None:
        """Let go of the connection."""


@dataclass(frozen=True, slots=True)
class FoundRoom:
    """A room as its server tells it; what it leaves out is None.

    ``present`` counts the people who are in it now.
    """

    id: int
    name: str
    privacy: str | None = None
    is_archived: bool | None = None
    topic: str | None = None
    present: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one question brought: rooms not given before, and how it goes on.

    With ``done`` there are no more. With ``resume_at`` the rest has to wait until then, because
    the server's limit is (nearly) used up.
    """

    rooms: tuple[FoundRoom, ...]
    done: bool
    resume_at: datetime | None = None


class RoomListing:
    """One way through the rooms of a server. Blocking; one call at a time.

    The tokens are tried in their order until one may see rooms.
    """

    def __init__(
        self,
        connect: Callable[[Access, Cancel], ListingClient | None],
        ways: Sequence[Access],
        clock: Clock,
        *,
        archived: bool,
    ) -> None:
        self._connect = connect
        self._ways = list(ways)[:TOKENS_TRIED]
        self._clock = clock
        self._archived = archived
        self._client: ListingClient | None = None
        self._pages: PageByPage | None = None
        self._at: int = 0
        self._detailed = True
        self._given = set[int]()
        self._refusal: HipChatError | None = None

    def more(self, cancel: Cancel) -> Batch:
        """Ask for the next page.

        Raises NoTokenToSee; VaultTrouble; HipChatError, after which it can be tried again from
        there, unless no token may see rooms.
        """
        while True:
            client, pages = self._opened(cancel)
            cancel.on_cancel(client.cancel)
            try:
                return self._batch(client, pages, pages.more())
            except RateLimited as limited:
                return Batch((), False, datetime.fromtimestamp(limited.retry_at, UTC))
            except (BadToken, Forbidden) as refused:
                self._refuse(refused)
            except (TooLarge, ServerFailure, MessageRejected, TimedOut) as error:
                self._simplify(error)
            except Cancelled:
                self.close()  # a cancelled client never speaks again
                raise

    def close(self) -> None:
        """Let go of the connection."""
        if self._client is not None:
            self._client.close()
        self._client = self._pages = None

    def _opened(self, cancel: Cancel) -> tuple[ListingClient, PageByPage]:
        """The client in use and where it stands; the next token's if there is none."""
        while self._client is None:
            if not self._ways:
                raise self._refusal or NoTokenToSee("There is no token to ask with. Enter one.")
            self._client = self._connect(self._ways[0], cancel)
            if self._client is None:
                self._ways.pop(0)
        if self._pages is None:
            self._pages = self._client.room_pages(
                start_index=self._at,
                page_size=PAGE_SIZE if self._detailed else PLAIN_PAGE_SIZE,
                include_archived=self._archived,
                detailed=self._detailed,
            )
        return self._client, self._pages

    def _batch(
        self, client: ListingClient, pages: PageByPage, found: "Iterable[RoomBrief]"
    ) -> Batch:
        fresh = [each for each in found if each.id not in self._given]
        self._given.update(each.id for each in fresh)
        rooms = tuple(
            FoundRoom(r.id, r.name, r.privacy, r.is_archived, r.topic, r.present) for r in fresh
        )
        if pages.following is None:
            return Batch(rooms, True)
        self._at = pages.following
        return Batch(rooms, False, self._pause(client.rate))

    def _pause(self, rate: "RateState") -> datetime | None:
        if share_left(rate) >= KEPT_SHARE:
            return None
        ends = rate.general.reset_at if rate.general else None
        return self._clock() + _UNKNOWN_WAIT if ends is None else datetime.fromtimestamp(ends, UTC)

    def _refuse(self, refused: HipChatError) -> None:
        """Let go of a token that may not see rooms; what it is told counts if none may."""
        self._refusal = self._refusal or refused
        self.close()
        self._ways.pop(0)
        self._at = 0

    def _simplify(self, error: HipChatError) -> None:
        """Go on without topics where they may be what the server cannot give."""
        connecting = isinstance(error, TimedOut) and error.phase is Phase.CONNECT
        if not self._detailed or connecting:
            raise error
        self._detailed = False
        self._pages = None


class RoomLists:
    """Begins listings."""

    def __init__(
        self, connect: Callable[[Server, Secret], ListingClient], tokens: TokenKeeper, clock: Clock
    ) -> None:
        self._connect = connect
        self._tokens = tokens
        self._clock = clock

    def begin(self, ways: Sequence[Access], *, archived: bool = False) -> RoomListing:
        """A listing with the first of ``ways`` that may see rooms; nothing is asked yet.

        ``archived`` rooms are left out unless wanted.
        """
        return RoomListing(self._client, ways, self._clock, archived=archived)

    def _client(self, way: Access, cancel: Cancel) -> ListingClient | None:
        token = way.token(self._tokens, cancel)
        return self._connect(way.server, token) if token else None
