"""A transcript in words: days, colours, cards and files as they are read out and copied."""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication, QLocale

from hipadmin.gui.windows.message_html import words_of
from hipadmin.services.rooms.transcript import AttributeView, CardView, FileView, Line, PictureView

translate = QCoreApplication.translate


def day_words(day: date, today: date | None = None) -> str:
    """A day in words: "Today, 14 March", "Yesterday, 13 March", "1 December 2025"."""
    today = today or datetime.now().astimezone().date()
    month = QLocale().monthName(day.month, QLocale.FormatType.LongFormat)
    shown = f"{day.day} {month}"
    if day == today:
        return translate("Transcript", "Today, {day}").format(day=shown)
    if day == today - timedelta(days=1):
        return translate("Transcript", "Yesterday, {day}").format(day=shown)
    return shown if day.year == today.year else f"{shown} {day.year}"


def clock(at: datetime) -> str:
    """The time of day here."""
    return f"{at.astimezone():%H:%M}"


def mark_of(line: Line) -> str:
    """What stands at the right of a message: its colour, that it is a card, who is notified."""
    marks = [translate("Transcript", "card")] if line.card else []
    if line.color:
        marks.append(color_name(line.color))
    if line.notifies:
        marks.append(translate("Transcript", "people notified"))
    return ", ".join(marks)


def color_name(color: str) -> str:
    """A message colour in words; HipChat v2 knows five, and “random” before it is sent."""
    names = {
        "yellow": translate("Transcript", "yellow"),
        "green": translate("Transcript", "green"),
        "red": translate("Transcript", "red"),
        "purple": translate("Transcript", "purple"),
        "gray": translate("Transcript", "gray"),
        "random": translate("Transcript", "random"),
    }
    return names.get(color, color)


def card_style_name(style: str) -> str:
    """A card's style in words."""
    names = {
        "application": translate("Transcript", "application"),
        "file": translate("Transcript", "file"),
        "image": translate("Transcript", "image"),
        "link": translate("Transcript", "link"),
        "media": translate("Transcript", "media"),
    }
    return names.get(style, style)


def deleted_words() -> str:
    """What stands in the place of a message that was taken back."""
    return translate("Transcript", "This message was deleted.")


def topic_words(line: Line) -> str:
    """News of a room’s topic."""
    words = translate("Transcript", "{who} changed the topic: {topic}")
    return (
        words.format(who=line.sender, topic=words_of(line.html))
        if line.sender
        else words_of(line.html)
    )


def not_loaded() -> str:
    """Why there is no picture."""
    return translate("Transcript", "Picture not loaded")


def picture_facts(picture: PictureView) -> tuple[str, ...]:
    """What is known of a picture without loading it: its size, the host it is kept on."""
    size = f"{picture.width} × {picture.height}" if picture.width else ""
    return tuple(part for part in (size, host_of(picture.url)) if part)


def file_facts(file: FileView) -> str:
    """Size of a file and what becomes of it."""
    si = QLocale.DataSizeFormat.DataSizeSIFormat
    size = "" if file.size is None else QLocale().formattedDataSize(file.size, 1, si)
    rest = not_loaded() if file.is_picture else ""
    opens = translate("Transcript", "opens in the browser")
    return " · ".join(part for part in (size, rest, opens) if part)


def host_of(address: str) -> str:
    """The host an address leads to, or an empty text."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def line_words(line: Line) -> str:
    """Everything a message says, as it is copied."""
    if line.kind == "topic":
        return topic_words(line)
    words = [card_words(line.card)] if line.card else [words_of(line.html)]
    if line.is_deleted:
        words = [deleted_words()]
    if line.file:
        name = translate("Transcript", "File: {name}").format(name=line.file.name)
        words.append(f"{name} ({file_facts(line.file)})")
    words += [link.title for link in line.links if link.title and link.title != link.url]
    return "\n".join(part for part in words if part)


def card_words(card: CardView) -> str:
    """Everything a card says."""
    said = [card.title, words_of(card.description), *(_attribute(a) for a in card.attributes)]
    if card.activity:
        said.insert(0, words_of(card.activity))
    if card.thumbnail:
        said.append(" · ".join((not_loaded(), *picture_facts(card.thumbnail))))
    return "\n".join(part for part in said if part)


def _attribute(attribute: AttributeView) -> str:
    return f"{attribute.label}: {attribute.value}" if attribute.label else attribute.value
