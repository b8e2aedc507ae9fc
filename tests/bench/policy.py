"""`python -m tests.bench.policy` prints what the policy filter and its editor cost.

The filter is measured against one compiled `re.fullmatch` for each policy and event, in the same
run; the goal is at most 3 times its cost, and a time that does not grow with policies of other
kinds. Then the editor: opening with 1,000 recent events, and a keystroke until the verdicts show.
"""

import argparse
import os
import random
import re
import statistics
import time
from collections.abc import Callable, Sequence

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication

from hipadmin.domain.policy import Access, Policy
from hipadmin.domain.policy_samples import Sample
from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.policy.editor import PolicyEditor
from hipadmin.gui.theme import Look
from hipadmin.gui.threads.courtesy import short_turns

KEYS = ("checkout", "banner", "cart", "search", "ops_mail", "ops_sms", "new-home", "prices")
ENVS = ("production", "staging", "test")
ACTIONS = ("updateOn", "updateRules", "updateTargets", "createFlag", "updateTags")
LIMIT_S = 10.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.policy")
    parser.add_argument("--policies", type=int, default=10_000, help="policies (10000)")
    parser.add_argument("--events", type=int, default=1000, help="events (1000)")
    parser.add_argument("--turns", type=int, default=5, help="counted turns of the editor (5)")
    arguments = parser.parse_args()
    chance = random.Random(17)
    filters(chance, arguments.policies, arguments.events)
    other_kinds(chance, arguments.events)
    with short_turns():  # as the application does
        editor(chance, arguments.events, arguments.turns)


def access(chance: random.Random) -> Access:
    """One change of a flag."""
    tags = {"flag": chance.sample(("noisy", "billing", "mobile"), chance.randrange(2))}
    env = chance.choice(ENVS)
    resource = f"proj/shop:env/{env}:flag/{chance.choice(KEYS)}-{chance.randrange(50)}"
    return Access(chance.choice(ACTIONS), resource, tags, {"env": {"critical": env == ENVS[0]}})


def policy(chance: random.Random) -> list[dict[str, object]]:
    """One or two statements about flags."""
    env, key = chance.choice((*ENVS, "*")), chance.choice((*KEYS, "ops_*", "*"))
    actions = chance.choice((["*"], ["updateOn"], ["update*"], ["updateOn", "updateRules"]))
    first = {"effect": "allow", "resources": [f"proj/*:env/{env}:flag/{key}*"], "actions": actions}
    deny = {"effect": "deny", "resources": ["proj/*:env/*:flag/*;noisy"], "actions": ["*"]}
    return [first, deny] if chance.random() < 0.3 else [first]


