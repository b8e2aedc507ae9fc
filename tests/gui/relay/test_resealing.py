"""A service learns of changed tokens by itself, and what it could not be given is told."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from hipadmin.domain.errors import VaultTrouble
from hipadmin.gui.context import Context
from hipadmin.gui.relay.resealing import Resealing
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.message_bar import MessageArea
from hipadmin.services.bundle import Services
from hipadmin.vault.sealed_file import SealedFile
from tests.gui.fill import add_integration
from tests.gui.find import click, texts, until


def test_changed_tokens_are_sealed_again(
    qtbot: QtBot, context: Context, look: Look, tmp_path: Path
) -> None:
    services = context.services
    area = MessageArea(look)
    qtbot.addWidget(area)
    area.show()
    file = SealedFile(tmp_path, services.store.id, {})
    services.sealing.seal()
    assert file.read() == {}
    Resealing(context, area, area)

    def sealed() -> int:
        return sum(bool(secret) for secret in file.read().values())

    add_integration(services, "Ops", "1")
    context.watch.look()
    until(qtbot, lambda: sealed() == 1)
    assert area.bars == []

    key = file.key_path.read_bytes()
    file.key_path.write_text("no key")
    add_integration(services, "Builds", "2")
    context.watch.look()
    until(qtbot, lambda: "Tokens changed:" in texts(area))
    assert "The service still has the tokens from before." in area.bars[0].text

    file.key_path.write_bytes(key)
    click(qtbot, area, "Try again")
    until(qtbot, lambda: area.bars == [])
    assert sealed() == 2


def test_a_window_seals_what_changed_without_it(
    qtbot: QtBot, services: Services, tmp_path: Path, request
) -> None:
    services.sealing.seal()
    add_integration(services, "Ops", "1")
    request.getfixturevalue("window")
    file = SealedFile(tmp_path, services.store.id, {})

    def done() -> bool:
        try:
            return len(file.read()) == 1
        except VaultTrouble:
            return False

    until(qtbot, done)
