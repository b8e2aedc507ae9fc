"""What keeps a text from being JSON, in words of our own, with line and column.

Nothing of the text is repeated but a sign: it may hold what nobody else is to read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hipadmin.domain.policy import Fault, PolicyError
from hipadmin.domain.policy.faults import Wanted
from hipadmin.domain.policy.json_reader import read_json
from hipadmin.domain.problems import QT_TRANSLATE_NOOP

LONGEST = 100_000
"""Characters of a text that is read again, which takes a tenth of a second."""
SENTENCES: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.JSON_EMPTY: QT_TRANSLATE_NOOP("Json", "There is nothing in it."),
        Fault.JSON_UNEXPECTED: QT_TRANSLATE_NOOP("Json", "Here JSON needs {wanted}."),
        Fault.JSON_END: QT_TRANSLATE_NOOP("Json", "It ends too early, before {wanted}."),
        Fault.JSON_REST: QT_TRANSLATE_NOOP("Json", "Something follows after its end."),
        Fault.JSON_COMMA: QT_TRANSLATE_NOOP(
            "Json", "A comma stands before “{found}”. Remove the comma after the last entry."
        ),
        Fault.JSON_QUOTES: QT_TRANSLATE_NOOP(
            "Json", "“{found}” is not the quotation mark of JSON. Write straight double ones."
        ),
        Fault.JSON_COMMENT: QT_TRANSLATE_NOOP("Json", "JSON has no comments."),
        Fault.JSON_STRING_END: QT_TRANSLATE_NOOP("Json", "A text is not closed on its line."),
        Fault.JSON_CONTROL: QT_TRANSLATE_NOOP(
            "Json", "A text has a tab or an invisible character in it."
        ),
        Fault.JSON_ESCAPE: QT_TRANSLATE_NOOP(
            "Json", "A backslash begins no escape here. Write \\\\ for a backslash."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class JsonTrouble:
    """One thing wrong at one place, both counted from 1."""

    fault: Fault
    params: Mapping[str, object]
    line: int
    column: int

    @property
    def text(self) -> str:
        """What is wrong, in English; a window translates `SENTENCES` instead."""
        given = {k: v.value if isinstance(v, Wanted) else v for k, v in self.params.items()}
        return SENTENCES[self.fault].format(**given)


def json_trouble(text: str) -> JsonTrouble | None:
    """Say what is wrong first in ``text``, which is no JSON.

    None where nothing is, or where a text is too long, too deep or too full to be read again.
    """
    if len(text) > LONGEST:
        return None
    try:
        read_json(text)
    except PolicyError as error:
        problem = error.problems[0]
        if problem.fault in SENTENCES:
            line, column = problem.line or 1, problem.column or 1
            return JsonTrouble(problem.fault, problem.params, line, column)
    return None


def twice_at(text: str) -> tuple[int, int] | None:
    """Line and column of the first member whose name its object has already.

    None where there is none, or where a text is too long, too deep or too full to be read again.
    """
    if len(text) > LONGEST:
        return None
    try:
        _, twice = read_json(text)
    except PolicyError:
        return None
    return (twice[0].line or 1, twice[0].column or 1) if twice else None
