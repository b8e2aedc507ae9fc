"""The statements of a policy as cards."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.policy import Access, PolicyProblem
from hipadmin.domain.policy.form import Entries, Part, Sketch, spot_of
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.policy.card import CardAct, StatementCard
from hipadmin.gui.policy.entry_list import Problems
from hipadmin.gui.policy.pager import Pager
from hipadmin.gui.policy.words import problem_words
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.threads.turns import Building
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.scroll_body import ScrollBody

AT_ONCE = 2
"""Cards that are made in the turn that asks for them; each takes as long as ten labels."""


class FormView(QWidget):
    """Edits statements by point and click, many of them page by page.

    Signals:
        edited: the statements shall be these.
    """

    edited = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._sketches: tuple[Sketch, ...] = ()
        self._problems: Sequence[PolicyProblem] = ()
        self._by_statement: dict[int, dict[Part, Problems]] = {}
        self._cards: list[StatementCard] = []
        self._made: list[StatementCard] = []
        self._building: Building | None = None
        self._seen: Sequence[Access] = ()
        self._first_resource = ""
        self._compose()

    def _compose(self) -> None:
        px = self.look.px
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(8))
        self._note = Label(self.look, "", FontRole.SMALL, "text2", wrap=True)
        self._note.hide()
        outer.addWidget(self._note)
        self.pager = Pager(self.look, self)
        self.pager.turned.connect(self.turn_to)
        outer.addWidget(self.pager)
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, px(4), 0)
        column.setSpacing(px(8))
        self._column = QVBoxLayout()
        self._column.setSpacing(px(8))
        column.addLayout(self._column)
        self._empty = Label(
            self.look, self.tr("No policy: every event passes."), FontRole.BODY, "text2", wrap=True
        )
        column.addWidget(self._empty)
        row = QHBoxLayout()
        self.add_button = standard(self.look, self.tr("Add statement"), Icon.PLUS)
        self.add_button.clicked.connect(self.add_statement)
        row.addWidget(self.add_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self._body = body
        self._scroll = ScrollBody(self.look, body, self)
        outer.addWidget(self._scroll, 1)

    @property
    def sketches(self) -> tuple[Sketch, ...]:
        """All statements."""
        return self._sketches

    @property
    def cards(self) -> tuple[StatementCard, ...]:
        """The cards shown, top to bottom."""
        return tuple(self._cards)

    @property
    def pending(self) -> bool:
        """Whether cards of the page are still to come, top to bottom."""
        return self._building is not None

    def set_offers(self, seen: Sequence[Access], first_resource: str) -> None:
        """Say what recent events did, and what a new resource most likely is."""
        self._seen, self._first_resource = seen, first_resource
        for card in self._made:
            card.set_offers(seen, first_resource)

    def show_sketches(
        self, sketches: tuple[Sketch, ...], problems: Sequence[PolicyProblem] = ()
    ) -> None:
        """Show statements, and beside each field what is wrong there."""
        self._body.setEnabled(True)
        self._note.hide()
        self._sketches, self._problems = sketches, problems
        self._empty.setVisible(not sketches)
        self.pager.show_count(len(sketches))
        self._show_page()

    def _show_page(self) -> None:
        self._by_statement = _sorted_problems(self._problems)
        # the last page is seldom full, and what stands there goes quicker than it is made anew
        self._cards = self._made[: self._wanted]
        for at, card in enumerate(self._made):
            card.setVisible(at < self._wanted)
        for card in self._cards:
            self._fill(card)
        if self._building is not None:
            return
        self._make_cards(AT_ONCE)
        if len(self._cards) < self._wanted:
            self._building = Building(self, self._in_turns())
            self._building.ended.connect(self._on_built)

    @property
    def _wanted(self) -> int:
        return self.pager.end - self.pager.first

    def _make_cards(self, most: int) -> None:
        for _ in range(min(most, self._wanted - len(self._cards))):
            card = self._make_card()
            self._made.append(card)
            self._cards.append(card)
            self._fill(card)
            card.show()

    def _in_turns(self) -> Iterator[None]:
        while len(self._cards) < self._wanted:
            self._make_cards(1)
            yield

    @Slot(bool)
    def _on_built(self, _done: bool) -> None:
        self._building = None

    def _fill(self, card: StatementCard) -> None:
        at = self._at(card)
        card.set_place(is_first=at == 0, is_last=at == len(self._sketches) - 1)
        card.show_sketch(at + 1, self._sketches[at], self._by_statement.get(at, {}))

    def turn_to(self, statement: int) -> None:
        """Show the page on which a statement is, counted from 0."""
        before = self.pager.first
        for card in self._cards:
            card.finish()
        self.pager.turn_to(statement)
        if self.pager.first != before:
            self._show_page()
            self._scroll.verticalScrollBar().setValue(0)

    def show_stuck(self, reason: str) -> None:
        """Keep what is shown, disabled, and say why."""
        self._note.set_text(reason)
        self._note.show()
        self._empty.hide()
        self._body.setEnabled(False)

    def _at(self, card: StatementCard) -> int:
        return self.pager.first + self._cards.index(card)

    def _card(self, statement: int) -> StatementCard:
        self._make_cards(self._wanted)  # who asks for one by its place does not wait
        return self._cards[statement - self.pager.first]

    def _make_card(self) -> StatementCard:
        card = StatementCard(self.look, self._body)
        card.set_offers(self._seen, self._first_resource)
        card.changed.connect(lambda _sketch: self._take(card))
        card.act_asked.connect(lambda act: self._act(card, act))
        self._column.addWidget(card)
        QWidget.setTabOrder(card, self.add_button)
        return card

    # what people do

    def add_statement(self) -> None:
        """Add a statement about what this kind of source reports; its resource is entered first."""
        resources = (self._first_resource,) if self._first_resource else ()
        sketch = Sketch(resources=Entries(resources), actions=Entries(("*",)))
        self._change((*self._sketches, sketch))
        last = len(self._sketches) - 1
        self.turn_to(last)
        self._card(last).effect.setFocus()

    def _take(self, card: StatementCard) -> None:
        at = self._at(card)
        self._change((*self._sketches[:at], card.sketch, *self._sketches[at + 1 :]))

    def _act(self, card: StatementCard, act: CardAct) -> None:
        at, sketches = self._at(card), list(self._sketches)
        if act is CardAct.DUPLICATE:
            sketches.insert(at, sketches[at])
            at += 1
        elif act is CardAct.REMOVE:
            del sketches[at]
            at = min(at, len(sketches) - 1)
        else:
            target = at + (1 if act is CardAct.DOWN else -1)
            sketches.insert(target, sketches.pop(at))
            at = target
        self._change(tuple(sketches))
        self.turn_to(max(at, 0))
        (self._card(at).more if sketches else self.add_button).setFocus()

    def _change(self, sketches: tuple[Sketch, ...]) -> None:
        if sketches != self._sketches:
            # what was wrong may be wrong elsewhere now; it is told anew in a moment
            self.show_sketches(sketches, self._problems if len(sketches) == 1 else ())
            self.edited.emit(sketches)


def _sorted_problems(problems: Sequence[PolicyProblem]) -> dict[int, dict[Part, Problems]]:
    found: dict[int, dict[Part, list[tuple[int | None, str]]]] = {}
    for problem in problems:
        spot = spot_of(problem)
        if spot.statement is not None:
            lists = found.setdefault(spot.statement, {})
            part = spot.part or Part.RESOURCES
            lists.setdefault(part, []).append((spot.entry, problem_words(problem)))
    return {at: dict(lists) for at, lists in found.items()}
