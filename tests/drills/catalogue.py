"""Every drill by name: the verbs over a profile, and opening a database that is absent or older."""

import importlib
import pkgutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from itertools import takewhile
from pathlib import Path
from typing import Any

import hipadmin.services
from hipadmin import app
from hipadmin.domain.errors import StoreDamaged
from hipadmin.domain.token import RefState
from hipadmin.store import open_store
from hipadmin.store.backup import thin_out
from hipadmin.store.rescue import Rescue
from hipadmin.store.schema import STEPS, Step
from hipadmin.store.shelf import Shelf
from tests.drills.kill import Drill
from tests.drills.points import Points, WatchedVault, watch
from tests.drills.verbs import VERBS, Verb
from tests.drills.world import LATER, World, opened, picture
from tests.migrations.shapes import load_golden, rows, schema, versions

BEFORE_NETWORK = ("store", "disk", "vault", "tokens", "backup")
LOADED = {
    "file": ("getpass", "hipadmin.vault.sandbox_vault"),
    "keyring": ("getpass", "hipadmin.vault.secret_service", "hipadmin.vault.keyring_vault"),
}
NEXT: Step = (
    "CREATE TABLE later (integration_id TEXT REFERENCES integration (id)) STRICT",
    "INSERT INTO later SELECT id FROM integration",
    "UPDATE integration SET endpoint = endpoint || '?'",
)
"""A step that could come next."""


def drills(vault: str) -> dict[str, Drill]:
    """The drills over one kind of vault."""
    load(vault)
    fresh = {"create": Opening(None, STEPS)}
    older = {f"migrate-{n}": Opening(n, STEPS[: n + 1]) for n in range(1, len(STEPS))}
    newer = {"migrate-next": Opening(len(STEPS), (*STEPS, NEXT))}
    verbs = {name: OnProfile(verb, vault) for name, verb in VERBS.items()}
    return {**fresh, **older, **newer, "rescue": Rescuing(), **verbs}


def load(vault: str) -> None:
    """Load what the children need here, once for all."""
    for module in pkgutil.walk_packages(hipadmin.services.__path__, "hipadmin.services."):
        importlib.import_module(module.name)
    for name in LOADED[vault]:
        importlib.import_module(name)


class OnProfile:
    """A verb over an open profile."""

    def __init__(self, verb: Verb, vault: str) -> None:
        self.copied = vault == "file"
        self.unseen = verb.unseen
        self.begun = verb.first is not None
        self._verb = verb
        self._vault = vault

    def prepare(self, folder: Path) -> None:
        with opened(folder, self._vault) as world:
            self._verb.prepare(world)

    def act(self, folder: Path, points: Points) -> None:
        watch(points)
        points.asleep = self._verb.first is not None
        with opened(folder, self._vault, lambda vault: WatchedVault(vault, points)) as world:
            if self._verb.first is not None:
                self._verb.first(world)
                points.asleep = False
            self._verb.act(world)

    def look(self, folder: Path) -> tuple[Any, list[str]]:
        with opened(folder, self._vault) as world:
            return picture(world), [*world.store.integrity(), *_unlisted(world)]

    def tidy(self, folder: Path) -> list[str]:
        """Whatever the verb left is swept once its time has come, and nothing else is touched."""
        with opened(folder, self._vault) as world:
            before = picture(world)
            world.keeper(lambda: app.clock() + 2 * LATER).sweep()
            thin_out(world.store.path, app.clock() + 2 * LATER)
            refs = world.store.read(lambda u: u.tokens.all()).values()
            left = {ref.id for ref in refs if ref.state is not RefState.MISSING}
            faults = []
            if picture(world) != before:
                faults.append(f"sweeping changed something: {before} to {picture(world)}")
            if left != world.keys():
                faults.append(f"{len(left)} references, but {len(world.keys())} tokens are left")
            return [*faults, *_half_made(folder)]


