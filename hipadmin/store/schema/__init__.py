"""The tables, step by step. A step that was released is never edited: add another.

Names are kept beside a key folded by Python (`str.casefold`), because SQLite folds ASCII only.
Times are milliseconds since 1970 in UTC.
"""

from hipadmin.store.schema.configuration import FIRST, FOURTH, SECOND, TABLES
from hipadmin.store.schema.parts import APPLICATION_ID, Step
from hipadmin.store.schema.relay import THIRD

__all__ = ["APPLICATION_ID", "STEPS", "TABLES", "Step"]

STEPS: tuple[Step, ...] = (FIRST, SECOND, THIRD, FOURTH)
"""Step n brings version n - 1 to n."""
