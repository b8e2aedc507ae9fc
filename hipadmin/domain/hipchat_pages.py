"""Where a HipChat server shows its pages for people: those on which tokens are made."""

from hipadmin.domain.endpoint import VERSION, endpoint_host

CLOUD_API, CLOUD_PAGES = "api.hipchat.com", "https://www.hipchat.com"
"""HipChat Cloud answered its API on one host and showed its pages on another."""


def pages_of(endpoint: str) -> str:
    """The address below which a server shows its pages; empty without an endpoint."""
    if not endpoint:
        return ""
    if endpoint_host(endpoint) == CLOUD_API:
        return CLOUD_PAGES
    return endpoint.removesuffix(f"/{VERSION}")


def account_page(endpoint: str) -> str:
    """The page on which people make their personal tokens."""
    return f"{pages_of(endpoint)}/account/api"


def tokens_page(endpoint: str, room: str) -> str:
    """The page with a room's tokens; the list of rooms as long as its ID is not known."""
    room, pages = room.strip(), pages_of(endpoint)
    known = room.isascii() and room.isdigit()
    return f"{pages}/rooms/tokens/{room}" if known else f"{pages}/rooms"


def addons_page(endpoint: str) -> str:
    """The page on which integrations of one's own are built."""
    return f"{pages_of(endpoint)}/addons/"
