"""What only opens the window is read without the words of the commands, and reads the same."""

import pytest

from hipadmin.command_line import opens_window, parser, read
from hipadmin.domain.token import MASK


@pytest.mark.parametrize(
    "given",
    [
        [],
        ["--sandbox"],
        ["--data-dir", "x y", "--safe-mode"],
        ["--ready-file", "ready", "--data-dir", "a"],
    ],
)
def test_what_only_opens_the_window(given: list[str]) -> None:
    assert opens_window(given)
    assert vars(read(given)) == vars(parser().parse_args(given))


@pytest.mark.parametrize(
    "given",
    [
        ["list"],
        ["--sandbox", "list", "--json"],
        ["--data-dir", "a", "relay"],
        ["--data-dir=a"],
        ["--log-level", "debug"],
        ["--saf"],
    ],
)
def test_anything_else_is_read_with_them(given: list[str]) -> None:
    assert not opens_window(given)
    assert vars(read(given)) == vars(parser().parse_args(given))


@pytest.mark.parametrize("given", [["--data-dir"], ["--data-dir", "--sandbox"], ["--bogus"]])
def test_what_is_wrong_is_told_with_every_command(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        read(given)

    assert "COMMAND" in capsys.readouterr().err


TOKEN = "CanaryAbCdEfGhIjKlMnOpQrStUvWxYz01234567"


@pytest.mark.parametrize(
    "given",
    [
        [TOKEN],
        [f"--{TOKEN}"],
        ["list", TOKEN],
        ["audit", "--since", TOKEN],
        ["relay", "--port", TOKEN],
        ["sandbox", "--fault", TOKEN],
        ["notify", "web", "--title", "x", "--key", TOKEN],
        ["tour", "--out", "x", "--theme", TOKEN],
    ],
)
def test_a_token_in_the_wrong_place_is_not_repeated(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        read(given)
    said = capsys.readouterr()
    assert "error: " in said.err
    assert MASK in said.err
    assert TOKEN not in said.err + said.out
