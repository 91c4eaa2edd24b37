"""A synthetic face of about life size, symmetric, for tests: the 46 markers of `face.regions`."""

import numpy as np

from face.motion import MarkerMotion
from face.regions import MARKERS

MIDLINE = {
    "FH2": (0, 75, 0),
    "CH2": (0, -75, -8),
    "Mou3": (0, -28, 4),
    "Mou7": (0, -46, 2),
}
PAIRS = {
    ("FH1", "FH3"): (-30, 75, -8),
    ("CH1", "CH3"): (-18, -70, -12),
    ("Mou1", "Mou5"): (-28, -36, -8),
    ("Mou2", "Mou4"): (-14, -31, 0),
    ("Mou8", "Mou6"): (-14, -44, -2),
    ("RBRO1", "LBRO1"): (-14, 50, 0),
    ("RBRO2", "LBRO2"): (-26, 54, -3),
    ("RBRO3", "LBRO3"): (-40, 54, -9),
    ("RBRO4", "LBRO4"): (-52, 48, -17),
    ("RBM0", "LBM0"): (-10, 58, 1),
    ("RBM1", "LBM1"): (-22, 62, -2),
    ("RBM2", "LBM2"): (-36, 63, -7),
    ("RBM3", "LBM3"): (-50, 58, -16),
    ("RC1", "LC1"): (-42, -40, -26),
    ("RC2", "LC2"): (-57, -14, -36),
    ("RC3", "LC3"): (-60, 18, -38),
    ("RC4", "LC4"): (-38, -12, -20),
    ("RC5", "LC5"): (-42, 2, -20),
    ("RC6", "LC6"): (-30, 4, -14),
    ("RC7", "LC7"): (-46, 16, -22),
    ("RC8", "LC8"): (-32, 20, -15),
}


def neutral() -> np.ndarray:
    places = {name: np.array(place) for name, place in MIDLINE.items()}
    for (right, left), place in PAIRS.items():
        places |= {right: np.array(place), left: np.array(place) * (-1, 1, 1)}
    return np.array([places[name] for name in MARKERS], np.float32)


def mirrored(values: np.ndarray) -> np.ndarray:
    """Swap left and right on the marker axis (the last but one) and turn x round."""
    partner = dict(PAIRS.keys()) | {left: right for right, left in PAIRS}
    swapped = [MARKERS.index(partner.get(name, name)) for name in MARKERS]
    return values[..., swapped, :] * np.array([-1, 1, 1], np.float32)


def motion(moved: np.ndarray, rate: float = 120.0) -> MarkerMotion:
    """Markers displaced by `moved` `(T, 46, 3)` mm from the neutral face."""
    return MarkerMotion(neutral() + moved, np.ones(moved.shape[:2], np.bool_), neutral(), rate)


def moving(name: str, mm: tuple[float, float, float], frames: int = 240) -> np.ndarray:
    """Displacements in which one marker is held `mm` away from its neutral place."""
    moved = np.zeros((frames, len(MARKERS), 3), np.float32)
    moved[:, MARKERS.index(name)] = mm
    return moved


def noise(seed: int, frames: int = 240, size: float = 2.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, size, (frames, len(MARKERS), 3)).astype(np.float32)
