"""Articulation targets of lips and jaw for each sound of English.

Distances are our own round numbers for a clear speaker, in mm from the closed mouth at rest; strengths say how much a
sound keeps its target against its neighbours (0: not at all). A sound that must be reached, such as the closure of
`p`, has a target beyond it.
"""

from dataclasses import dataclass
from typing import Final

CHANNELS: Final = ("jaw", "opening", "width", "protrusion", "tuck")
"""Drop of the chin, distance of the lips, stretch of each corner, protrusion (mm); lower lip bitten (0 to 1)."""

ChannelValues = tuple[float, float, float, float, float]


@dataclass(frozen=True)
class Gesture:
    """One sound's targets and strengths, in the order of `CHANNELS`."""

    target: ChannelValues
    strength: ChannelValues


def _vowel(jaw: float, opening: float, width: float, protrusion: float) -> Gesture:
    return Gesture((jaw, opening, width, protrusion, 0.0), (1.0, 1.0, 1.0, 1.0, 0.5))


_BILABIAL = Gesture((2.0, -3.0, 0.0, 0.0, 0.0), (0.6, 6.0, 0.2, 0.2, 0.5))
_LABIODENTAL = Gesture((3.0, 1.0, 0.5, 0.0, 1.0), (0.8, 5.0, 0.3, 0.2, 6.0))
_DENTAL = Gesture((3.5, 4.0, 0.5, 0.0, 0.0), (0.7, 0.8, 0.2, 0.2, 0.3))
_ALVEOLAR = Gesture((2.5, 4.0, 0.5, 0.0, 0.0), (0.8, 0.5, 0.2, 0.2, 0.3))
_SIBILANT = Gesture((1.5, 4.0, 1.0, 0.0, 0.0), (2.0, 0.9, 0.5, 0.3, 0.3))
_POSTALVEOLAR = Gesture((2.0, 4.5, -2.0, 3.0, 0.0), (1.6, 1.0, 1.6, 2.0, 0.3))
_RHOTIC = Gesture((3.5, 4.0, -1.5, 1.8, 0.0), (0.5, 0.6, 0.8, 0.9, 0.3))
_LABIOVELAR = Gesture((3.0, 1.5, -4.0, 4.0, 0.0), (0.6, 2.0, 2.5, 2.5, 0.3))
_PALATAL = Gesture((3.0, 4.0, 2.5, 0.0, 0.0), (0.5, 0.5, 0.7, 0.3, 0.3))
_VELAR = Gesture((4.0, 5.0, 0.0, 0.0, 0.0), (0.3, 0.25, 0.1, 0.1, 0.3))
_GLOTTAL = Gesture((4.5, 5.5, 0.0, 0.0, 0.0), (0.1, 0.1, 0.05, 0.05, 0.2))

PAUSE: Final = Gesture((0.0, -0.2, 0.0, 0.0, 0.0), (1.0, 1.0, 0.6, 0.6, 0.5))

GESTURES: Final = {
    "i": _vowel(3.0, 4.5, 3.5, 0.0),
    "ɪ": _vowel(4.0, 5.5, 2.0, 0.0),
    "ᵻ": _vowel(3.5, 5.0, 1.0, 0.0),
    "e": _vowel(5.0, 6.5, 2.5, 0.0),
    "ɛ": _vowel(6.5, 8.0, 2.0, 0.0),
    "æ": _vowel(9.5, 11.0, 2.5, 0.0),
    "a": _vowel(10.0, 11.5, 1.0, 0.0),
    "ɑ": _vowel(11.5, 12.0, 0.0, 0.0),
    "ɒ": _vowel(9.0, 9.5, -1.5, 1.5),
    "ɐ": _vowel(7.0, 7.5, 0.0, 0.3),
    "ʌ": _vowel(7.5, 8.0, 0.0, 0.3),
    "ə": _vowel(4.5, 5.5, 0.0, 0.3),
    "ɜ": _vowel(5.5, 6.0, -0.8, 0.8),
    "ɚ": _vowel(4.5, 5.5, -1.0, 1.0),
    "ɔ": _vowel(7.5, 7.5, -2.5, 2.5),
    "o": _vowel(6.0, 5.5, -3.0, 3.0),
    "ʊ": _vowel(4.5, 4.0, -2.5, 2.5),
    "ʉ": _vowel(3.0, 2.8, -3.2, 3.2),
    "u": _vowel(3.0, 2.5, -4.0, 4.0),
    **dict.fromkeys("pbm", _BILABIAL),
    **dict.fromkeys("fv", _LABIODENTAL),
    **dict.fromkeys("θð", _DENTAL),
    **dict.fromkeys("tdnlɾ", _ALVEOLAR),
    **dict.fromkeys("sz", _SIBILANT),
    **dict.fromkeys("ʃʒ", _POSTALVEOLAR),
    **dict.fromkeys("ɹr", _RHOTIC),
    **dict.fromkeys("wʍ", _LABIOVELAR),
    "j": _PALATAL,
    **dict.fromkeys("kɡŋ", _VELAR),
    **dict.fromkeys("hʔ", _GLOTTAL),
}
"""By IPA letter; a long or gliding sound such as `aɪ` or `tʃ` is its letters one after another."""


def phoneme_gestures(symbol: str) -> tuple[Gesture, ...]:
    """Return the gestures of an eSpeak symbol, one for each letter; a symbol without any is a pause."""
    return tuple(GESTURES[letter] for letter in symbol if letter in GESTURES) or (PAUSE,)
