"""What participants read unless the study file says otherwise."""

from typing import Final

from face.regions import REGION_NAMES, Region


def _(text: str) -> str:
    """Mark a text for the catalogues in `locale/`."""
    return text


LOW: Final = "low naturalness"
HIGH: Final = "high naturalness"

CONSENT: Final = _("""\
In this study you watch short videos of a talking face made by a computer, with sound, and say how natural parts of \
the face look. There are no right or wrong answers: we want your own impression.

Your answers are stored without your name. You may stop at any time, by the link on every page or by closing it; \
then your answers are not used unless you allow it. If you finish, your answers are analysed together with those of \
others and may be published in that form.\
""")

INSTRUCTIONS: Final = _("""\
Each video lasts a few seconds. Watch it to the end; then the questions unlock. You may watch it again as \
often as you like.

Look at one part of the face at a time, and use the whole scale: the lowest number for a face that moves in a very \
unnatural way, the highest for one that moves like a real person's.\
""")

DEBRIEFING: Final = _("""\
The faces you saw were moved in different ways: some as they were measured on a person who spoke, others by programs \
that hear only the voice. Your answers show how natural each of them looks.\
""")

SCREENED_OUT: Final = _("""\
Thank you for your answers. This study looks for other participants this time, so it ends here for you. Nothing that \
you told us is used.\
""")

INSTRUCTED: Final = _("This question checks that you read it. Please choose {answer}.")

TRANSLATED: Final = (CONSENT, INSTRUCTIONS, DEBRIEFING, SCREENED_OUT)
"""Texts that the program's own catalogues hold in their languages."""


def question(region: Region) -> str:
    """Return the talk's question (Sadoughi & Busso 2017), word for word."""
    return f"How natural does the behaviors of avatar look like in the {REGION_NAMES[region]}?"


def instructed(answer: int) -> str:
    """Return what a check asks that says its answer."""
    return INSTRUCTED.format(answer=answer)
