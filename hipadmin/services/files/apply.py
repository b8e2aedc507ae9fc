"""Apply: bring the configuration to what a file says, all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hipadmin.domain.change import Entity
from hipadmin.domain.errors import Conflict, HipadminError, Invalid
from hipadmin.domain.integration import (
    CLEAR,
    KEEP,
    Integration,
    IntegrationDraft,
    Room,
    RoomDraft,
    TokenEdit,
    check_integration,
    same_server,
)
from hipadmin.domain.ports import Store, Unit
from hipadmin.domain.room_address import EndpointError, normalise_endpoint
from hipadmin.domain.step import Verb
from hipadmin.domain.token import Secret
from hipadmin.services.certificates import check_certificate
from hipadmin.services.configuration.names import Called
from hipadmin.services.configuration.plan import Plan
from hipadmin.services.configuration.records import Acts
from hipadmin.services.files.apply_notification import file_problems
from hipadmin.services.files.apply_work import ApplyWork, Rehearsed, Step
from hipadmin.services.files.config_file import (
    ConfigFile,
    FileError,
    FileIntegration,
    FileProblem,
    FileRoom,
    Given,
)
from hipadmin.services.tokens import TokenKeeper
from hipadmin.services.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Applied:
    """What an apply did or would do, and what a person still has to do.

    ``names`` are behind the ids in the steps' changes; a dry run tells them. ``rows`` are the ids
    of the rows that changed.
    """

    steps: tuple[Step, ...]
    warnings: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    rows: frozenset[str] = frozenset()

    @property
    def changes(self) -> tuple[Step, ...]:
        """The steps that are not "same"."""
        return tuple(s for s in self.steps if s.verb != "same")


class Apply:
    """Applies files. Integrations and subscriptions the file does not name stay as they are.

    ``environment`` is where ``token_env`` names are looked up.
    """

    def __init__(
        self, store: Store, tokens: TokenKeeper, acts: Acts, environment: Mapping[str, str]
    ) -> None:
        self._store = store
        self._tokens = tokens
        self._acts = acts
        self._env = environment

    def apply(
        self,
        config: ConfigFile,
        *,
        dry_run: bool = False,
        shown: Applied | None = None,
        wanted: Wanted | None = None,
    ) -> Applied:
        """Apply ``config`` in one transaction; with ``dry_run`` say what it would do.

        ``shown`` is what a person agreed to: then nothing else is done.

        Raises FileError naming every place that is wrong, StepsChanged, VaultTrouble, StoreTrouble,
        Dropped if ``wanted`` was given up while the keyring took its time: then nothing has
        changed.
        """
        agreed = shown.steps if shown is not None else None
        try:
            return self._apply(config, agreed, wanted, dry_run=dry_run)
        except (Conflict, Invalid):  # another process was quicker: see what is left to do
            return self._apply(config, agreed, wanted, dry_run=dry_run)

    def _apply(
        self,
        config: ConfigFile,
        shown: Sequence[Step] | None,
        wanted: Wanted | None,
        *,
        dry_run: bool,
    ) -> Applied:
        current = Called(self._store.read(_integrations))
        drafts = [(f, current.find(f.name)) for f in config.integrations]
        checked = self._checked(config, drafts)
        plans = [Plan(draft, old) for draft, old in checked]
        warnings = [w for draft, _old in checked for w in _doubts(draft)]
        warnings += [w for f, c in drafts for w in self._missing(f, c)]
        secrets = [s for p in plans for s in p.secrets]
        refs = [self._acts.new_id() for _ in secrets] if dry_run else self._tokens.keep(secrets)
        given = (self._acts, self._tokens, plans, list(refs), config)
        work = ApplyWork(*given, shown=shown, keep=not dry_run)
        changed = frozenset[str]()
        try:
            changed = self._acts.run(Verb.IMPORT, Entity.INTEGRATION, work.run, wanted)
        except Rehearsed:
            pass
        except FileError as error:
            self._tokens.abandon(() if dry_run else refs)
            raise config.error(error.problems) from error
        except HipadminError:
            self._tokens.abandon(() if dry_run else refs)
            raise
        if secrets and self._tokens.fleeting:
            warnings.append(self._tokens.fleeting)
        return Applied(tuple(work.steps), tuple(warnings), work.names, changed)

    def _checked(
        self, config: ConfigFile, drafts: Sequence[tuple[FileIntegration, Integration | None]]
    ) -> list[tuple[IntegrationDraft, Integration | None]]:
        problems: list[FileProblem] = []
        checked = []
        for index, (file, current) in enumerate(drafts):
            draft = self._draft(file, current)
            found = (*check_integration(draft, ()), *check_certificate(draft.ca_certificate))
            problems += file_problems(f"integrations[{index}]", found)
            checked.append((draft, current))
        if problems:
            raise config.error_with_all(problems)
        return checked

    def _draft(self, file: FileIntegration, current: Integration | None) -> IntegrationDraft:
        stays = current is not None and _stays(current, file.endpoint)
        token_ref = current.token_ref if current and stays else None
        return IntegrationDraft(
            name=file.name,
            endpoint=file.endpoint,
            token=self._token(file.token_env, token_ref),
            rooms=self._rooms(file.rooms, current, stays),
            ca_certificate=file.ca_certificate,
            proxy=file.proxy,
            enabled=file.enabled,
            standard=file.default,
        )

    def _rooms(
        self, rooms: tuple[FileRoom, ...] | None, current: Integration | None, stays: bool
    ) -> tuple[RoomDraft, ...]:
        if rooms is None:
            old_rooms = current.rooms if current else ()
            return tuple(RoomDraft(r.room, KEEP, r.enabled, r.id, r.name) for r in old_rooms)
        found = [(r, current.room_called(r.room) if current else None) for r in rooms]
        return tuple(self._room(file, old, stays) for file, old in found)

    def _room(self, file: FileRoom, old: Room | None, stays: bool) -> RoomDraft:
        token = self._token(file.token_env, old.token_ref if old and stays else None)
        if old is None:
            return RoomDraft(file.room, token, file.enabled)
        return RoomDraft(old.room, token, file.enabled, old.id, old.name)

    def _token(self, given: Given | None, stored_ref: str | None) -> TokenEdit:
        if given is None:
            return KEEP
        if given.value is None:
            return CLEAR
        value = Secret(self._env.get(given.value, "").strip())
        if not value or self._tokens.reveal(stored_ref) == value:
            return KEEP
        return TokenEdit.to(value)

    def _missing(self, file: FileIntegration, current: Integration | None) -> list[str]:
        kept = current is not None and _stays(current, file.endpoint)
        old = current if kept else None
        wanted = [(file.name, file.token_env, old.token_ref if old else None)]
        for room in file.rooms or ():
            known = old.room_called(room.room) if old else None
            ref = known.token_ref if known else None
            wanted.append((f"{file.name}, room {room.room}", room.token_env, ref))
        return [
            f"{name}: token needed; {given.value} is not set in the environment."
            for name, given, ref in wanted
            if given and given.value and not ref and not self._env.get(given.value, "").strip()
        ]


def _doubts(draft: IntegrationDraft) -> list[str]:
    """What is taken all the same, and should be thought over."""
    return [f"{draft.name}: {p.text}" for p in check_integration(draft, ()) if not p.blocking]


def _stays(current: Integration, endpoint: str) -> bool:
    try:
        return same_server(current.endpoint, normalise_endpoint(endpoint))
    except EndpointError:
        return False  # what is wrong with it is said where drafts are checked


def _integrations(unit: Unit) -> list[Integration]:
    return unit.integrations.all()
