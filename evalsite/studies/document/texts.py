"""The texts of a study file: which ones are allowed, and what participants read by default."""

import re
import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from evalsite.stimuli import identifiers
from face.regions import REGION_NAMES, Region


def check_slug(value: str) -> str:
    """Return a study's name; raise ValueError if it can't be part of a link."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) or len(value) > 50:
        raise ValueError(f"{value!r} can't be part of a link; use at most 50 lower-case letters, digits and dashes")
    return value


def _check_text(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty; write something, or remove the key")
    controls = [each for each in value if unicodedata.category(each) == "Cc" and each not in "\n\r\t"]
    if controls:
        raise ValueError(f"contains a control character (U+{ord(controls[0]):04X}); remove it")
    return value.strip()


Slug = Annotated[str, AfterValidator(check_slug)]
Label = Annotated[str, AfterValidator(identifiers.validate_label)]
Text = Annotated[str, AfterValidator(_check_text)]
Title = Annotated[Text, Field(max_length=300)]
LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A language, such as `en` or `pt-BR`."""


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

TRANSLATED_BY_PROGRAM: Final = (CONSENT, INSTRUCTIONS, DEBRIEFING, SCREENED_OUT)
"""Default texts that `locale/` translates."""


def default_question(region: Region) -> str:
    """Return the talk's question (Sadoughi & Busso 2017), word for word."""
    return f"How natural does the behaviors of avatar look like in the {REGION_NAMES[region]}?"


def instructed_question(answer: int) -> str:
    """Return the question of a check whose text says its answer."""
    return INSTRUCTED.format(answer=answer)
