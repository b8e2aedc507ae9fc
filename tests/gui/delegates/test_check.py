"""Check boxes in lists."""

import itertools

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from hipadmin.gui.delegates.check import paint_check
from hipadmin.gui.delegates.ground import Ink
from hipadmin.gui.theme import Look


def box(look: Look, *, on: bool, enabled: bool) -> QImage:
    image = QImage(look.px(24), look.px(24), QImage.Format.Format_RGB32)
    image.fill(look.color("base"))
    painter = QPainter(image)
    paint_check(painter, look, Ink(look), QRectF(3, 3, 18, 18), on=on, enabled=enabled)
    painter.end()
    return image


def test_no_two_check_boxes_look_alike(look: Look) -> None:
    faces = [box(look, on=on, enabled=free) for on in (True, False) for free in (True, False)]
    assert all(one != other for one, other in itertools.combinations(faces, 2))