def filters(chance: random.Random, policies: int, events: int) -> None:
    """Every policy on every event, against one expression each."""
    compiled = [Policy.parse(policy(chance)) for _ in range(policies)]
    accesses = [[access(chance)] for _ in range(events)]
    patterns = [expression(chance) for _ in range(policies)]
    lines = [f"{a.resource} {a.action}" for (a,) in accesses]
    ours = bare = 0.0
    slice_ = max(1, policies // 10)  # in turns, so that a busy moment meets both
    for start in range(0, policies, slice_):
        some, others = compiled[start : start + slice_], patterns[start : start + slice_]
        ours += taken(lambda some=some: [p.allows(e) for p in some for e in accesses])
        bare += taken(lambda others=others: [p.fullmatch(line) for p in others for line in lines])
    each = policies * events
    print(f"policies × events                 {policies} × {events}")
    print(f"policy                            {ours / each * 1e6:8.3f} µs each")
    print(f"re.fullmatch                      {bare / each * 1e6:8.3f} µs each")
    print(f"ratio                             {ours / bare:8.2f} (at most 3.00)")


def expression(chance: random.Random) -> re.Pattern[str]:
    """What somebody would write instead of a policy."""
    env, key = chance.choice((*ENVS, "[^:]*")), chance.choice((*KEYS, "ops_[^:]*", "[^:]*"))
    return re.compile(rf"proj/[^:]*:env/{env}:flag/{key}[^: ]* (?:{'|'.join(ACTIONS[:3])})")


def other_kinds(chance: random.Random, events: int) -> None:
    """One policy with ever more statements about something else."""
    accesses = [[access(chance)] for _ in range(events)]
    mine = {"effect": "allow", "resources": ["proj/*:env/*:flag/c*"], "actions": ["*"]}
    others = ["member/m{}", "proj/p{}", "webhook/w{}", "registry/*:image/i{}"]
    for count in (0, 10, 100, 1000):
        more = [
            {"effect": "deny", "resources": [others[n % 4].format(n)], "actions": ["*"]}
            for n in range(count)
        ]
        compiled = Policy.parse([*more, mine])
        best = min(taken(lambda p=compiled: [p.allows(e) for e in accesses]) for _ in range(5))
        print(f"with {count:4} statements of other kinds {best / events * 1e6:8.3f} µs an event")


def taken(work: Callable[[], object]) -> float:
    """Seconds of ``work``."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def editor(chance: random.Random, events: int, turns: int) -> None:
    """Open the editor over recent events, and type into its JSON."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    look, jobs = Look(), Jobs()
    look.set_reduced_motion(True)
    look.apply(app, "light")
    recent = [Sample(n, f"Event {n}", (access(chance),)) for n in range(1, events + 1)]
    text = Policy.parse(policy(chance)).to_json()
    opened, judged, typed = [], [], []
    for turn in range(turns + 1):
        began = time.perf_counter()
        made = PolicyEditor(look, jobs, SubscriptionKind.FLAGS, recent, text)
        made.resize(look.px(920), look.px(560))
        paints = Paints(made)
        made.show()
        until(app, lambda paints=paints: paints.count > 0)
        shown = time.perf_counter() - began
        until(app, lambda made=made: not made.pending)
        until(app, lambda paints=paints: paints.verdicts > 0)
        if turn:  # the first turn loads fonts and icons
            opened.append(shown)
            judged.append(time.perf_counter() - began)
            typed += keystrokes(app, made, paints)
        made.close()
        made.deleteLater()
        app.processEvents()
    jobs.shutdown(5)
    told("editor opened, painted", opened, 100)
    told("editor opened, verdicts shown", judged, 100)
    told("keystroke to verdicts shown", typed, 50)


class Paints(QObject):
    """Counts how often the verdicts were painted in the window: at all, and those of the text."""

    def __init__(self, made: PolicyEditor) -> None:
        super().__init__(made)
        self._made = made
        self.count = self.verdicts = 0
        made.verdicts.table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count."""
        if event.type() == QEvent.Type.Paint:
            outcome, text = self._made.outcome, self._made.json.toPlainText()
            self.count += 1
            self.verdicts += outcome.tried is not None and outcome.reading.text == text
        return super().eventFilter(watched, event)


def until(app: QApplication, done: Callable[[], bool]) -> None:
    """Let the window work until ``done``."""
    end = time.perf_counter() + LIMIT_S
    while not done():
        if time.perf_counter() > end:
            raise SystemExit("the editor never came to it")
        app.processEvents()


def keystrokes(app: QApplication, made: PolicyEditor, paints: Paints) -> list[float]:
    """Seconds from each change of the text until its verdicts are painted."""
    found = []
    place = made.json.toPlainText().index("flag/") + len("flag/")
    for letter in "abcde":
        cursor = QTextCursor(made.json.document())
        cursor.setPosition(place)
        before, began = paints.verdicts, time.perf_counter()
        cursor.insertText(letter)
        until(app, lambda before=before: paints.verdicts > before)
        found.append(time.perf_counter() - began)
        app.processEvents()
    return found


def told(title: str, seconds: Sequence[float], most: int) -> None:
    """Print median and worst in milliseconds."""
    median, worst = statistics.median(seconds) * 1000, max(seconds) * 1000
    print(f"{title:<32} {median:8.1f} ms, worst {worst:.1f} (at most {most})")


if __name__ == "__main__":
    main()
