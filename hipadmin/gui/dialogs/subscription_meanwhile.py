"""What a form of a subscription does when somebody else changes or deletes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.subscription import Subscription, SubscriptionDraft, SubscriptionKind
from hipadmin.gui.dialogs.clash_words import quoted
from hipadmin.gui.dialogs.subscription_form import SubscriptionForm
from hipadmin.gui.drafts.clashes import Clash, merged
from hipadmin.gui.widgets.clash_panel import ClashLine
from hipadmin.gui.words.kinds import kind_name
from hipadmin.services.configuration.subscriptions import Subscriptions

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Start:
    """The names that are taken; ``stored`` is None while one is added."""

    taken: tuple[str, ...]
    stored: Subscription | None = None

    @classmethod
    def read(cls, verbs: Subscriptions, subscription_id: str) -> "Start":
        """Read it. Blocking. Raises NotFound, StoreTrouble."""
        taken = verbs.names(but=subscription_id)
        return cls(taken, verbs.get(subscription_id) if subscription_id else None)


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the form's owner does: the row may have become another one, or none."""

    stored: Callable[[Subscription | None], object]
    discard: Callable[[], object]
    vanished: Callable[[], bool] = lambda: False


class SubscriptionMeanwhile:
    """Answers for the form; see `overtaking.Form`.

    Attributes:
        stored: the subscription as it was when it was last shown; None while one is added.
    """

    entity = "subscription"

    def __init__(self, verbs: Subscriptions, fields: SubscriptionForm, hooks: Hooks) -> None:
        self._verbs = verbs
        self._fields = fields
        self._hooks = hooks
        self._theirs: dict[str, object] = {}
        self.stored: Subscription | None = None

    @property
    def row_id(self) -> str:
        """The stored row."""
        return self.stored.id if self.stored else ""

    def name(self) -> str:
        """What it was called when editing began."""
        return self.stored.name if self.stored else self._fields.draft().name

    def read(self) -> Start:
        """What the form starts from. Blocking. Raises NotFound."""
        return Start.read(self._verbs, self.row_id)

    def version(self, start: Start | None) -> int:
        """The version in ``start``, or the one being edited."""
        stored = start.stored if start is not None else self.stored
        return stored.version if stored is not None else 0

    def dirty(self) -> bool:
        """Whether something was entered."""
        return self.stored is not None and self._fields.draft() != draft_of(self.stored)

    def show_around(self, start: Start) -> None:
        """Learn which names are taken."""
        self._fields.set_taken(start.taken)

    def rebase(self, start: Start) -> Sequence[ClashLine]:
        """Go on from what is stored, keeping what was entered."""
        if self.stored is None or start.stored is None:
            return ()
        clashes = self._go_on(draft_of(self.stored), start.stored)
        self._theirs = {c.place: c.theirs for c in clashes}
        return [_line(c) for c in clashes]

    def saved(self, sent: SubscriptionDraft, stored: Subscription) -> None:
        """Go on from what became of ``sent``, keeping what was entered since."""
        self._go_on(sent, stored)

    def _go_on(self, base: SubscriptionDraft, stored: Subscription) -> tuple[Clash, ...]:
        mine, theirs = self._fields.draft(), draft_of(stored)
        draft, clashes = merged(base, mine, theirs, ("name", "kind"))
        self.stored = stored
        self._fields.show_draft(draft)
        self._hooks.stored(stored)
        return clashes

    def adopt(self, place: str) -> None:
        """Take the stored value of a line."""
        draft, value = self._fields.draft(), self._theirs[place]
        if isinstance(value, SubscriptionKind):
            self._fields.show_draft(SubscriptionDraft(draft.name, value))
        else:
            self._fields.show_draft(SubscriptionDraft(str(value), draft.kind))

    def start_anew(self) -> None:
        """Add what was entered as a new subscription."""
        self.stored = None
        self._hooks.stored(None)

    def discard(self) -> None:
        """Give up what was entered."""
        self._hooks.discard()

    def vanished(self) -> bool:
        """Whether the owner has dealt with the row being gone."""
        return self._hooks.vanished()


def draft_of(subscription: Subscription) -> SubscriptionDraft:
    """A stored subscription as a draft."""
    return SubscriptionDraft(subscription.name, subscription.kind)


def _line(clash: Clash) -> ClashLine:
    label = translate("Clash", "Name") if clash.place == "name" else translate("Clash", "Kind")
    return ClashLine(clash.place, label, _words(clash.mine), _words(clash.theirs))


def _words(value: object) -> str:
    return kind_name(value) if isinstance(value, SubscriptionKind) else quoted(str(value))
