"""Steps: what undo takes back, and what is left of it when something is gone."""

import pytest

from hipadmin.domain.change import Action, Entity
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.step import RowChange, Step, Verb, inverse, refs_of
from hipadmin.domain.subscription import Subscription

OLD = Integration("i", "Ops", "https://a.example.com/v2", "one", (Room("r", "17", "two"),))
NEW = Integration("i", "Ops 2", "https://a.example.com/v2", None, (Room("r", "17", "two"),))
WEB = Subscription("s", "web")
EDIT = RowChange(Action.UPDATE_CONFIGURATION, Entity.INTEGRATION, OLD, NEW, 3, 4)
GONE = RowChange(Action.DELETE_SUBSCRIPTION, Entity.SUBSCRIPTION, WEB, None, 1, 2)
MADE = RowChange(Action.CREATE_SUBSCRIPTION, Entity.SUBSCRIPTION, None, WEB, 0, 1)


def test_a_change_has_a_row_and_two_states() -> None:
    assert (EDIT.row, GONE.row, MADE.row) == (NEW, WEB, WEB)
    assert (EDIT.source, EDIT.state) == ((Entity.INTEGRATION, "i", 3), (Entity.INTEGRATION, "i", 4))
    with pytest.raises(ValueError, match="needs a before or an after"):
        _ = RowChange(Action.UPDATE_ON, Entity.INTEGRATION, None, None, 1, 2).row


def test_a_later_change_of_the_same_row_joins() -> None:
    later = RowChange(Action.DELETE_INTEGRATION, Entity.INTEGRATION, NEW, None, 4, 5)

    joined = EDIT.then(later)

    assert (joined.action, joined.before, joined.was) == (EDIT.action, OLD, 3)
    assert (joined.after, joined.version) == (None, 5)


def test_states_that_came_back_have_other_versions() -> None:
    assert EDIT.renumbered({GONE.state: 9}) is EDIT
    assert EDIT.renumbered({EDIT.source: 7}) == RowChange(EDIT.action, EDIT.entity, OLD, NEW, 7, 4)
    both = {EDIT.source: 7, EDIT.state: 8}
    step = Step("1", Verb.EDIT, Entity.INTEGRATION, (EDIT, GONE)).renumbered(both)
    assert [(c.was, c.version) for c in step.changes] == [(7, 8), (1, 2)]
    assert step.id == "1"


def test_only_integrations_hold_tokens() -> None:
    assert refs_of(OLD) == {"one", "two"}
    assert refs_of(WEB) == refs_of(None) == frozenset()


def test_taking_back_what_dropped_a_token_asks_the_vault() -> None:
    assert Step("1", Verb.EDIT, Entity.INTEGRATION, (GONE, EDIT)).asks_the_vault
    assert not Step("1", Verb.DELETE, Entity.SUBSCRIPTION, (GONE,)).asks_the_vault


@pytest.mark.parametrize(("verb", "count"), [(Verb.DELETE, 1), (Verb.IMPORT, 2), (Verb.RESTORE, 2)])
def test_an_import_counts_all_that_it_changed(verb: Verb, count: int) -> None:
    step = Step("1", verb, Entity.INTEGRATION, (EDIT, GONE))
    assert (step.count, step.subjects, step.name) == (count, (EDIT,), "Ops 2")
    assert Step("1", verb, Entity.ALERT, ()).name == ""


def test_a_step_goes_with_the_last_thing_it_was_about() -> None:
    step = Step("1", Verb.EDIT, Entity.INTEGRATION, (EDIT, GONE))

    assert step.without(frozenset({"s"})) == Step("1", Verb.EDIT, Entity.INTEGRATION, (EDIT,))
    assert step.without(frozenset({"i"})) is None
    assert step.without(frozenset({"other"})) == step


@pytest.mark.parametrize("action", Action)
def test_an_inverse_of_an_inverse_makes_or_deletes_again(action: Action) -> None:
    back = inverse(action)

    made = action.startswith(("create", "restore")) and back.startswith("delete")
    deleted = action.startswith("delete") and back.startswith("restore")
    assert made or deleted or back is action
    assert inverse(inverse(back)) is back
