"""Letters: what is underlined in a label, a button or an entry, and pressed with Alt."""

import sys
from collections.abc import Collection, Iterator, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QMainWindow, QMenu, QTabBar, QWidget

_SAYS_DATA, _IS_LINK, _HOLDS, _GIVEN = "says_data", "is_link", "holds_letter", "given_letter"


def says_data(button: QAbstractButton) -> None:
    """Give ``button`` no letter: its text is a name people gave, or a fact."""
    button.setProperty(_SAYS_DATA, True)


def is_link(button: QAbstractButton) -> None:
    """Let ``button`` have a letter only if one is left."""
    button.setProperty(_IS_LINK, True)


def holds_letter(thing: QAbstractButton | QTabBar) -> None:
    """Let ``thing`` choose first and keep its letter, whatever appears beside it.

    For what stays while a page turns, as Save does: who has learned Alt+S presses it blindly.
    """
    thing.setProperty(_HOLDS, True)


class Word:
    """Something whose text can underline a letter: a label, a button, an entry of a menu."""

    def __init__(self, thing: QLabel | QAbstractButton | QAction) -> None:
        self._thing: QObject = thing
        self._memory = _GIVEN

    @property
    def text(self) -> str:
        """The text with its mark."""
        thing = self._thing
        return thing.text() if isinstance(thing, QLabel | QAbstractButton | QAction) else ""

    @property
    def waits(self) -> bool:
        """Whether it has a letter only if one is left."""
        return bool(self._thing.property(_IS_LINK))

    @property
    def holds(self) -> bool:
        """Whether it chooses first and keeps its letter."""
        return bool(self._thing.property(_HOLDS))

    @property
    def is_given(self) -> bool:
        """Whether its letter is from here, and not written by hand."""
        letter = letter_of(self.text)
        return bool(letter) and self._thing.property(self._memory) == letter

    def give(self, letter: str) -> None:
        """Underline ``letter``, or nothing."""
        text = _marked(plain(self.text), letter)
        self._thing.setProperty(self._memory, letter)
        if text != self.text:
            self._write(text)

    def _write(self, text: str) -> None:
        if isinstance(self._thing, QAbstractButton):
            # past our own buttons, which would find the text unchanged
            QAbstractButton.setText(self._thing, text)
        elif isinstance(self._thing, QLabel | QAction):
            self._thing.setText(text)


class _Tab(Word):
    """A tab as such a thing."""

    def __init__(self, bar: QTabBar, at: int) -> None:
        self._thing: QTabBar = bar
        self._at = at
        self._memory = f"{_GIVEN}_{at}"

    @property
    def text(self) -> str:
        return self._thing.tabText(self._at)

    def _write(self, text: str) -> None:
        self._thing.setTabText(self._at, text)


def letter_of(text: str) -> str:
    """The letter a text underlines, in upper case; empty without one."""
    return QKeySequence.mnemonic(text).toString().rpartition("+")[2]


