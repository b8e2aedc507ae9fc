"""Which problems of a draft show, and where: each beside its field, after it was first left."""

from collections.abc import Iterable, Sequence

from hipadmin.domain.problems import Code, Problem, blocking
from hipadmin.gui.dialogs.integration_form import IntegrationForm
from hipadmin.gui.drafts.editing import Editing
from hipadmin.gui.drafts.entries import RoomEntry
from hipadmin.gui.words.texts import problem_text

_AT_ONCE = (Code.TOKEN_OAUTH1, Code.TOKEN_BLANKS, Code.TOKEN_CHARACTERS)
"""Said while typing: the person still has the other program open."""


class ProblemBoard:
    """Knows the problems of a draft and shows them on a form.

    Attributes:
        taken: names of the other integrations.
    """

    def __init__(self, form: IntegrationForm) -> None:
        self.taken: tuple[str, ...] = ()
        self._form = form
        self._problems: tuple[Problem, ...] = ()
        self._told: dict[str, Problem] = {}
        self._left: set[str] = set()
        self._everything = False

    @property
    def first(self) -> Problem | None:
        """The first problem that stands against saving."""
        return next(iter(blocking(self._problems)), None)

    def against_test(self) -> Problem | None:
        """The first problem that stands against a test; a name it can do without."""
        return next((p for p in blocking(self._problems) if p.where != "name"), None)

    def leave(self, place: str) -> None:
        """Note that a field was left; rooms' places are ``room:<key>:<part>``."""
        self._left.add(place)

    def show_everything(self) -> None:
        """Show what is wrong with fields nobody has left yet, too."""
        self._everything = True

    def tell(self, problems: Iterable[Problem]) -> None:
        """Add problems that only asking could find: by a field's name."""
        self._told |= {p.where: p for p in problems}

    def forget(self, place: str) -> None:
        """Drop what asking found about a field, because it was changed."""
        self._told.pop(place, None)

    def update(self, editing: Editing) -> None:
        """Look at ``editing`` anew and show its problems."""
        own = editing.problems(self.taken)
        places = {p.where for p in own}
        self._problems = (*own, *(p for w, p in self._told.items() if w not in places))
        for place, row in self._form.by_place.items():
            problem = problem_at(self._problems, place)
            text = self._text(problem, place)
            wrong = problem is not None and problem.blocking
            row.set_problem(text if wrong else None)
            row.set_warning(None if wrong else text)
        self._show_room(editing)

    def _show_room(self, editing: Editing) -> None:
        line = self._form.rooms.current()
        if line is None:
            return
        key, wrong, doubtful = line.entry.key, dict[str, str](), dict[str, str]()
        for part in ("room", "token"):
            problem = problem_at(self._problems, room_where(editing.rooms, key, part))
            text = self._text(problem, f"room:{key}:{part}")
            if problem is not None and text:
                (wrong if problem.blocking else doubtful)[part] = text
        self._form.rooms.panel.show_problems(wrong, doubtful)

    def _text(self, problem: Problem | None, place: str) -> str:
        if problem is None:
            return ""
        told = problem.where in self._told or problem.code in _AT_ONCE
        if self._everything or told or place in self._left:
            return problem_text(problem)
        return ""

    def focus_first(self, editing: Editing) -> None:
        """Put the focus where the first problem is."""
        if self.first is not None:
            self.focus(self.first, editing)

    def focus(self, problem: Problem, editing: Editing) -> None:
        """Put the focus where ``problem`` is."""
        if problem.where.startswith("rooms["):
            self._focus_room(problem.where, editing)
            return
        row = self._form.by_place.get(problem.where)
        if row is not None:
            self._unfold(problem.where)
            row.buddy.setFocus()

    def _focus_room(self, where: str, editing: Editing) -> None:
        rooms = editing.rooms
        for room in rooms:
            for part in ("room", "token"):
                if room_where(rooms, room.key, part) == where:
                    self._form.rooms.select(room.key, edit=part == "room")
                    if part == "token":
                        self._form.rooms.panel.token_field.setFocus()

    def _unfold(self, place: str) -> None:
        if place in ("ca_certificate", "proxy"):
            self._form.advanced.set_open(True)


def room_in_use(room: str, users: Sequence[tuple[str, Sequence[str]]]) -> Problem:
    """That a room cannot be removed: ``users`` are subscriptions with their notifications."""
    names = ", ".join(f"{name} ({', '.join(notes)})" for name, notes in users)
    return Problem("rooms", Code.ROOM_IN_USE, {"room": room, "users": names}, blocking=False)


def problem_at(problems: Sequence[Problem], where: str) -> Problem | None:
    """The problem of a field: the first that blocks, else the first warning."""
    found = [p for p in problems if p.where == where]
    return next((p for p in found if p.blocking), found[0] if found else None)


def room_where(rooms: Sequence[RoomEntry], key: int, part: str) -> str:
    """The name problems have for a part (``room``, ``token``) of the room with ``key``."""
    index = next((i for i, r in enumerate(rooms) if r.key == key), -1)
    return f"rooms[{index}].{part}"
