"""The configuration file: what is wrong in it is said in full, with lines, and bounded."""

import pytest

from hipadmin.services.files.config_file import (
    ENTRIES_MAX,
    PROBLEMS_MAX,
    FileError,
    FileProblem,
    read_config,
)


def refused(text: str) -> FileError:
    with pytest.raises(FileError) as caught:
        read_config(text.encode())
    return caught.value


def lines(text: str) -> list[str]:
    return refused(text).text.splitlines()


def test_every_wrong_place_is_told_with_its_line() -> None:
    told = lines(
        "version: 1\n"
        "integrations:\n"
        "  - name: On\n"
        "    endpoint: https://a.example.com\n"
        "    rooms:\n"
        "      - {room: yes}\n"
        "      - {}\n"
        "  - {name: 17, enabled: perhaps, colour: red}\n"
        "subscriptions:\n"
        "  - {name: web, kind: radio}\n"
    )

    name, room, no_room, endpoint, number, enabled, colour, kind = told
    begins = "line 6, column 10, integrations[0].rooms[0].room: Expected an ID or a name."
    assert room == f"{begins} Put a name in quotes."
    assert no_room.startswith("line 7, column 9, integrations[0].rooms[1].room: Expected an ID")
    assert name == "line 3, column 5, integrations[0].name: Expected a text. Put it in quotes."
    assert colour.startswith("line 8, column 34, integrations[1].colour: Not known here.")
    assert number.startswith("line 8, column 6, integrations[1].name: Expected a text.")
    assert endpoint == "line 8, column 5, integrations[1].endpoint: Is missing."
    assert enabled == "line 8, column 16, integrations[1].enabled: Expected true or false."
    assert kind.startswith("line 10, column 17, subscriptions[0].kind: Not a kind. Possible: ci,")


@pytest.mark.parametrize(
    ("member", "told"),
    [
        ("type: slack", "type: The only type is “hipchat”."),
        ("token_env: not-a-name", "token_env: Expected the name of an environment variable."),
        ("token_env: [A]", "token_env: Expected the name of an environment variable."),
    ],
)
def test_what_an_integration_may_say(member: str, told: str) -> None:
    text = f"version: 1\nintegrations: [{{name: A, endpoint: https://a.example.com, {member}}}]\n"

    [line] = lines(text)

    assert line.endswith(f"integrations[0].{told}")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Ops", "“Ops” stands in the file twice."),
        ("OPS", "“OPS” and “Ops” differ by case, width or blanks only."),
        ("Ｏｐｓ", "“Ｏｐｓ” and “Ops” differ by case, width or blanks only."),
    ],
)
def test_names_that_look_alike_are_told_at_the_second(name: str, told: str) -> None:
    text = f"version: 1\nsubscriptions:\n  - name: Ops\n  - name: web\n  - name: {name}\n"

    [problem] = refused(text).problems

    assert problem.path == "subscriptions[2].name"
    assert problem.place is not None
    assert problem.place.line == 5
    assert problem.text == told


def test_what_else_is_wrong_is_told_with_names_that_look_alike() -> None:
    told = lines(
        "version: 1\n"
        "integrations:\n"
        "  - {name: Ops, endpoint: https://a.example.com}\n"
        "  - {name: OPS, endpoint: 'https://ann@a.example.com', rooms: [{room: A}, {room: a}]}\n"
        "subscriptions:\n"
        f"  - {{name: {'x' * 300}}}\n"
        "  - name: web\n"
        "    notifications:\n"
        "      - {name: n, integration: Ops, rooms: [B], policy: [1]}\n"
        "      - {name: o, integration: Ops, projects: ['']}\n"
    )

    places = [line.partition(": ")[0].rpartition(", ")[2] for line in told]
    assert places == [
        "integrations[1].name",
        "integrations[1].endpoint",
        "integrations[1].rooms[1].room",
        "subscriptions[0].name",
        "subscriptions[1].notifications[0].policy",
        "subscriptions[1].notifications[1].projects[0]",
    ]


def test_too_many_entries_are_refused_at_once() -> None:
    text = f"version: 1\nintegrations:\n{'  - {}' * 1}\n" + "  - {}\n" * ENTRIES_MAX

    [problem] = refused(text).problems

    assert problem.text == "These are 10,001 entries; 10,000 are possible."
    assert problem.place is not None


def test_a_file_of_a_hundred_thousand_rows_is_refused_whole() -> None:
    row = "  - {name: Integration, endpoint: https://hipchat.example.com/v2, rooms: [{room: 1}]}\n"
    text = "version: 1\nintegrations:\n" + row * 100_000

    assert str(refused(text)) == "The file is larger than 8 MiB."


def test_a_list_of_rooms_is_bounded_too() -> None:
    rooms = "[" + "1," * (ENTRIES_MAX + 1) + "]"
    text = f"version: 1\nsubscriptions: [{{name: web, notifications: [{{rooms: {rooms}}}]}}]"

    assert "Expected a list of texts, 10,000 at most." in str(refused(text))


def test_only_the_first_problems_are_told_and_the_rest_counted() -> None:
    error = refused("version: 1\nsubscriptions:\n" + "  - {}\n" * 1000)

    assert len(error.problems) == PROBLEMS_MAX
    assert error.more == 1000 - PROBLEMS_MAX
    assert str(error).endswith("\n… and 800 more.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version: 2", "The file has version 2; this hipadmin reads up to 1."),
        ('{"version": 99, "new": {}}', "The file has version 99; this hipadmin reads up to 1."),
        ("version: true", "Write “version: 1”."),
        ("version: '1'", "Write “version: 1”."),
        ("{}", "Write “version: 1”."),
    ],
)
def test_another_version_is_named_first(text: str, told: str) -> None:
    error = refused(text)

    assert error.problems[0].path == "version"
    assert error.problems[0].text == told


def test_a_problem_without_a_place_is_only_told() -> None:
    assert str(FileProblem("", "Broken.")) == "Broken."
    assert str(FileProblem("a.b", "Broken.")) == "a.b: Broken."
