from collections.abc import Iterator
from pathlib import Path

import pytest

from hipadmin.domain.endpoint import EndpointError
from hipadmin.domain.ports import Store
from hipadmin.services.relay.settings import PORT, PORT_KEY, Place, RelaySettings, door
from hipadmin.store import open_store
from tests.services.relaying import Clock


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "hipadmin.db", clock=Clock())
    yield store
    store.close()


def test_a_place_is_kept(store: Store) -> None:
    settings = RelaySettings(store)
    assert settings.place() == Place(PORT, "127.0.0.1", "")
    settings.keep(Place(9000, " 0.0.0.0 ", " https://hooks.example.com/ "))
    assert settings.place() == Place(9000, "0.0.0.0", "https://hooks.example.com")


def test_a_public_address_that_is_none_is_not_kept(store: Store) -> None:
    with pytest.raises(EndpointError, match="begins with https"):
        RelaySettings(store).keep(Place(9000, public="hooks.example.com"))
    assert RelaySettings(store).place() == Place()


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_is_none(store: Store, port: int) -> None:
    with pytest.raises(ValueError, match="65535"):
        RelaySettings(store).keep(Place(port))


@pytest.mark.parametrize("text", ["", "x", "0", "70000", "²"])
def test_a_damaged_setting_is_the_default(store: Store, text: str) -> None:
    store.write(lambda unit: unit.set_setting(PORT_KEY, text))
    assert RelaySettings(store).place().port == PORT


@pytest.mark.parametrize(
    ("place", "url", "loopback"),
    [
        (Place(), "http://127.0.0.1:8790", True),
        (Place(address="::1"), "http://[::1]:8790", True),
        (Place(address="10.0.0.5", port=80), "http://10.0.0.5:80", False),
        (Place(public="https://hooks.example.com/"), "https://hooks.example.com", False),
        (Place(public="https://localhost:9000"), "https://localhost:9000", True),
        (Place(public="http://[::1]:9000"), "http://[::1]:9000", True),
    ],
)
def test_what_sources_are_told(place: Place, url: str, loopback: bool) -> None:
    assert (place.url, place.loopback_only) == (url, loopback)


@pytest.mark.parametrize(
    ("public", "clear"),
    [
        ("", False),
        ("http://hooks.example.com", True),
        ("https://hooks.example.com", False),
        ("http://10.0.0.5", False),
    ],
)
def test_keys_cross_the_internet_in_clear(public: str, clear: bool) -> None:
    assert Place(public=public).in_clear is clear


def test_a_door_is_told_whole() -> None:
    assert door("http://127.0.0.1:1/", "s1") == "http://127.0.0.1:1/v1/subscriptions/s1/events"
    assert door("https://hooks.example.com/hip", "s1", "github") == (
        "https://hooks.example.com/hip/v1/subscriptions/s1/github"
    )
