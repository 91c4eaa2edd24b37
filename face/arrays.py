"""Array types for signatures; a docstring gives the shape and the unit."""

import numpy as np
from numpy.typing import NDArray

Float32Array = NDArray[np.float32]
"""What motion and geometry are stored as."""

Float64Array = NDArray[np.float64]
"""What statistics and solvers compute with."""

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
