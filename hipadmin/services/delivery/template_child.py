"""The process that renders what people wrote: Jinja2 in its sandbox, and easily killed.

The sandbox keeps a template from the program; only a process of its own can be stopped when a
template does not end. One JSON line in, one out: {"template", "html", "values"} becomes {"text"},
or {"problem", "line"}.
"""

import contextlib
import json
import sys
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, TextIO

from jinja2 import (
    ChainableUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

TEXT_MAX = 64 * 1024
"""Characters of a rendered text; a message has 10,000."""
MEMORY_MAX = 512 << 20
"""Bytes of address space: a template may multiply texts."""
_REMEMBERED = 100

Answer = dict[str, object]


class Rendering:
    """Renders; compiled templates are remembered."""

    def __init__(self) -> None:
        self._compiled: OrderedDict[tuple[str, bool], Template] = OrderedDict()
        self._rooms = {html: _environment(html) for html in (False, True)}

    def answer(self, line: str) -> Answer:
        """What is to be said to a line."""
        asked = json.loads(line)
        try:
            template = self._template(asked["template"], asked["html"], asked["values"])
            return {"text": _bounded(template, asked["values"])}
        except TemplateSyntaxError as error:
            return {"problem": _sentence(error), "line": error.lineno}
        except TemplateError as error:
            return {"problem": _sentence(error), "line": 0}
        except (MemoryError, RecursionError):
            return {"problem": "It needs too much memory.", "line": 0}
        except Exception as error:  # a template may do anything, a division by zero included
            return {"problem": f"{type(error).__name__}: {error}.", "line": 0}

    def _template(self, text: str, html: bool, values: Mapping[str, object]) -> Template:
        key = (text, html)
        if key not in self._compiled:
            room = self._rooms[html]
            unknown = find_undeclared_variables(room.parse(text)) - values.keys()
            if unknown:
                raise UndefinedError(f"There is no “{min(unknown)}”")
            self._compiled[key] = room.from_string(text)
            if len(self._compiled) > _REMEMBERED:
                self._compiled.popitem(last=False)
        return self._compiled[key]


def _environment(html: bool) -> ImmutableSandboxedEnvironment:
    # a fact may be missing, however deep one looks for it; a name of ours may not
    return ImmutableSandboxedEnvironment(
        autoescape=html, trim_blocks=True, lstrip_blocks=True, undefined=ChainableUndefined
    )


def _sentence(error: TemplateError) -> str:
    return f"{(error.message or type(error).__name__).rstrip('.')}."


def _bounded(template: Template, values: dict[str, Any]) -> str:
    parts, length = list[str](), 0
    for part in template.generate(values):
        parts.append(part[: TEXT_MAX - length])
        length += len(parts[-1])
        if length >= TEXT_MAX:
            break
    return "".join(parts)


def serve(lines: TextIO, out: TextIO) -> int:
    """Answer line by line until the input ends."""
    _bound_memory()
    rendering = Rendering()
    for line in lines:
        out.write(json.dumps(rendering.answer(line)) + "\n")
        out.flush()
    return 0


def _bound_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))


if __name__ == "__main__":
    sys.exit(serve(sys.stdin, sys.stdout))
