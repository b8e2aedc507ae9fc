"""The pane beside the alerts: state, title, acts, facts, the message, what happened."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QPoint, QSize, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.alert import Alert, AlertState
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.alert_timeline import moments
from hipadmin.gui.models.alert_words import alert_mark, duration, is_muted, since
from hipadmin.gui.pages.alert_timeline import AlertTimeline
from hipadmin.gui.pages.facts import Fact, Facts
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import link, primary, standard
from hipadmin.gui.widgets.flow import Wrapping
from hipadmin.gui.widgets.labels import Label, StateLabel
from hipadmin.gui.widgets.menu import PopupMenu
from hipadmin.gui.widgets.scroll_body import ScrollBody
from hipadmin.gui.widgets.surface import Surface, line
from hipadmin.gui.windows.lone_message import LoneMessage
from hipadmin.services.history.stories import AlertStory
from hipadmin.services.rooms.composing import sent

WIDTH, LEAST_WIDTH, MESSAGE_HEIGHT = 372, 276, 264


class AlertPane(Surface):
    """What is known of the selected alert.

    Signals:
        acknowledge_asked, assign_asked, close_asked: the button of that name was pressed.
        mute_asked: a `timedelta` for which its repeats shall be silent, None: not any more.
    """

    acknowledge_asked = Signal()
    assign_asked = Signal()
    close_asked = Signal()
    mute_asked = Signal(object)

    def __init__(
        self, look: Look, opener: Callable[[QUrl], object] = QDesktopServices.openUrl
    ) -> None:
        super().__init__(look, "sunken")  # the splitter paints the line beside it
        self._opener = opener
        self._link = ""
        self._muted = False
        self.state = StateLabel(look)
        self.title = Label(look, "", FontRole.OBJECT_TITLE, wrap=True)
        self.acknowledge_button = primary(look, self.tr("Acknowledge"), Icon.EYE_CHECK)
        self.assign_button = standard(look, self.tr("Assign"), Icon.USER_PLUS)
        self.close_button = standard(look, self.tr("Close"), Icon.CHECK)
        self.mute_button = standard(look, self.tr("Mute…"), Icon.BELL_OFF)
        self.link_button = link(look, self.tr("Open link"), Icon.LINK)
        self.facts = Facts(look)
        self.message = LoneMessage(look, MESSAGE_HEIGHT)
        self.message.setAccessibleName(self.tr("As people see it"))
        self.timeline = AlertTimeline(look)
        self._build()
        self._connect()
        self.show_alerts(())

    def _build(self) -> None:
        look, px = self.look, self.look.px
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(px(16), px(20), px(12), px(20))
        self._column.setSpacing(px(12))
        self._column.addWidget(self.state)
        self._column.addWidget(self.title)
        acts = Wrapping(px(8))
        acts.flow.even = True
        acts.add(*self.act_buttons, self.link_button)
        self._column.addWidget(acts)
        self._rule = line(look)
        self._seen = Label(look, self.tr("As people see it"), FontRole.SECTION)
        self._happened = Label(look, self.tr("What happened"), FontRole.SECTION)
        for widget in (self._rule, self.facts, self._seen, self.message, self._happened):
            self._column.addWidget(widget)
        self._column.addWidget(self.timeline)
        self._column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollBody(look, inner))

    def _connect(self) -> None:
        self.acknowledge_button.clicked.connect(self.acknowledge_asked)
        self.assign_button.clicked.connect(self.assign_asked)
        self.close_button.clicked.connect(self.close_asked)
        self.mute_button.clicked.connect(self.ask_how_long)
        self.link_button.clicked.connect(self._on_link_clicked)

    def sizeHint(self) -> QSize:
        """Give the width it is made for."""
        return QSize(self.look.px(WIDTH), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Its buttons are never cut: they stand below each other where it is narrow."""
        return QSize(self.look.px(LEAST_WIDTH), self.look.px(WIDTH // 2))

    @property
    def act_buttons(self) -> tuple[QWidget, ...]:
        """Give the buttons that do something to what is selected."""
        first = (self.acknowledge_button, self.assign_button)
        return (*first, self.close_button, self.mute_button)

    # what is shown

    def show_alerts(self, alerts: Sequence[Alert]) -> None:
        """Show what is selected, as far as it is known at once."""
        one = alerts[0] if len(alerts) == 1 else None
        for widget in (self._rule, self.facts, self._happened, self.timeline):
            widget.setVisible(one is not None)
        self.state.setVisible(one is not None)
        self._link = one.link if one is not None else ""
        self.link_button.setVisible(bool(self._link))
        if one is not None:
            self.state.set_mark(alert_mark(one.state))
            self.title.set_text(one.title)
            self.facts.show_facts(self._facts(one))
        else:
            text = self.tr("{count} alerts selected") if alerts else self.tr("Nothing is selected")
            self.title.set_text(text.format(count=len(alerts)))
            self._show_message(None)
        self._show_acts(alerts)

    def _show_acts(self, alerts: Sequence[Alert]) -> None:
        alive = any(alert.state is not AlertState.CLOSED for alert in alerts)
        opened = any(alert.state is AlertState.OPEN for alert in alerts)
        self._muted = any(is_muted(alert) for alert in alerts)
        self.acknowledge_button.setEnabled(opened)
        for button in (self.assign_button, self.close_button, self.mute_button):
            button.setEnabled(alive)

    def _facts(self, alert: Alert) -> list[Fact]:
        began = self.tr("{time}, for {span}") if not alert.closed_at else self.tr("{time}, {span}")
        facts = [
            (self.tr("Since"), began.format(time=since(alert.opened_at), span=duration(alert)))
        ]
        if alert.repeats:
            words = self.tr("{count} times, last at {time}")
            last = words.format(count=alert.repeats, time=since(alert.last_at))
            facts.append((self.tr("Repeated"), last))
        if alert.severity:
            facts.append((self.tr("Severity"), alert.severity))
        if alert.project:
            facts.append((self.tr("Project"), alert.project))
        facts.append((self.tr("Assigned"), alert.assignee or self.tr("Nobody")))
        if alert.muted_until and is_muted(alert):
            facts.append((self.tr("Mute until"), since(alert.muted_until)))
        if alert.closed_by_hand:
            facts.append((self.tr("Closed"), self.tr("by hand; its source has not cleared yet")))
        facts.append((self.tr("Number"), str(alert.number)))
        return facts

    def show_story(self, story: AlertStory) -> None:
        """Show what happened to the alert that is selected."""
        self._show_message(story)
        self.timeline.show_moments(moments(story))

    def _show_message(self, story: AlertStory | None) -> None:
        known = story is not None and story.message is not None
        self._seen.setVisible(known)
        self.message.setVisible(known)
        if story is not None and story.message is not None and story.sent_at is not None:
            self.message.show_message(sent(story.message, story.sent_at))

    # what people do

    @Slot()
    def ask_how_long(self) -> None:
        """Offer for how long the selected ones are muted, at the button of that name."""
        menu = PopupMenu(self.tr("Mute"), self)
        spans = (
            (self.tr("For 1 hour"), timedelta(hours=1)),
            (self.tr("For 4 hours"), timedelta(hours=4)),
            (self.tr("For 1 day"), timedelta(days=1)),
            (self.tr("For 7 days"), timedelta(days=7)),
        )
        for text, span in spans:
            menu.addAction(text, partial(self.mute_asked.emit, span))
        if self._muted:
            menu.addSeparator()
            menu.addAction(self.tr("Unmute"), partial(self.mute_asked.emit, None))
        menu.popup(self.mute_button.mapToGlobal(QPoint(0, self.mute_button.height())))

    @Slot()
    def _on_link_clicked(self) -> None:
        if self._link:
            self._opener(QUrl(self._link))
