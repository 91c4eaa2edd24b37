"""How far the raters of a region agree."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.raters.icc import Correlations, Interval, icc
from analysis.raters.krippendorff import alpha_interval, alpha_ordinal
from analysis.raters.observed import stimuli
from analysis.ratings import Ratings


@dataclass(frozen=True)
class Agreement(Correlations):
    """Intraclass correlations and Krippendorff's alpha, over all stimuli."""

    alpha_ordinal: Interval
    alpha_interval: Interval


def agreement(ratings: Ratings, *, level: float, seed: int) -> Agreement:
    """Compute all with 1 - `level` intervals; a stimulus is one clip in one condition."""
    stimulus = stimuli(ratings)
    return Agreement(
        **vars(icc(_square(ratings, stimulus), level)),
        alpha_ordinal=alpha_ordinal(stimulus, ratings.rating, level=level, seed=seed),
        alpha_interval=alpha_interval(stimulus, ratings.rating, level=level, seed=seed),
    )


def _square(ratings: Ratings, stimulus: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return `(stimuli, raters)`, NaN where a rating is missing."""
    rater = np.unique(ratings.rater, return_inverse=True)[1]
    square = np.full((stimulus.max() + 1, rater.max() + 1), np.nan)
    square[stimulus, rater] = ratings.rating
    return square
