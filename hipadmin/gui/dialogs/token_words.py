"""What a person can do about a token, in sentences."""

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.token import TokenInfo, TokenKind
from hipadmin.domain.token_use import Life, Use, lacking, life
from hipadmin.gui.models.token_columns import TokenRow, missing_scopes, present_scopes
from hipadmin.gui.words.texts import token_text
from hipadmin.hipchat.errors import HipChatError

translate = QCoreApplication.translate


def remedy(row: TokenRow) -> str:
    """What a token is, what is the matter with it, and the step that mends it."""
    if row.error is not None:
        return _sentence(row.error)
    if not row.line.held:
        return translate("Tokens", "The vault has no such token. Edit the integration, enter it.")
    info = row.line.info
    if info is None:
        return translate("Tokens", "Check tokens asks the server what it is; nothing is sent.")
    parts = (f"{token_text(info)}.", _life(info), _scopes(info), _present(info))
    return " ".join(part for part in parts if part)


def _sentence(error: Exception) -> str:
    if isinstance(error, HipChatError | HipadminError):
        return str(error)
    return translate("Tokens", "It failed for a reason of its own: {kind}.").format(
        kind=type(error).__name__
    )


def _life(info: TokenInfo) -> str:
    left = life(info.expires_at, datetime.now(UTC))
    if left is Life.ENDED:
        return translate("Tokens", "It has ended. Make a new one, then enter it with Edit.")
    if left is Life.ENDING:
        return translate("Tokens", "It ends soon. Make a new one, then enter it with Edit.")
    return ""


def _present(info: TokenInfo) -> str:
    scopes = present_scopes(info)
    return f"{scopes}." if scopes else ""


def _scopes(info: TokenInfo) -> str:
    lacks = lacking(info)
    if info.kind is TokenKind.ROOM and not lacks:
        return translate(
            "Tokens",
            "A room token may post and nothing else. Reading and browsing need a personal token.",
        )
    if not lacks:
        return translate("Tokens", "It may do all that is done here: post, write, read, browse.")
    scopes = ", ".join(missing_scopes(info))
    if Use.NOTIFY in lacks:
        text = translate("Tokens", "It may not post. Make one with {scopes}.")
    else:
        text = translate("Tokens", "It may post. For all else make one that also has {scopes}.")
    return text.format(scopes=scopes)
