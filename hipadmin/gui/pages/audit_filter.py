"""What narrows the audit log beside words: what was done, by whom, since when."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from hipadmin.domain.change import Action, ActKind, ChangeFilter, Entity, every_kind
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import ghost
from hipadmin.gui.widgets.filter_strip import FilterStrip, since
from hipadmin.services.configuration.change_words import ChangeWords

Kinds = frozenset[ActKind]


class AuditFilter(FilterStrip):
    """Three combo boxes, and one act out of many when a person asked for it."""

    def __init__(self, look: Look, words: ChangeWords, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._words = words
        self._batch = ""
        self.what = self.add_combo(self.tr("&What"))
        self.who = self.add_combo(self.tr("Wh&o"))
        self.when = self.add_combo(self.tr("Whe&n"))
        self.act = ghost(look, "", Icon.X)
        self.act.setToolTip(self.tr("Show all changes again"))
        self.end(self.act)
        self._fill()
        self.show_actors(())
        self.act.hide()
        self.act.clicked.connect(self._on_act_clicked)

    def _fill(self) -> None:
        self.what.addItem(self.tr("All changes"), None)
        for text, kinds in self._things():
            self.what.addItem(text, kinds)
        self.what.insertSeparator(1)
        self.what.insertSeparator(self.what.count())
        for text, kinds in self._acts():
            self.what.addItem(text, kinds)
        periods = (
            (self.tr("Any time"), -1),
            (self.tr("Today"), 0),
            (self.tr("Last 7 days"), 7),
            (self.tr("Last 30 days"), 30),
        )
        for text, days in periods:
            self.when.addItem(text, days)

    def _things(self) -> Sequence[tuple[str, Kinds]]:
        return (
            (self.tr("Integrations"), _kinds(lambda k: k.entity is Entity.INTEGRATION)),
            (self.tr("Room notifications"), _kinds(lambda k: k.entity is Entity.NOTIFICATION)),
            (self.tr("Subscriptions"), _kinds(lambda k: k.entity is Entity.SUBSCRIPTION)),
            (self.tr("Alerts"), _kinds(lambda k: k.entity is Entity.ALERT)),
            (self.tr("Intake keys"), _kinds(lambda k: k.entity is Entity.KEY)),
        )

    def _acts(self) -> Sequence[tuple[str, Kinds]]:
        return (
            (self.tr("Added"), _verb("create")),
            (self.tr("Edited"), _verb("update") - _verb("updateOn")),
            (self.tr("Turned on or off"), _verb("updateOn")),
            (self.tr("Deleted"), _verb("delete")),
            (self.tr("Restored"), _verb("restore")),
        )

    # what is chosen

    def show_actors(self, actors: Sequence[str]) -> None:
        """Offer these people; the choice stays where it still is one."""
        chosen = self.who.currentData() or ""
        if [self.who.itemData(i) for i in range(1, self.who.count())] == list(actors):
            return
        self.who.clear()
        self.who.addItem(self.tr("Everyone"), "")
        for actor in actors:
            self.who.addItem(actor, actor)
        self.who.setCurrentIndex(max(0, self.who.findData(chosen)))

    def show_act(self, batch: str, together: int) -> None:
        """Narrow to the changes of one act alone; an empty ``batch`` takes that back."""
        self.clear()
        self._batch = batch
        self.act.setText(self.tr("One act: {count} changes").format(count=together))
        self.act.setVisible(bool(batch))
        self.changed.emit()

    def clear(self) -> None:
        """Choose nothing, without saying so."""
        for combo in (self.what, self.who, self.when):
            combo.setCurrentIndex(0)
        self._batch = ""
        self.act.hide()

    @property
    def narrows(self) -> bool:
        """Whether anything is chosen."""
        return self.wanted("") != ChangeFilter()

    def wanted(self, text: str) -> ChangeFilter:
        """What is chosen, and the words of ``text``."""
        return ChangeFilter(
            words=self._words.search(text),
            kinds=self.what.currentData(),
            actor=self.who.currentData() or "",
            since=since(int(self.when.currentData())),
            batch=self._batch,
        )

    def _on_act_clicked(self) -> None:
        self.show_act("", 0)


def _kinds(fits: Callable[[ActKind], bool]) -> Kinds:
    return frozenset(kind for kind in every_kind() if fits(kind))


def _verb(verb: str) -> Kinds:
    actions = [a for a in Action if a.value.startswith(verb)]
    return _kinds(lambda kind: kind.action in actions)
