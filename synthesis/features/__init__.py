"""Speech features: what the networks hear of a recording, 44 numbers 120 times a second."""

from synthesis.features.extraction import extract_features, feature_backend
from synthesis.features.record import FEATURE_NAMES, FRAME_RATE, MFCC_NAMES, SMILE_NAMES, Features

__all__ = [
    "FEATURE_NAMES",
    "FRAME_RATE",
    "MFCC_NAMES",
    "SMILE_NAMES",
    "Features",
    "extract_features",
    "feature_backend",
]
