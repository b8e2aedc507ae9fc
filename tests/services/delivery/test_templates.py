"""Templates that people write, rendered by a real child: what they may do, and what ends them."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from hipadmin.domain.event import accept
from hipadmin.domain.template_values import NAMES, template_values
from hipadmin.services.delivery.template_child import TEXT_MAX, Rendering
from hipadmin.services.delivery.templates import EMPTY, FAILED, RENDER_S, SLOW, Rendered, Templates
from tests.services.relaying import START, report

EVENT = accept(
    report(1, title="a < b", project="shop", facts={"host": "db1", "n": [1, 2]}), "s1", START
)
CHILD = [sys.executable, "-m", "hipadmin", "render-templates"]
ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"


@pytest.fixture
def templates() -> Iterator[Templates]:
    found = Templates(CHILD)
    yield found
    found.close()


def test_the_facts_of_an_event(templates: Templates) -> None:
    text = "{{ title }} on {{ facts.host }} in {{ project }}, {{ state }}{{ facts.a.b }}"
    assert templates.render(text, EVENT, False).text == "a < b on db1 in shop, changed"
    assert templates.render(text, EVENT, True).text == "a &lt; b on db1 in shop, changed"


def test_every_name_has_its_value() -> None:
    values = template_values(EVENT)
    assert tuple(values) == NAMES
    assert values["time"] == "2026-03-02 12:00"
    later = accept(report(2, at=START + timedelta(hours=1)), "s1", START)
    assert template_values(later)["time"] == "2026-03-02 13:00"


def test_one_that_does_not_end_is_ended_and_others_go_on(templates: Templates) -> None:
    assert templates.render(ENDLESS, EVENT, False) == Rendered("", SLOW)
    assert templates.render("{{ project }}", EVENT, False).text == "shop"
    child = templates._child
    assert templates.render(ENDLESS, EVENT, False) == Rendered("", SLOW)
    assert templates._child is child  # it was not even tried again


def test_one_that_waits_for_the_processor_is_not_slow() -> None:
    answer = 'print(json.dumps({"text": "late"}), flush=True)'
    script = f"import json, time; input(); {answer}; input(); time.sleep({2 * RENDER_S}); {answer}"
    waiting = Templates([sys.executable, "-S", "-c", script])
    assert waiting.render("x", EVENT, False) == Rendered("late")
    waiting.close()


@pytest.mark.logs("^hipadmin.services.delivery.templates: a message template failed: ")
def test_what_fails_becomes_no_wording(templates: Templates) -> None:
    assert templates.wording("{{ project }}", EVENT, False) == "shop"
    assert templates.wording("{% if %}", EVENT, False) == ""


@pytest.mark.logs("^hipadmin.services.delivery.templates: .* failed: It comes out empty.$")
def test_one_that_comes_out_empty_fails(
    templates: Templates, caplog: pytest.LogCaptureFixture
) -> None:
    for template in ("{{ title.nope.deep }}", "{% if facts.nope %}{{ title }}{% endif %}\n "):
        assert templates.render(template, EVENT, False) == Rendered("", EMPTY)
        assert templates.wording(template, EVENT, False) == ""
    assert len(caplog.messages) == 2
    assert templates.render(" \n", EVENT, False) == Rendered("")


def test_a_child_that_dies_or_lies_is_another_one_next_time(templates: Templates) -> None:
    templates.render("x", EVENT, False)
    assert templates._child is not None
    templates._child.kill()
    templates._child.wait()
    assert templates.render("x", EVENT, False).text == "x"
    for script in ("", "print('nonsense')", "print('{}', flush=True); input(); input()"):
        liar = Templates([sys.executable, "-S", "-c", script])
        assert liar.render("x", EVENT, False) == Rendered("", FAILED)
        liar.close()
    missing = Templates(["/nowhere"])
    assert missing.render("x", EVENT, False) == Rendered("", FAILED)
    missing.close()


def test_many_threads_share_it(templates: Templates) -> None:
    found: list[str] = []

    def ask(number: int) -> None:
        found.append(templates.render(f"{number} {{{{ project }}}}", EVENT, False).text)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(found) == sorted(f"{n} shop" for n in range(20))


def rendered(template: str, html: bool = False, **values: Any) -> dict[str, object]:
    asked = {"template": template, "html": html, "values": values}
    return Rendering().answer(json.dumps(asked))


@pytest.mark.parametrize(
    ("template", "problem", "line"),
    [
        ("a\n{% if %}", "Expected an expression, got 'end of statement block'.", 2),
        ("{{ titel }}", "There is no “titel”.", 0),
        ("{{ 1/0 }}", "ZeroDivisionError: division by zero.", 0),
        ("{{ facts.clear() }}", "is unsafe.", 0),
        ("{% include 'x' %}", "no loader", 0),
        ("{{ range(10**9)|list }}", "Range too big", 0),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "too much memory", 0),
    ],
)
def test_what_a_template_must_not_do(template: str, problem: str, line: int) -> None:
    answer = rendered(template, facts={"a": 1})
    assert problem in str(answer["problem"])
    assert answer["line"] == line


@pytest.mark.parametrize(
    "template",
    ["{{ ''.__class__.__mro__ }}", "{{ facts.__class__ }}", "{{ title.format.__globals__ }}"],
)
def test_what_a_template_does_not_see(template: str) -> None:
    assert rendered(template, facts={"a": 1}, title="x") == {"text": ""}


def test_what_is_rendered_is_bounded() -> None:
    text = rendered("{{ 'x' * 1000000 }}y")["text"]
    assert text == "x" * TEXT_MAX
    many = "{% for a in range(50000) %}{{ 'y' * 10 }}{% endfor %}"
    assert rendered(many)["text"] == "y" * TEXT_MAX


def test_compiled_templates_are_remembered_but_not_all() -> None:
    rendering = Rendering()
    line = '{"template": "%s", "html": false, "values": {}}'
    for number in range(250):
        assert rendering.answer(line % number) == {"text": str(number)}
    assert len(rendering._compiled) == 100


def test_the_child_answers_line_by_line_within_its_memory() -> None:
    """It ends with its input; a template that wants more memory than there is ends nothing."""
    asked = [
        {"template": "{{ title }}", "html": html, "values": {"title": title}}
        for title, html in (("a < b", False), ("a < b", True), ("again", False))
    ]
    asked.append({"template": "{{ 'x' * 10 ** 9 }}", "html": False, "values": {}})
    lines = "".join(f"{json.dumps(each)}\n" for each in asked)
    done = subprocess.run(CHILD, input=lines, capture_output=True, text=True, check=True)
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"text": "a < b"},
        {"text": "a &lt; b"},
        {"text": "again"},
        {"problem": "It needs too much memory.", "line": 0},
    ]