def plain(text: str) -> str:
    """A text without the mark of its letter."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def give_letters(window: QWidget) -> None:
    """Give each label with a field, each button and each tab of ``window`` a letter of its own."""
    menus = window.menuBar().actions() if isinstance(window, QMainWindow) else []
    share_letters(list(_words(window)), {letter_of(action.text()) for action in menus})


def give_menu_letters(menu: QMenu) -> None:
    """Give each entry of ``menu`` a letter of its own."""
    share_letters([Word(act) for act in menu.actions() if act.isVisible() and act.text()])


def share_letters(words: Sequence[Word], taken: Collection[str] = ()) -> None:
    """Let each of ``words`` underline a letter that is not ``taken``.

    A letter written by hand stays unless somebody before has the same, and so does that of a word
    which `holds` it, unless somebody would have none. What was given stays where it can; all that
    is left is shared so that as many as possible get one. macOS has no letters.
    """
    if sys.platform == "darwin":
        return
    texts = [word.text for word in words]
    letters = _Letters(texts, taken)
    by_hand = {at for at, word in enumerate(words) if not word.is_given and letters.keep(at)}
    open_ones = set(range(len(words))) - by_hand
    holding = {at for at in open_ones if words[at].holds}
    waiting = {at for at in open_ones - holding if words[at].waits}
    # a link must not keep from a field what it was given before the field appeared
    for group in (holding, open_ones - holding - waiting, waiting):
        given = {at for at in group if words[at].is_given and letters.adopt(at)}
        # a short word has less to choose from
        for at in sorted(group - given, key=lambda at: len(texts[at])):
            letters.find(at)
        if group is holding:
            letters.hold()
    for at in open_ones:
        words[at].give(letters.of(at))


class _Letters:
    """Who has which letter. Words are numbers here: their places in ``texts``."""

    def __init__(self, texts: Sequence[str], taken: Collection[str]) -> None:
        self._texts = texts
        self._taken = set(taken)
        self._held: set[str] = set()
        self._owners: dict[str, int] = {}

    def keep(self, word: int) -> bool:
        """Leave ``word`` the letter it has for good, if it has one that is free."""
        letter = letter_of(self._texts[word])
        if not letter or letter in self._taken:
            return False
        self._taken.add(letter)
        return True

    def adopt(self, word: int) -> bool:
        """Leave ``word`` the letter it has until somebody needs it who has no other."""
        letter = letter_of(self._texts[word])
        if not letter or letter in self._taken or letter in self._owners:
            return False
        self._owners[letter] = word
        return True

    def hold(self) -> None:
        """Let the letters that were found so far be moved only for who would have none."""
        self._held = set(self._owners)

    def find(self, word: int) -> None:
        """Find a letter for ``word``: a free one, or one whose owner has another of his own."""
        letters = [one for one in _letters_in(plain(self._texts[word])) if one not in self._taken]
        free = next((letter for letter in letters if letter not in self._owners), "")
        if free:
            self._owners[free] = word
        elif not self._move(word, set(self._held)):
            self._move(word, set())

    def _move(self, word: int, tried: set[str]) -> bool:
        for letter in _letters_in(plain(self._texts[word])):
            if letter in self._taken or letter in tried:
                continue
            tried.add(letter)
            owner = self._owners.get(letter)
            if owner is None or self._move(owner, tried):
                self._owners[letter] = word
                return True
        return False

    def of(self, word: int) -> str:
        """The letter that was found for ``word``, or an empty text."""
        return next((letter for letter, owner in self._owners.items() if owner == word), "")


def _words(window: QWidget) -> Iterator[Word]:
    links: list[Word] = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not window:
            continue
        if isinstance(widget, QTabBar):
            yield from (_Tab(widget, at) for at in range(widget.count()))
        elif isinstance(widget, QLabel) and widget.buddy() is not None:
            yield Word(widget)
        elif isinstance(widget, QAbstractButton) and _takes_letter(widget):
            if widget.property(_IS_LINK):
                links.append(Word(widget))
            else:
                yield Word(widget)
    yield from links


def _takes_letter(button: QAbstractButton) -> bool:
    return bool(button.text()) and not button.property(_SAYS_DATA)


def _letters_in(text: str) -> list[str]:
    """The letters a text may underline: the beginnings of words first."""
    usable = [at for at, letter in enumerate(text) if letter.isalnum()]
    begins = [at for at in usable if at == 0 or text[at - 1] == " "]
    order = begins + [at for at in usable if at not in begins]
    return list(dict.fromkeys(text[at].upper() for at in order))


def _marked(text: str, letter: str) -> str:
    at = _place(text, letter) if letter else -1
    parts = [text] if at < 0 else [text[:at], text[at:]]
    return "&".join(part.replace("&", "&&") for part in parts)


def _place(text: str, letter: str) -> int:
    found = [at for at, one in enumerate(text) if one.upper() == letter]
    begins = [at for at in found if at == 0 or text[at - 1] == " "]
    return (begins or found)[0]
