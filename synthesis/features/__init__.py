"""Speech features: what the networks hear of a recording, 44 numbers 120 times a second."""

from synthesis.features.extraction import backend, extract
from synthesis.features.record import MFCC_NAMES, NAMES, RATE, SMILE_NAMES, Features

__all__ = ["MFCC_NAMES", "NAMES", "RATE", "SMILE_NAMES", "Features", "backend", "extract"]
