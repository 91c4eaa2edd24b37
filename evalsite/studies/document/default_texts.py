"""The texts that participants read by default: they say of a study only what follows from its file.

A text consists of sentences that `locale/` translates, so that each says only what is true of this study. The texts of
earlier releases stay here: stored studies contain them word for word, and are shown them in other languages too.
"""

from collections.abc import Iterable, Mapping
from itertools import chain, combinations
from typing import Final, Literal, get_args

TextKey = Literal["consent", "instructions", "debriefing", "screened_out"]
TEXT_KEYS: Final[tuple[TextKey, ...]] = get_args(TextKey)
"""Keys of the table `[protocol]`."""
Sentences = tuple[tuple[str, ...], ...]
"""Paragraphs of sentences."""


def _(text: str) -> str:
    """Mark a text for the catalogues in `locale/`."""
    return text


RENDERED_FACE: Final = _(
    "In this study you watch videos of a talking face made by a computer, and answer questions about what you see."
)
ANY_FACE: Final = _("In this study you watch videos of talking faces, and answer questions about what you see.")
OWN_IMPRESSION: Final = _("There are no right or wrong answers: we want your own impression.")
USE_OF_ANSWERS: Final = _("""\
Your answers are stored without your name. You may stop at any time, by the link on every page or by closing it; \
then your answers are not used unless you allow it. If you finish, your answers are analysed together with those of \
others and may be published in that form.\
""")

WATCHING: Final = _(
    "Watch each video to the end; then the questions unlock. You may watch it again as often as you like."
)
ONE_PART: Final = _("Each question is about one part of the face, which a small drawing shows.")
WHOLE_SCALE: Final = _("Use the whole scale: the words at its ends say what the lowest and the highest number mean.")

COMPARED: Final = _("The videos you saw were made in different ways, which this study compares.")
SOURCES: Final = {
    "original": _("In some of them the face moved as it was measured on a person who spoke."),
    "checkpoint": _("In some of them the face was moved by a program that hears only the voice."),
    "still": _("In some of them the face only blinked, for comparison."),
}
"""What is known of conditions by the source of their videos."""
JUDGED: Final = _("Your answers show how people judge each of them.")

SCREENED_OUT: Final = _("""\
Thank you for your answers. This study looks for other participants this time, so it ends here for you. Nothing that \
you told us is used.\
""")

EARLIER: Final[Mapping[TextKey, str]] = {
    "consent": _("""\
In this study you watch short videos of a talking face made by a computer, with sound, and say how natural parts of \
the face look. There are no right or wrong answers: we want your own impression.

Your answers are stored without your name. You may stop at any time, by the link on every page or by closing it; \
then your answers are not used unless you allow it. If you finish, your answers are analysed together with those of \
others and may be published in that form.\
"""),
    "instructions": _("""\
Each video lasts a few seconds. Watch it to the end; then the questions unlock. You may watch it again as \
often as you like.

Look at one part of the face at a time, and use the whole scale: the lowest number for a face that moves in a very \
unnatural way, the highest for one that moves like a real person's.\
"""),
    "debriefing": _("""\
The faces you saw were moved in different ways: some as they were measured on a person who spoke, others by programs \
that hear only the voice. Your answers show how natural each of them looks.\
"""),
}
"""The texts of release 0.1.0, which showed rendered faces only."""


def _consent(*, is_rendered: bool) -> Sentences:
    return ((RENDERED_FACE if is_rendered else ANY_FACE, OWN_IMPRESSION), (USE_OF_ANSWERS,))


def _instructions(*, by_region: bool) -> Sentences:
    return ((WATCHING,), (ONE_PART, WHOLE_SCALE) if by_region else (WHOLE_SCALE,))


def _debriefing(sources: Iterable[str]) -> Sentences:
    shown = set(sources)
    return ((COMPARED, *(sentence for source, sentence in SOURCES.items() if source in shown), JUDGED),)


def default_texts(sources: Iterable[str], *, by_region: bool) -> dict[TextKey, str]:
    """Return the default texts of a study.

    Parameters
    ----------
    sources
        Where the videos of its conditions come from: keys of the tables `[[conditions]]`.
    by_region
        Whether each question is about a region of the face.
    """
    named = set(sources)
    texts: dict[TextKey, Sentences] = {
        "consent": _consent(is_rendered=not named & {"videos", "imported"}),
        "instructions": _instructions(by_region=by_region),
        "debriefing": _debriefing(named),
        "screened_out": ((SCREENED_OUT,),),
    }
    return {key: join_sentences(sentences) for key, sentences in texts.items()}


def join_sentences(sentences: Sentences) -> str:
    """Return the text of these paragraphs."""
    return "\n\n".join(" ".join(paragraph) for paragraph in sentences)


def _every_default() -> dict[TextKey, tuple[Sentences, ...]]:
    """Return every text that has been a default."""
    all_sources = chain.from_iterable(combinations(SOURCES, size) for size in range(len(SOURCES) + 1))
    return {
        "consent": (*(_consent(is_rendered=each) for each in (False, True)), ((EARLIER["consent"],),)),
        "instructions": (*(_instructions(by_region=each) for each in (False, True)), ((EARLIER["instructions"],),)),
        "debriefing": (*map(_debriefing, all_sources), ((EARLIER["debriefing"],),)),
        "screened_out": (((SCREENED_OUT,),),),
    }


SENTENCES: Final[Mapping[TextKey, Mapping[str, Sentences]]] = {
    key: {join_sentences(sentences): sentences for sentences in texts} for key, texts in _every_default().items()
}
"""By key, every text that has been a default, with its sentences."""


def is_default(key: TextKey, text: str) -> bool:
    """Return whether a text is one of the program's."""
    return text in SENTENCES[key]
