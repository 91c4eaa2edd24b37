"""Least squares with weights that stay within 0 and a limit, for many right-hand sides at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class BoxedLeastSquares:
    """Minimises `|A x - b|² + ridge |x|²` for `0 <= x <= limit` by accelerated projected gradients.

    Every right-hand side takes the same steps from zero, so a frame's result doesn't depend on its neighbours.

    References
    ----------
    Beck & Teboulle (2009), FISTA with constant step.
    """

    matrix: Floats
    ridge: float
    limit: float = 1.0
    steps: int = 80

    def solve(self, sides: Floats) -> Floats:
        """Return `(T, n)` weights for right-hand sides `(T, m)`; `matrix` is `(m, n)`."""
        gram = self.matrix.T @ self.matrix + self.ridge * np.eye(self.matrix.shape[1], dtype=np.float32)
        step = np.float32(1.0 / np.linalg.eigvalsh(gram)[-1])
        slope = sides @ self.matrix
        current = ahead = np.zeros_like(slope)
        pace = 1.0
        for _ in range(self.steps):
            following = np.clip(ahead - step * (ahead @ gram - slope), 0, self.limit)
            quicker = (1 + np.sqrt(1 + 4 * pace**2)) / 2
            ahead = following + np.float32((pace - 1) / quicker) * (following - current)
            current, pace = following, quicker
        return current
