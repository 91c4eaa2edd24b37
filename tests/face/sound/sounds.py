"""Sounds with known properties, as `(N,)` float32 at 16 or 24 kHz."""

import numpy as np

RATE = 16_000


def tone(seconds: float = 2.0, *, frequency: float = 440.0, rate: int = RATE) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * frequency * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def noise(seconds: float = 2.0, *, rate: int = RATE, seed: int = 1) -> np.ndarray:
    return (0.1 * np.random.default_rng(seed).standard_normal(int(seconds * rate))).astype(np.float32)


def speech_like(seconds: float = 2.0, *, rate: int = RATE, seed: int = 1) -> np.ndarray:
    """Return syllables: a hiss, a voiced sound with two formants and a gliding pitch, a short pause."""
    generator = np.random.default_rng(seed)
    parts: list[np.ndarray] = []
    while sum(map(len, parts)) < seconds * rate:
        hiss = np.diff(generator.standard_normal(int(0.05 * rate) + 1)) * 0.05
        parts += [hiss, _vowel(generator, rate), np.zeros(int(0.12 * rate))]
    whole = np.concatenate(parts)[: int(seconds * rate)] + 1e-4 * generator.standard_normal(int(seconds * rate))
    return whole.astype(np.float32)


def _vowel(generator: np.random.Generator, rate: int) -> np.ndarray:
    time = np.arange(int(generator.uniform(0.08, 0.2) * rate)) / rate
    pitch = generator.uniform(100, 180) * (1 + generator.uniform(-1.5, 1.5) * time)
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    formants = generator.uniform(300, 800), generator.uniform(900, 2200)
    voice = np.zeros(len(time))
    for number in range(1, min(25, int(rate / 2 / pitch.max()))):
        frequency = number * pitch.mean()
        gain = sum(1 / (1 + ((frequency - formant) / 120) ** 2) for formant in formants)
        voice += gain * np.sin(number * phase)
    envelope = np.sin(np.pi * np.arange(len(time)) / len(time)) ** 0.5
    return 0.15 * voice * envelope


def opposite_phase(samples: np.ndarray) -> np.ndarray:
    return np.column_stack([samples, -samples])
