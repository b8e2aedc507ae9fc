"""What may be wrong with a delivery in the database."""

import sqlite3
from contextlib import closing
from pathlib import Path

NO_STATE = "UPDATE delivery SET state = 'lost' WHERE id = ?"
"""What no schema allows."""
DAMAGE = {
    "broken JSON": "UPDATE delivery_message SET message = '{\"text\": ' WHERE delivery_id = ?",
    "no message at all": "DELETE FROM delivery_message WHERE delivery_id = ?",
    "members are missing": "UPDATE delivery_message SET message = '{}' WHERE delivery_id = ?",
    "an unknown colour": """UPDATE delivery_message
        SET message = replace(message, '"color":"', '"color":"x') WHERE delivery_id = ?""",
    "no letters": """UPDATE delivery_message
        SET message = CAST(x'7b22ff' AS TEXT) WHERE delivery_id = ?""",
    "sent by nobody": """UPDATE delivery SET state = 'sending', owner = 'nobody', lease_until = 1
        WHERE id = ?""",
}


def damage(path: Path, sql: str, *numbers: int) -> None:
    """Do it to the deliveries of these numbers."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for number in numbers:
            connection.execute(sql, (number,))
