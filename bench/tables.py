"""Tables of ratings for measuring, made quickly and always the same."""

import numpy as np

from analysis.ratings import Ratings


def ratings(raters: int, clips: int, conditions: int, *, questions: int = 1, seed: int = 1) -> Ratings:
    """Return complete ratings from 1 to 10 with ordinary variances."""
    generator = np.random.default_rng(seed)
    shape = (questions, conditions, clips, raters)
    y = np.full(shape, 5.5)
    y += 1.2 * generator.standard_normal((questions, 1, 1, raters)) + 0.5 * generator.standard_normal(
        (questions, 1, clips, 1)
    )
    y += (
        0.5 * generator.standard_normal((questions, conditions, 1, raters))
        + np.linspace(0, 1, conditions)[:, None, None]
    )
    y += 0.4 * generator.standard_normal((questions, conditions, clips, 1)) + 1.5 * generator.standard_normal(shape)
    question, condition, clip, rater = (code.ravel() for code in np.indices(shape))
    n = y.size
    return Ratings(
        rater=rater,
        clip=clip,
        condition=condition,
        question=question,
        rating=np.clip(y.round(), 1, 10).ravel(),
        repeat=np.zeros(n, dtype=np.intp),
        position=np.full(n, np.nan),
        seconds=np.full(n, np.nan),
        raters=tuple(f"r{code:05d}" for code in range(raters)),
        clips=tuple(f"k{code:03d}" for code in range(clips)),
        conditions=tuple(f"c{code}" for code in range(conditions)),
        questions=tuple(f"question {code}" for code in range(questions)),
    )
