"""Whatever fits the domain comes back as it was, also after many changes."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from hipadmin.domain.errors import Invalid
from hipadmin.domain.integration import Integration, Room
from hipadmin.store import open_store
from tests.store.builders import AT, clock

TEXT = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Co", "Cn")),
    max_size=12,
)
NAMES = TEXT.filter(bool) | st.sampled_from(["Straße", "STRASSE", "ops", "Ops"])
REFS = st.none() | TEXT.filter(bool)


@st.composite
def integrations(draw: st.DrawFn, key: str) -> Integration:
    entered = draw(st.lists(NAMES, max_size=4, unique_by=str.casefold))
    rooms = tuple(
        Room(f"{key}/{n}", room, draw(REFS), draw(st.booleans()), draw(TEXT))
        for n, room in draw(st.permutations(list(enumerate(entered))))
    )
    return Integration(
        key, draw(NAMES), "https://h/v2", draw(REFS), rooms, draw(TEXT), "", draw(st.booleans())
    )


class Store(RuleBasedStateMachine):
    """Compares the database with a dict."""

    keys = Bundle("keys")
    deleted = Bundle("deleted")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = open_store(Path(self.folder.name) / "hipadmin.db", clock=clock)
        self.model: dict[str, Integration] = {}

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def taken(self, name: str, key: str) -> bool:
        others = (i.name for i in self.model.values() if i.id != key)
        return name.casefold() in {other.casefold() for other in others}

    @rule(target=keys, data=st.data(), number=st.integers(0, 10**9))
    def insert(self, data: st.DataObject, number: int) -> str:
        key = f"{number}-{len(self.model)}-{self.store.revisions()['integrations']}"
        new = data.draw(integrations(key))
        try:
            self.store.write(lambda unit: unit.integrations.insert(new, AT))
        except Invalid:
            assert self.taken(new.name, key)
        else:
            assert not self.taken(new.name, key)
            self.model[key] = new
        return key

    @rule(key=keys, data=st.data())
    def update(self, key: str, data: st.DataObject) -> None:
        if key not in self.model:
            return
        new, version = data.draw(integrations(key)), self.model[key].version
        try:
            after = self.store.write(lambda unit: unit.integrations.update(new, version, AT))
        except Invalid:
            assert self.taken(new.name, key)
        else:
            self.model[key] = after
            assert after.version == version + 1

    @rule(target=deleted, key=consumes(keys))
    def delete(self, key: str) -> Integration | None:
        gone = self.model.pop(key, None)
        if gone:
            self.store.write(lambda unit: unit.integrations.delete(key, gone.version, AT))
        return gone

    @rule(target=keys, gone=consumes(deleted))
    def restore(self, gone: Integration | None) -> str:
        if gone is None:
            return ""
        try:
            self.model[gone.id] = self.store.write(
                lambda unit: unit.integrations.restore(gone.id, gone.version + 1, AT)
            )
        except Invalid:
            assert self.taken(gone.name, gone.id)
        return gone.id

    @invariant()
    def agrees(self) -> None:
        found = self.store.read(lambda unit: unit.integrations.all())
        wanted = sorted(self.model.values(), key=lambda i: (i.name.casefold(), i.id))
        assert found == wanted
        for one in wanted:
            assert self.store.read(lambda unit, one=one: unit.integrations.get(one.id)) == one


TestStore = Store.TestCase
TestStore.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