def _unlisted(world: World) -> list[str]:
    """Tokens nobody would find again: not in the table, or unused and not told by doctor."""
    refs = world.store.read(lambda unit: unit.tokens.all())
    lost = [f"the token {key} is in no table" for key in world.keys() - set(refs)]
    told = takewhile(lambda f: f.subject in BEFORE_NETWORK, world.services.doctor.run())
    said = " ".join(f"{finding.good} {finding.text}" for finding in told)
    unused = {r.state for r in refs.values() if r.state in ("pending", "dead")}
    silent = [f"doctor does not list what is {s}: {said}" for s in unused if s not in said]
    return [*lost, *silent, *([said] if "False" in said else [])]


class Opening:
    """Opening a database of version ``found`` (None: there is none) by a program of ``steps``."""

    copied, unseen, begun = True, False, False

    def __init__(self, found: int | None, steps: Sequence[Step]) -> None:
        self._found = found
        self._steps = steps

    def prepare(self, folder: Path) -> None:
        if self._found:
            load_golden(self._found, folder / "hipadmin.db")

    def act(self, folder: Path, points: Points) -> None:
        watch(points)
        open_store(folder / "hipadmin.db", clock=app.clock, steps=self._steps).close()

    def look(self, folder: Path) -> tuple[Any, list[str]]:
        path = folder / "hipadmin.db"
        if not path.exists():
            return None, []
        with closing(sqlite3.connect(path)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchall()
        content = {name: repr(found) for name, found in rows(path).items() if name != "meta"}
        seen = [versions(path), schema(path), content]
        faults = [] if sound == [("ok",)] else [str(sound)]
        return seen, [*faults, *self._without_backup(folder, seen[0][1])]

    def _without_backup(self, folder: Path, version: int) -> list[str]:
        backups = list((folder / "backups").glob("*.db"))
        if self._found in (None, version):
            return []
        good = [b for b in backups if versions(b)[1] == self._found]
        return [] if good else [f"format {version} without a backup from before"]

    def tidy(self, folder: Path) -> list[str]:
        """The next start leaves nothing half-made behind."""
        open_store(folder / "hipadmin.db", clock=app.clock, steps=self._steps).close()
        thin_out(folder / "hipadmin.db", app.clock() + LATER)
        known = ("hipadmin.db", "hipadmin.db.lock", "backups")
        left = [f"{p.name} is left" for p in folder.iterdir() if p.name not in known]
        return [*left, *_half_made(folder)]


class Rescuing:
    """A backup takes the place of a database that was damaged."""

    copied, unseen, begun = True, False, False

    def prepare(self, folder: Path) -> None:
        path = folder / "hipadmin.db"
        load_golden(len(STEPS), path)
        with closing(open_store(path, clock=app.clock)) as store:
            Shelf(store, app.clock).make()
            store.write(lambda unit: unit.set_setting("since", "the backup"))
            log = path.with_name("hipadmin.db-wal").read_bytes()
        path.write_bytes(path.read_bytes()[:-9000])
        path.with_name("hipadmin.db-wal").write_bytes(log)

    def act(self, folder: Path, points: Points) -> None:
        watch(points)
        rescue = Rescue(folder / "hipadmin.db", app.clock)
        rescue.restore(rescue.all()[0].name)

    def look(self, folder: Path) -> tuple[Any, list[str]]:
        path = folder / "hipadmin.db"
        try:
            with closing(open_store(path, clock=app.clock)) as store:
                faults = store.integrity()
        except StoreDamaged:
            return "damaged", []
        return {name: repr(found) for name, found in rows(path).items()}, faults

    def tidy(self, folder: Path) -> list[str]:
        path = folder / "hipadmin.db"
        if self.look(folder)[0] == "damaged":
            self.act(folder, Points(lambda _name: None))
        thin_out(path, app.clock())
        known = ("hipadmin.db", "hipadmin.db.lock", "backups")
        left = [p.name for p in folder.iterdir() if p.name not in known]
        kept = [name for name in left if name.startswith("hipadmin-replaced-")]
        lost = [] if kept else ["the damaged file is gone"]
        return [*lost, *(f"{name} is left" for name in left if name not in kept)]


def _half_made(folder: Path) -> list[str]:
    """Parts of backups that nobody removed; those that are whole can be restored."""
    files = sorted((folder / "backups").glob("*"))
    half = [f"{f.name} is left" for f in files if not f.name.endswith(".db")]
    return [*half, *(f"{f.name} is not sound" for f in files if f.suffix == ".db" and _bad(f))]


def _bad(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]
