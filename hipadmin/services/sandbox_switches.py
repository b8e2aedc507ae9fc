"""The switches of a sandbox: faults that are on, and its rate limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hipadmin.domain.endpoint import VERSION
from hipadmin.domain.errors import HipadminError
from hipadmin.services.files.replacing import replacing

if TYPE_CHECKING:
    from requests import Response

TIMEOUT_S = 5.0
"""The sandbox is on this machine and its switches suffer no fault: this is long."""
Value = float | str | None
SELF_SIGNED = "self-signed"
"""The fault with which http leads to https."""
_SILENT = "The sandbox does not answer. Open hipadmin anew."


class SandboxSilent(HipadminError):
    """The sandbox did not answer its switches."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault there is. ``value`` is what it is switched on with, or would be; None for none."""

    name: str
    about: str
    is_on: bool
    value: Value = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests in five minutes for people and add-ons, and sends a minute to one room."""

    people: int = 100
    addons: int = 500
    sends: int = 30
    unlimited: bool = False


@dataclass(frozen=True, slots=True)
class Switched:
    """How the switches of a sandbox stand."""

    faults: tuple[Fault, ...]
    limits: Limits

    @property
    def on(self) -> tuple[Fault, ...]:
        """The faults that are on."""
        return tuple(fault for fault in self.faults if fault.is_on)

    @property
    def secure(self) -> bool:
        """Whether the sandbox wants https, whose certificate nobody knows yet."""
        return any(fault.name == SELF_SIGNED for fault in self.on)


class SandboxSwitches:
    """Speaks to the sandbox behind ``url`` (up to and including the API's version).

    Every verb blocks, gives how the switches stand afterwards, and raises SandboxSilent.
    """

    def __init__(self, url: str) -> None:
        self._home = f"{url.removesuffix(f'/{VERSION}')}/sandbox"

    def look(self) -> Switched:
        """How they stand."""
        faults, limits = self._ask("GET", "/faults"), self._ask("GET", "/limits")
        return _switched(faults, limits)

    def switch(self, name: str, on: bool, value: Value = None) -> Switched:
        """Switch one fault; without a ``value`` it has its own."""
        body = {} if value is None else {"value": value}
        self._ask("PUT" if on else "DELETE", f"/faults/{name}", body if on else None)
        return self.look()

    def all_off(self) -> Switched:
        """Switch every fault off."""
        self._ask("DELETE", "/faults")
        return self.look()

    def limit(self, limits: Limits) -> Switched:
        """Set the rate limits."""
        wanted = {
            "people": limits.people,
            "addons": limits.addons,
            "sends": limits.sends,
            "unlimited": limits.unlimited,
        }
        self._ask("PUT", "/limits", wanted)
        return self.look()

    def save_certificate(self, path: Path) -> None:
        """Write the certificate of its https (PEM) to ``path``. Raises UnwritableFile too."""
        content = self._answer("GET", "/certificate").content
        with replacing(path) as file:
            file.write(content)

    def _ask(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> Mapping[str, object]:
        try:
            found = self._answer(method, path, body).json()
        except ValueError as error:
            raise SandboxSilent(_SILENT) from error
        return found if isinstance(found, dict) else {}

    def _answer(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> "Response":
        import requests  # 60 ms that a window outside the sandbox need not spend

        try:
            with requests.Session() as session:
                session.trust_env = False  # no proxy stands before this machine
                url = f"{self._home}{path}"
                answer = session.request(method, url, json=body, timeout=TIMEOUT_S)
                answer.raise_for_status()
        except requests.RequestException as error:
            raise SandboxSilent(_SILENT) from error
        return answer


def _switched(faults: Mapping[str, object], limits: Mapping[str, object]) -> Switched:
    told = faults.get("faults")
    found = told if isinstance(told, dict) else {}
    return Switched(
        tuple(_fault(str(name), each) for name, each in found.items() if isinstance(each, dict)),
        Limits(
            _whole(limits.get("people")),
            _whole(limits.get("addons")),
            _whole(limits.get("sends")),
            limits.get("unlimited") is True,
        ),
    )


def _fault(name: str, told: Mapping[str, object]) -> Fault:
    is_on = told.get("on") is True
    value = told.get("value") if is_on else told.get("default")
    known = value if isinstance(value, int | float | str) else None
    return Fault(name, str(told.get("about", "")), is_on, known)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
