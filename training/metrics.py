"""How close predicted motion is to measured motion: concordance correlation and marker errors.

numpy only, so that the platform can score without torch. `training.losses` has the differentiable form of the
concordance correlation; a test keeps both equal.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from face.arrays import BoolArray, Float64Array
from face.regions import MARKERS

LIP_MARKERS: Final = [index for index, name in enumerate(MARKERS) if name.startswith("Mou")]
"""Where the eight lip markers are on the marker axis."""


def concordance_correlation(prediction: ArrayLike, target: ArrayLike, valid: BoolArray) -> Float64Array:
    """Return Lin's concordance correlation coefficient of each column.

        rho_c = 2 s_xy / (s_x^2 + s_y^2 + (m_x - m_y)^2)

    with population moments over the valid frames. It is 1 only where prediction and target are equal; a prediction
    that is merely correlated, but too small or shifted, scores less. Columns without any variance score 0.

    Parameters
    ----------
    prediction, target
        `(N, D)`; all frames one after another.
    valid
        `(N, D)`; True where the target was measured.

    Returns
    -------
    ndarray
        `(D,)`, from -1 to 1.

    References
    ----------
    Lin, "A concordance correlation coefficient to evaluate reproducibility", Biometrics 45 (1989).
    """
    count = np.maximum(valid.sum(axis=0), 1)
    x, y = (np.where(valid, values, 0).astype(np.float64) for values in (prediction, target))
    mean_x, mean_y = x.sum(axis=0) / count, y.sum(axis=0) / count
    x, y = (x - mean_x) * valid, (y - mean_y) * valid
    covariance = 2 * (x * y).sum(axis=0) / count
    spread = (x**2 + y**2).sum(axis=0) / count + (mean_x - mean_y) ** 2
    return np.asarray(covariance / np.maximum(spread, np.finfo(np.float64).tiny))


def marker_concordance(prediction: ArrayLike, target: ArrayLike, valid: BoolArray) -> float:
    """Return the mean concordance correlation over the coordinates that were measured.

    Parameters
    ----------
    prediction, target
        `(N, M, 3)`, for example mm.
    valid
        `(N, M)`; True where the marker was measured.

    Returns
    -------
    float
        From -1 to 1; NaN if no marker was ever measured.
    """
    columns, target_columns = (np.reshape(positions, (len(valid), -1)) for positions in (prediction, target))
    known = valid.repeat(3, axis=1)
    measured = known.any(axis=0)
    values = concordance_correlation(columns, target_columns, known)[measured]
    return float(values.mean()) if measured.any() else float("nan")


def marker_distances(prediction: ArrayLike, target: ArrayLike, valid: BoolArray) -> Float64Array:
    """Return the distance between the predicted and the measured position of each marker.

    Parameters
    ----------
    prediction, target
        `(N, M, 3)`, mm.
    valid
        `(N, M)`; True where the marker was measured.

    Returns
    -------
    ndarray
        `(N, M)`, mm; NaN where the marker was not measured.
    """
    difference = np.asarray(prediction, np.float64) - np.asarray(target, np.float64)
    return np.where(valid, np.linalg.norm(difference, axis=2), np.nan)


def mean_distance(distances: Float64Array) -> float:
    """Return the mean of `marker_distances`, mm; NaN if nothing was measured."""
    return float(np.nanmean(distances)) if np.isfinite(distances).any() else float("nan")


def lip_vertex_error(distances: Float64Array) -> float:
    """Return the lip vertex error: over frames the mean of the largest error of a lip marker.

    Parameters
    ----------
    distances
        `(N, 46)` mm, from `marker_distances`.

    Returns
    -------
    float
        mm; frames without any measured lip marker are left out; NaN if none is left.

    References
    ----------
    Richard et al., "MeshTalk: 3D Face Animation from Speech using Cross-Modality Disentanglement", ICCV 2021.
    """
    lips = distances[:, LIP_MARKERS]
    measured = np.isfinite(lips).any(axis=1)
    return mean_distance(np.nanmax(lips[measured], axis=1)) if measured.any() else float("nan")
