"""Shippable's page on HipChat, followed literally in the window."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from tests.documents.person import Person
from tests.gui.fill import add_notification, add_sandbox_integration, add_subscription

NAME = "CI and images"
TOKEN = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd"
OTHER_TOKEN = "ZyXwVuTsRqPoNmLkJiHgFeDcBa9876543210zyxw"


@pytest.fixture
def unused(services: Services, sandbox: Sandbox) -> None:
    add_sandbox_integration(services, sandbox, NAME, "1")


@pytest.fixture
def used(services: Services, sandbox: Sandbox) -> None:
    integration = add_sandbox_integration(services, sandbox, NAME, "1")
    for name in ("web", "worker"):
        add_notification(services, add_subscription(services, name), integration, f"{name} builds")


def test_a_token_is_made_in_hipchat(person: Person, sandbox: Sandbox) -> None:
    pages = sandbox.url.removesuffix("/v2")
    person.opens_integrations()
    person.clicks("Add Integration")
    person.finds_explanation("Personal token", "API access", "scopes", "Create")
    assert person.follows_link("Open API access") == f"{pages}/account/api"
    person.finds_explanation("Scopes", "Send Message", "Send Notification")


def test_an_integration_is_added_with_a_name_and_a_token(
    person: Person, services: Services
) -> None:
    person.opens_account_settings()
    person.goes_to("Integrations")
    person.clicks("Add Integration")
    person.sees_dialog("Add integration")
    person.enters("Name", NAME)
    person.enters("Access token", TOKEN)
    person.clicks("Save")
    person.sees_no_dialog()
    person.sees_in("Integrations", NAME, "Rooms", "No room yet")
    assert stored_token(services) == TOKEN


def test_name_and_token_can_be_changed_at_any_time(
    unused: None, person: Person, services: Services
) -> None:
    person.opens_account_settings()
    person.goes_to("Integrations")
    person.selects("Integrations", NAME)
    person.clicks("Edit")
    person.sees_dialog("Edit integration")
    person.enters("Name", "Builds of everybody")
    person.enters("Access token", OTHER_TOKEN)
    person.clicks("Save")
    person.sees_no_dialog()
    person.sees_in("Integrations", "Builds of everybody")
    person.sees_nothing_of("Integrations", NAME)
    assert stored_token(services) == OTHER_TOKEN


def test_the_subscriptions_that_use_it_are_shown_but_not_edited_there(
    used: None, person: Person
) -> None:
    person.opens_integrations()
    person.selects("Integrations", NAME)
    person.clicks("Edit")
    person.sees("Used in subscriptions", "web builds", "worker builds")
    assert not person.can_press("web")
    assert not person.can_press("worker")
    person.clicks("Add to another subscription")
    person.sees_no_dialog()
    person.sees_in("Subscriptions", "web")


def test_it_is_added_to_another_subscription_in_the_subscription(
    used: None, person: Person, services: Services
) -> None:
    add_subscription(services, "images")
    person.opens_subscription("images")
    person.goes_to("Integrations")
    person.clicks("Add Integration")
    person.chooses("Integration", NAME)
    person.enters("Name", "pushed images")
    person.clicks("Save")
    person.sees_in("Room notifications", "pushed images", "Integration", NAME)


def test_an_unused_integration_is_deleted_with_yes(
    unused: None, person: Person, services: Services
) -> None:
    person.opens_account_settings()
    person.goes_to("Integrations")
    person.selects("Integrations", NAME)
    person.clicks("Delete")
    person.sees_dialog("Delete integration")
    assert person.has_focus("No")
    person.clicks("Yes")
    person.sees("No integrations yet")
    assert services.views.integrations() == ()


def test_no_keeps_it(unused: None, person: Person) -> None:
    person.opens_integrations()
    person.selects("Integrations", NAME)
    person.clicks("Delete")
    person.clicks("No")
    person.sees_no_dialog()
    person.sees_in("Integrations", NAME)


def test_a_used_integration_names_each_dependent_and_goes_after_the_last_has_let_go(
    used: None, person: Person, services: Services
) -> None:
    person.opens_account_settings()
    person.goes_to("Integrations")
    person.selects("Integrations", NAME)
    person.clicks("Delete")
    person.sees(f"{NAME} is still used by 2 subscriptions")
    assert person.can_press("web")
    assert person.can_press("worker")
    assert not person.can_press("Yes")

    person.clicks("web")
    person.sees_no_dialog()
    person.sees(f"Deleting {NAME}: 2 of 2 subscriptions left.")
    remove_here(person, "web builds")

    person.sees(f"Deleting {NAME}: 1 of 2 subscriptions left.")
    person.clicks("Next")
    remove_here(person, "worker builds")

    person.sees_dialog("Delete integration")
    person.sees(f"Delete {NAME}?")
    person.clicks("Yes")
    person.sees("No integrations yet")
    assert services.views.integrations() == ()


def test_each_dependent_is_also_reached_by_the_drop_down_and_the_settings_tab(
    used: None, person: Person, services: Services
) -> None:
    for subscription in ("web", "worker"):
        person.opens_subscription(subscription)
        person.clicks_tab("Settings")
        person.goes_to("Integrations")
        remove_here(person, f"{subscription} builds")
        person.sees_nothing_of("Room notifications", f"{subscription} builds")

    person.opens_account_settings()
    person.goes_to("Integrations")
    person.selects("Integrations", NAME)
    person.clicks("Delete")
    person.clicks("Yes")
    person.sees("No integrations yet")


def test_while_one_dependent_is_left_deleting_is_refused_again(used: None, person: Person) -> None:
    person.opens_subscription("web")
    person.goes_to("Integrations")
    remove_here(person, "web builds")
    person.sees_nothing_of("Room notifications", "web builds")
    person.opens_integrations()
    person.selects("Integrations", NAME)
    person.clicks("Delete")
    person.sees(f"{NAME} is still used by 1 subscription", "Settings › Integrations")
    assert person.can_press("worker")
    assert not person.can_press("web")


@pytest.fixture
def database(tmp_path: Path, person: Person) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "hipadmin.db", isolation_level=None)) as database:
        yield database


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM integration", "UPDATE integration SET deleted_at = updated_at"],
)
@pytest.mark.parametrize("foreign_keys", ["ON", "OFF"])
def test_the_database_itself_orphans_no_dependent(
    used: None, person: Person, database: sqlite3.Connection, statement: str, foreign_keys: str
) -> None:
    database.execute(f"PRAGMA foreign_keys = {foreign_keys}")
    with pytest.raises(sqlite3.IntegrityError):
        database.execute(statement)
    person.opens_integrations()
    person.sees_in("Integrations", NAME, "Used by", "2 subscriptions")


def remove_here(person: Person, name: str) -> None:
    person.selects("Room notifications", name)
    person.clicks("Delete")
    person.clicks("Yes")


def stored_token(services: Services) -> str:
    (row,) = services.views.integrations()
    secret = services.tokens.reveal(row.integration.token_ref)
    return secret.reveal() if secret else ""
