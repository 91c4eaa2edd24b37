"""Names conditions whose ratings vary more than those of others, so that a pooled model does not fit them."""

from typing import Final

import numpy as np
from scipy.special import chdtr, chdtrc

from analysis.classical.descriptive import rater_means
from analysis.ratings import Ratings

MAX_RATIO: Final = 1.3
"""Standard deviations of conditions may differ by this factor."""
LEVEL: Final = 0.01
MIN_RATERS: Final = 5


def unequal_variance_warnings(ratings: Ratings) -> list[str]:
    """Return a warning that names the conditions in which raters differ from each other by more than in the others.

    Each condition's standard deviation of rater means, taken from the rater's own mean over the conditions, is compared
    with that of all conditions: the warning needs a factor above 1.3 and a chi-squared test at 1 %, so that chance
    rarely gives one. Raters who did not rate every condition are left out.
    """
    means = rater_means(ratings)
    rated = np.asarray(np.isfinite(means).any(axis=0))
    means = means[:, rated]
    means = means[np.isfinite(means).all(axis=1)]
    raters, count = means.shape
    if raters < MIN_RATERS or count < 3:
        return []
    deviations = means - means.mean(axis=1, keepdims=True)
    variances = deviations.var(axis=0, ddof=1)
    others = (variances.sum() - variances) / (count - 1)
    names = [name for name, is_rated in zip(ratings.conditions, rated.tolist(), strict=True) if is_rated]
    df = raters - 1
    found = [
        name
        for name, own, other in zip(names, variances, others, strict=True)
        if other > 0
        and max(own / other, other / max(own, 1e-12 * other)) > MAX_RATIO**2
        and min(chdtr(df, df * own / other), chdtrc(df, df * own / other)) < LEVEL / (2 * count)
    ]
    if not found:
        return []
    sentence = (
        f"raters differ more, or less, about {', '.join(found)} than about the other conditions: the standard "
        f"deviations differ by more than a factor of {MAX_RATIO:g}, so the test of equal conditions and the shares of "
        "variance, which assume equal ones, are approximate; contrasts and pairs have variances of their own"
    )
    return [sentence]
