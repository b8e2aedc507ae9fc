"""Work in a forked child, so that killing it costs milliseconds and touches nobody else."""

import json
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: exit code (negative: the signal), what it told, and its answer.

    ``trouble`` is the last line of what it raised.
    """

    code: int
    told: tuple[str, ...]
    answer: Any
    trouble: str = ""

    def ok(self) -> "Ended":
        """This, if the child did all of its work."""
        if self.code:
            raise RuntimeError(
                f"a child ended with {self.code} after {self.told[-3:]}: {self.trouble}"
            )
        return self


def forked(work: Callable[[Tell], object]) -> Ended:
    """Do ``work`` in a child of this process, which must have one thread only."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        _work_and_leave(work, write)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as pipe:
        lines = pipe.read().splitlines()
    _, status = os.waitpid(child, 0)
    answers = [json.loads(line[1:]) for line in lines if line.startswith("=")]
    told = tuple(line[1:] for line in lines if line.startswith("-"))
    code = os.waitstatus_to_exitcode(status)
    trouble = "".join(line[1:] for line in lines if line.startswith("!"))
    return Ended(code, told, answers[0] if answers else None, trouble)


def _work_and_leave(work: Callable[[Tell], object], pipe: int) -> None:
    plain_write = os.write

    def tell(line: str) -> None:
        plain_write(pipe, f"-{line}\n".encode())

    code = 1
    try:
        answer = json.dumps(work(tell))
        plain_write(pipe, f"={answer}\n".encode())
        code = 0
    except BaseException as error:
        plain_write(pipe, f"!{type(error).__name__} {str(error)!r}\n".encode())
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)
