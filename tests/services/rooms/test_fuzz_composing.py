"""Whatever is written into the composer can be previewed, and what it accepts can be sent."""

from datetime import UTC, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from hipadmin.domain.notification.message_settings import Color
from hipadmin.services.rooms.composing import AttributeDraft, CardDraft, MessageDraft, preview, sent
from tests.fuzzing import TRY

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
LETTERS = st.sampled_from("aZ9 <&>\"'/\\:@()#.\x00\x85\u0301\u202e\u200b\u2028\ud800é漢😀\n\r\t")
WORDS = st.text(LETTERS, max_size=12) | st.sampled_from(
    [
        *("", "\n\n", "x" * 51, "x" * 251, "x" * 501, "x" * 1001),
        *("https://a.test", " https://a.test ", "https://a b", "http://[", "https://" + "a" * 300),
    ]
)
ATTRIBUTES = st.builds(
    AttributeDraft,
    value=WORDS,
    label=WORDS,
    url=WORDS,
    style=st.sampled_from(["", "lozenge", "lozenge-error"]),
)
CARDS = st.builds(
    CardDraft,
    id=st.just("1"),
    style=st.sampled_from(["application", "link", "image", "media", "file"]),
    title=WORDS,
    url=WORDS,
    description=WORDS,
    as_html=st.booleans(),
    format=st.sampled_from(["", "compact", "medium"]),
    icon=WORDS,
    picture=WORDS,
    activity=WORDS,
    attributes=st.lists(ATTRIBUTES, max_size=3).map(tuple),
)
DRAFTS = st.builds(
    MessageDraft,
    text=WORDS | st.sampled_from(["y" * 10_001, "<b>" + "y" * 10_001]),
    as_html=st.booleans(),
    color=st.sampled_from(Color),
    notify=st.booleans(),
    sender=WORDS,
    card=st.none() | CARDS,
)


@TRY
@given(DRAFTS)
@example(MessageDraft("\ud800", as_html=True))
@example(MessageDraft("x", card=CardDraft("1", activity="\ud800")))
@example(MessageDraft("x", card=CardDraft("1", title="\ud800", description="\ud800")))
def test_fuzz_whatever_is_written_is_previewed(draft: MessageDraft) -> None:
    shown = preview(draft, "Bot", NOON)
    assert (shown.card is None) == (draft.card is None)
    if not any(problem.blocking for problem in draft.problems()):
        message = draft.message()
        assert message.text.encode(), "it is Unicode"
        assert (sent(message, NOON).card is None) == (draft.card is None)
