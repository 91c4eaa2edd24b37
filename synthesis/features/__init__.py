"""Speech features, the input of the networks: 44 numbers, 120 times a second."""

from synthesis.features.extraction import extract_features, feature_backend
from synthesis.features.feature_set import FEATURE_NAMES, FRAME_RATE, MFCC_NAMES, SMILE_NAMES, Features

__all__ = [
    "FEATURE_NAMES",
    "FRAME_RATE",
    "MFCC_NAMES",
    "SMILE_NAMES",
    "Features",
    "extract_features",
    "feature_backend",
]
