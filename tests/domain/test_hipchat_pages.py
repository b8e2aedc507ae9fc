"""Where tokens are made on a server."""

import pytest

from hipadmin.domain.hipchat_pages import account_page, addons_page, pages_of, tokens_page

OWN = "https://hipchat.example.com/v2"


def test_a_server_of_ones_own_shows_its_pages_where_its_api_is() -> None:
    assert account_page(OWN) == "https://hipchat.example.com/account/api"
    assert addons_page(OWN) == "https://hipchat.example.com/addons/"
    assert pages_of("http://127.0.0.1:8777/v2") == "http://127.0.0.1:8777"
    assert pages_of("") == ""


def test_the_cloud_showed_its_pages_elsewhere() -> None:
    assert account_page("https://api.hipchat.com/v2") == "https://www.hipchat.com/account/api"
    assert pages_of("https://group.hipchat.com/v2") == "https://group.hipchat.com"


@pytest.mark.parametrize(
    ("room", "path"),
    [("17", "/rooms/tokens/17"), (" 17 ", "/rooms/tokens/17"), ("Ops", "/rooms"), ("", "/rooms")],
)
def test_a_rooms_tokens_have_a_page_once_its_id_is_known(room: str, path: str) -> None:
    assert tokens_page(OWN, room) == f"https://hipchat.example.com{path}"


def test_digits_of_other_scripts_are_a_name() -> None:
    assert tokens_page(OWN, "١٧") == "https://hipchat.example.com/rooms"
