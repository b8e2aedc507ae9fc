"""Doctor looks at everything in the order a person would mend it, and says what is wrong."""

from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

from hipadmin import app
from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.ports import Unit
from hipadmin.domain.system import Disk
from hipadmin.domain.token import RefState, Secret
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from hipadmin.services.doctor import Finding
from hipadmin.store import Database
from hipadmin.store.disk import look_at_disk
from hipadmin.vault.sealed_file import SealedFile
from hipadmin.vault.sealed_vault import SealedVault
from hipadmin.vault.session_vault import SessionVault
from tests.gui.fill import add_integration, add_sandbox_integration


def findings(services: Services, *, of: str) -> list[Finding]:
    return [found for found in services.doctor.run() if found.subject.startswith(of)]


def test_all_is_well(services: Services, sandbox: Sandbox) -> None:
    add_sandbox_integration(services, sandbox, "Ops", "1")

    store, disk, *others = services.doctor.run()
    assert store == Finding("store", True, "the database is sound")
    assert (disk.subject, disk.good, disk.text.endswith(" MB free")) == ("disk", True, True)
    assert others == [
        Finding("backup", None, "none yet; one is made on each day on which something changed"),
        Finding("vault", True, "for this test"),
        Finding("Ops, 1", True, "the token may post here"),
    ]


def test_what_is_off_is_passed_over(services: Services) -> None:
    add_integration(services, "Off", "1", enabled=False)
    add_integration(services, "On", "1", off=("1",))

    assert findings(services, of="Off") == [Finding("Off", None, "off, not checked")]
    assert findings(services, of="On") == [Finding("On, 1", None, "off, not checked")]


def test_what_is_missing_is_said(services: Services, sandbox: Sandbox) -> None:
    add_integration(services, "Bare")
    add_integration(services, "Poor", token="")
    add_integration(services, "Poorer", "1", token="")
    add_integration(services, "Wrong", "1", endpoint=sandbox.url)
    needed = "token needed: the vault has none"

    assert findings(services, of="Bare") == [Finding("Bare", None, "no room yet, not checked")]
    assert findings(services, of="Poor") == [
        Finding("Poor", False, needed),
        Finding("Poorer, 1", False, needed),
    ]
    [wrong] = findings(services, of="Wrong")
    assert (wrong.good, "refused" in wrong.text or "401" in wrong.text) == (False, True)


def test_leftovers_are_counted_by_state(services: Services, store: Database) -> None:
    def work(unit: Unit) -> None:
        unit.tokens.add_pending("pending-one", "memory", app.clock())
        unit.tokens.add_pending("dead-one-and-more", "memory", app.clock())
        unit.tokens.mark(["dead-one-and-more"], RefState.DEAD, app.clock())

    store.write(work)

    assert [found.text for found in findings(services, of="tokens")] == [
        "1 pending token references: pending-",
        "1 dead token references: dead-one",
    ]


def test_a_vault_in_trouble(store: Database, services: Services, tmp_path: Path) -> None:
    """A service's sealed file that is not there: nothing can be written or read."""
    add_integration(services, "Bare")
    add_integration(services, "Ops", "1")
    sealed = app.build(store, SealedVault(SealedFile(tmp_path, store.id, {})))

    vault, *others = (found for found in sealed.doctor.run() if found.good is False)

    assert vault.subject == "vault"
    assert [found.subject for found in others] == ["Bare", "Ops, 1"]
    assert all(found.text for found in others)


def test_a_store_and_backups_that_cannot_be_read_are_said(services: Services) -> None:
    def broken() -> NoReturn:
        raise StoreTrouble("The disk does not answer.")

    services.doctor._integrity = broken
    services.doctor._shelf = SimpleNamespace(all=broken)  # type: ignore[assignment] # all it is asked
    services.doctor._disk = broken
    assert list(services.doctor.run())[:3] == [
        Finding("store", False, "The disk does not answer."),
        Finding("disk", False, "The disk does not answer."),
        Finding("backup", False, "The disk does not answer."),
    ]


class Forgetful(SessionVault):
    """Takes everything and gives back another thing."""

    def get(self, ref_id: str) -> Secret | None:
        return Secret("something else")


def test_a_vault_that_forgets_is_told(store: Database) -> None:
    services = app.build(store, Forgetful("for this test"))
    text = "The vault did not give back what was written."
    assert findings(services, of="vault") == [Finding("vault", False, text)]


def test_a_disk_without_room_for_a_backup(services: Services) -> None:
    services.doctor._disk = lambda: Disk(free=1_250_000, database=2_000_000)

    assert findings(services, of="disk") == [
        Finding("disk", False, "1.2 MB free, 2.0 MB are needed for a backup: free some space")
    ]


def test_a_disk_that_takes_nothing_more(services: Services, tmp_path: Path) -> None:
    services.doctor._disk = lambda: look_at_disk(tmp_path / "gone" / "hipadmin.db")

    [found] = findings(services, of="disk")
    assert (found.good, found.text.startswith("Nothing can be written into")) == (False, True)
