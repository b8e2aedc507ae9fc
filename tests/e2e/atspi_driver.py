"""Drives a window through the accessibility bus, as a screen reader would.

Runs under the system's Python (which has the accessibility bindings), reads one JSON request per
line and answers with one JSON line. Things are found by role and accessible name only.
"""

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

KEY_CODES = {"Control_L": 37, "v": 55, "a": 38, "space": 65, "Return": 36, "Tab": 23, "Delete": 119}
"""What the keys of a plain PC keyboard are called by an X server."""
WAIT_S = 15.0
PAUSE_S = 0.05


def walk(node, depth=0):
    """Every node below ``node`` that is there, itself first."""
    yield node
    if depth > 40:
        return
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield from walk(child, depth + 1)


def application(pid):
    """The accessible application of process ``pid``, or None."""
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        app = desktop.get_child_at_index(index)
        if app is not None and app.get_process_id() == pid:
            return app
    return None


def showing(node):
    """Whether a person could see it."""
    states = node.get_state_set()
    return states.contains(Atspi.StateType.SHOWING) and states.contains(Atspi.StateType.VISIBLE)


def matches(node, role, name, part):
    """Whether ``node`` has the role and the name (or a name that holds ``part``)."""
    if role and node.get_role_name() not in role.split("|"):
        return False
    found = node.get_name() or ""
    return found == name if name is not None else part in found


def in_state(node, request):
    """Whether ``node`` has the state asked for and lacks the one ruled out."""
    wanted, unwanted = request.get("state"), request.get("not_state")
    states = states_of(node) if wanted or unwanted else ()
    return (not wanted or wanted in states) and (not unwanted or unwanted not in states)


def windows_of(app):
    """Its windows, oldest first."""
    tops = [app.get_child_at_index(at) for at in range(app.get_child_count())]
    return [top for top in tops if top is not None]


def search(request):
    """The nodes that match: those of the newest window first, within one in the tree's order."""
    app = application(request["pid"])
    found = []
    if app is None:
        return found
    for node in (node for top in reversed(windows_of(app)) for node in walk(top)):
        try:
            hit = matches(node, request.get("role"), request.get("name"), request.get("part", ""))
            if hit and (request.get("hidden") or showing(node)) and in_state(node, request):
                found.append(node)
        except gi.repository.GLib.GError:
            continue
    return found


def find(request):
    """The first match, waited for."""
    end = time.monotonic() + request.get("wait", WAIT_S)
    while True:
        try:
            found = search(request)
        except gi.repository.GLib.GError:
            found = []
        index = request.get("index", 0)
        if len(found) > index:
            return found[index]
        if time.monotonic() > end:
            raise LookupError(f"nothing with {request}")
        time.sleep(PAUSE_S)


def press(node):
    """Do what a press does: the action of that name, else the first one."""
    actions = [node.get_action_name(i).lower() for i in range(node.get_n_actions())]
    for wanted in ("press", "toggle", "activate", "showmenu"):
        if wanted in actions:
            return node.do_action(actions.index(wanted))
    if actions:
        return node.do_action(0)
    raise LookupError(f"{node.get_name()} has no action")


def states_of(node):
    """The names of its states."""
    return sorted(s.value_nick for s in node.get_state_set().get_states())


def text_of(node):
    """The text in it, or its name."""
    if "Text" in node.get_interfaces():
        return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))
    return node.get_name()


def cell_of(request):
    """The cell of a table, by the row that says ``row`` and the title of its column; waited for."""
    end = time.monotonic() + request.get("wait", WAIT_S)
    while True:
        try:
            found = cell_now(request)
        except gi.repository.GLib.GError:
            found = None
        if found is not None:
            return found
        if time.monotonic() > end:
            raise LookupError(f"no cell {request}")
        time.sleep(PAUSE_S)


def cell_now(request):
    """That cell, or None."""
    for table in search({"pid": request["pid"], "role": "table", "name": request["table"]}):
        columns = range(Atspi.Table.get_n_columns(table))
        heads = [node for node in walk(table) if node.get_role_name() == "table column header"]
        titles = [node.get_name() for node in heads]
        for row in range(Atspi.Table.get_n_rows(table)):
            cells = [Atspi.Table.get_accessible_at(table, row, column) for column in columns]
            said = [cell.get_name() for cell in cells]
            if request["row"] in [*said, *(name.split(", ")[0] for name in said)]:
                found = cells[titles.index(request["column"])]
                fits = request.get("says", "") in found.get_name()
                return found if fits and in_state(found, request) else None
    return None


def click(node):
    """Put the pointer on its middle and press the left button."""
    left, top, width, height = box(node)
    return Atspi.generate_mouse_event(left + width // 2, top + height // 2, "b1c")


def press_keys(request):
    """Hold keys down one after the other, by their X names, and let them go again."""
    codes = [KEY_CODES[name] for name in request["keys"]]
    for code in codes:
        Atspi.generate_keyboard_event(code, None, Atspi.KeySynthType.PRESS)
    for code in reversed(codes):
        Atspi.generate_keyboard_event(code, None, Atspi.KeySynthType.RELEASE)
    return True


def typed(request):
    """Type a text with the keyboard."""
    return Atspi.generate_keyboard_event(0, request["text"], Atspi.KeySynthType.STRING)


def select(node):
    """Select it in the list it stands in."""
    return Atspi.Selection.select_child(node.get_parent(), node.get_index_in_parent())


def tree(app, limit=4000):
    """All that is showing, for a failure's message."""
    lines = []
    for node in walk(app):
        if showing(node) or node.get_role_name() == "application":
            lines.append(f"{node.get_role_name()}: {node.get_name()!r}")
        if len(lines) > limit:
            break
    return lines


def answer(request):
    """Carry out one request."""
    op = request["op"]
    if op in WHOLE:
        return WHOLE[op](request)
    node = cell_of(request) if "table" in request else find(request)
    return ONE[op](node, request)


def gone(request):
    """Wait until nothing matches any more."""
    end = time.monotonic() + request.get("wait", WAIT_S)
    while search(request):
        if time.monotonic() > end:
            raise LookupError(f"still there: {request}")
        time.sleep(PAUSE_S)
    return True


def box(node):
    """Where it is on the screen."""
    found = node.get_extents(Atspi.CoordType.SCREEN)
    return [found.x, found.y, found.width, found.height]


WHOLE = {
    "tree": lambda request: tree(application(request["pid"])),
    "gone": gone,
    "keys": press_keys,
    "type": typed,
    "names": lambda request: [node.get_name() for node in search(request)],
}
ONE = {
    "press": lambda node, _request: press(node),
    "click": lambda node, _request: click(node),
    "select": lambda node, _request: select(node),
    "actions": lambda node, _request: [
        node.get_action_name(at).lower() for at in range(node.get_n_actions())
    ],
    "focus": lambda node, _request: node.grab_focus(),
    "set_text": lambda node, r: Atspi.EditableText.set_text_contents(node, r["text"]),
    "text": lambda node, _request: text_of(node),
    "states": lambda node, _request: states_of(node),
    "description": lambda node, _request: node.get_description(),
    "box": lambda node, _request: box(node),
    "find": lambda node, _request: {
        "name": node.get_name(),
        "role": node.get_role_name(),
        "states": states_of(node),
    },
}


def main():
    """Answer until the requests end."""
    Atspi.init()
    for line in sys.stdin:
        try:
            reply = {"ok": answer(json.loads(line))}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
