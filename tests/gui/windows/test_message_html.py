"""A message's markup: what is shown, in which colours, and that nothing is loaded."""

from pathlib import Path
from time import thread_time

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QTextDocument

from hipadmin.gui.theme import Look
from hipadmin.gui.windows.message_html import (
    MessageDocument,
    Paper,
    contrast,
    document_of,
    is_web,
    limit_lines,
    web_links,
    words_of,
)


@pytest.fixture
def paper(look: Look) -> Paper:
    color = QColor
    return Paper(
        QFont(), color("#1A1E26"), color("#2454C4"), color("#FFF6DA"), color("#E8EFFD"), "Monospace"
    )


def colors(document: QTextDocument) -> dict[str, str]:
    found = {}
    run = document.begin().begin()
    while not run.atEnd():
        fragment = run.fragment()
        if fragment.text().strip():
            found[fragment.text().strip()] = fragment.charFormat().foreground().color().name()
        run += 1
    return found


@pytest.mark.parametrize("by_address", [True, False])
def test_a_picture_named_in_a_message_is_not_loaded(
    paper: Paper, tmp_path: Path, by_address: bool
) -> None:
    picture = QImage(200, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("#ff0000"))
    path = tmp_path / "secret.png"
    assert picture.save(str(path))
    source = QUrl.fromLocalFile(str(path)).toString() if by_address else str(path)
    document = document_of(f'a<img src="{source}">b', paper)
    assert document.size().height() < 100
    page = QImage(400, 300, QImage.Format.Format_RGB32)
    page.fill(QColor("#ffffff"))
    painter = QPainter(page)
    document.drawContents(painter)
    painter.end()
    shown = {page.pixelColor(x, y).name() for x in range(400) for y in range(0, 300, 3)}
    assert "#ff0000" not in shown


def test_scripts_and_sheets_do_nothing(paper: Paper) -> None:
    html = "<script>alert(1)</script><style>p { color: red }</style>text"
    assert document_of(html, paper).toPlainText() == "text"


def test_a_senders_colour_is_kept_where_it_can_be_read(paper: Paper) -> None:
    html = '<span style="color: #0b4f1f">dark</span> <span style="color: white">pale</span>'
    shown = colors(document_of(html, paper))
    assert shown["dark"] == "#0b4f1f"
    assert shown["pale"] == paper.text.name()
    assert all(contrast(QColor(color), paper.ground) >= 4.5 for color in shown.values())


def test_links_look_like_links_only_if_they_lead_somewhere(paper: Paper) -> None:
    html = '<a href="https://x.test">good</a> <a href="mailto:a@x.test">other</a>'
    shown = colors(document_of(html, paper))
    assert (shown["good"], shown["other"]) == (paper.link.name(), paper.text.name())


def test_words_and_links() -> None:
    html = 'a <b>b</b><br>c <a href="https://x.test/1">d</a><a href="https://x.test/1">e</a>'
    assert words_of(html) == "a b\nc de"
    assert web_links(html) == ["https://x.test/1"]
    assert web_links('<a href="file:///x">y</a>') == []


def test_words_stand_where_a_picture_was_left_out(paper: Paper) -> None:
    html = "see \ue000load &lt; 3\ue001 and \ue000\ue001"
    assert words_of(html) == "see [picture: load < 3] and [picture]"
    assert document_of(html, paper).toPlainText() == "see [picture: load < 3] and [picture]"


def test_a_mention_stands_out_and_leads_nowhere(paper: Paper) -> None:
    document = document_of('<a href="mention:all">@all</a> look', paper)
    run = document.begin().begin().fragment().charFormat()
    assert run.background().color().name() == paper.mention.name()
    assert (run.fontWeight(), run.fontUnderline()) == (QFont.Weight.DemiBold, False)
    assert web_links('<a href="mention:all">@all</a>') == []


@pytest.mark.parametrize(
    "html", ["word " * 200, "<b>word</b> " * 200, "a<br>b<br>c<br>d", "ملف " * 200]
)
@pytest.mark.parametrize("most", [1, 2, 3])
def test_long_text_ends_after_so_many_lines(paper: Paper, html: str, most: int) -> None:
    document = document_of(html, paper)
    document.setTextWidth(200)
    assert limit_lines(document, most)
    block, lines = document.begin(), 0
    while block.isValid():
        lines += block.layout().lineCount()
        block = block.next()
    assert lines == most
    assert document.toPlainText().endswith("…")


def test_short_text_is_left_alone(paper: Paper) -> None:
    document = document_of("one<br>two", paper)
    document.setTextWidth(200)
    assert not limit_lines(document, 2)
    assert document.toPlainText() == "one\ntwo"


def test_many_colours_take_no_more_time_than_none(paper: Paper) -> None:
    html = '<span style="color: red">x</span><b>y</b> ' * 500
    began = thread_time()
    document_of(html, paper)
    assert thread_time() - began < 1


@pytest.mark.parametrize(
    ("address", "web"),
    [
        ("https://x.test/a?b=c", True),
        ("HTTP://x.test", True),
        ("ftp://x.test", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("", False),
    ],
)
def test_where_a_browser_may_be_sent(address: str, web: bool) -> None:
    assert is_web(address) is web


def test_every_resource_is_a_clear_dot(look: Look) -> None:
    kind = QTextDocument.ResourceType.ImageResource
    answer = MessageDocument().loadResource(kind.value, QUrl("https://x.test/a.png"))
    assert isinstance(answer, QImage)
    assert answer.pixelColor(0, 0).alpha() == 0


def test_contrast_is_computed_as_wcag_says() -> None:
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert contrast(QColor("#767676"), QColor("#ffffff")) == pytest.approx(4.54, abs=0.01)
