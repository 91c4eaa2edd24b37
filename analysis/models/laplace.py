r"""The ordinal mixed model's likelihood by Laplace's approximation, with its exact gradient.

-log L = -sum log P + u'u / 2 + log|H| / 2 at the u that makes the first two smallest. The gradient follows u too:
with V = diag(Z H^-1 Z') and w = H^-1 Z' (-V t / 2), t the third derivatives, du = H^-1 d(Z' slope) adds w' d(Z' slope).
Source: Tierney & Kadane, JASA 81 (1986); Skaug & Fournier, Computational Statistics & Data Analysis 51 (2006).
"""

from dataclasses import dataclass, field

import numpy as np

from analysis.models.crossed_effects import CrossedDesign, Pair, penalized_hessian
from analysis.models.cumulative_logit import LogitDerivatives, higher_derivatives, logit_derivatives
from face.arrays import Float64Array, IntArray

NEWTON_STEPS, HALVINGS = 50, 30
CLOSE = 1e-9
SMALLEST_SD = 1e-6


@dataclass(frozen=True)
class ParameterLayout:
    """How many thresholds and condition effects there are, and which of the four terms are in the model."""

    thresholds: int
    effects: int
    terms: tuple[bool, bool, bool, bool]

    def split(self, x: Float64Array) -> tuple[Float64Array, Float64Array, Float64Array]:
        """Return thresholds, effects of the conditions after the first, and four standard deviations (0: absent).

        `x` holds the first threshold, the logarithms of the steps to the others, the effects, and the standard
        deviations, whose sign does not matter.
        """
        steps = np.exp(np.clip(x[1 : self.thresholds], -20, 20))
        sd = np.zeros(4)
        sd[list(self.terms)] = np.maximum(np.abs(x[self.thresholds + self.effects :]), SMALLEST_SD)
        return x[0] + np.append(0.0, np.cumsum(steps)), x[self.thresholds :][: self.effects], sd


@dataclass(eq=False)
class LaplaceObjective:
    """-log likelihood of ordered answers `(n,)`, counted from 0, as a function of one vector; see `Shape.split`.

    The random effects of the last evaluation are where the next one starts.
    """

    layout: CrossedDesign
    answer: IntArray
    shape: ParameterLayout
    effects: Pair = field(init=False)

    def __post_init__(self) -> None:
        """Start from no random effects."""
        a, b = self._loadings(np.ones(4))
        self.effects = np.zeros((self.layout.shape[0], a.shape[1])), np.zeros((self.layout.shape[1], b.shape[1]))

    def __call__(self, x: Float64Array) -> tuple[float, Float64Array]:
        """Return the value and its gradient, shaped like `x`."""
        thresholds, effects, sd = self.shape.split(x)
        loadings = self._loadings(sd)
        fixed = self._fixed(effects)
        at = self._mode(thresholds, fixed, loadings)
        h = penalized_hessian(self.layout, loadings, -at.bend)
        more = higher_derivatives(at)
        variance, diagonal = h.variances()
        pull = h.solve(self.layout.gather(loadings, -variance * more.third / 2))
        moved = self.layout.spread(loadings, pull)
        by_eta = -at.slope - variance * more.third / 2 + moved * at.bend
        upper = -at.upper - variance * more.bend_upper / 2 + moved * more.slope_upper
        lower = at.lower - variance * more.bend_lower / 2 + moved * more.slope_lower
        by_sd = self._by_sd(self.layout.gather(loadings, by_eta), diagonal, pull)
        signed = x[len(x) - sum(self.shape.terms) :]
        value = -at.logp.sum() + sum((u**2).sum() for u in self.effects) / 2 + h.logdet / 2
        gradient = np.concatenate(
            [
                self._by_thresholds(upper, lower, thresholds),
                np.bincount(self.layout.condition, by_eta)[1 : self.shape.effects + 1],
                (by_sd / np.maximum(sd, SMALLEST_SD))[list(self.shape.terms)] * np.where(signed < 0, -1, 1),
            ]
        )
        return float(value), gradient

    def _loadings(self, sd: Float64Array) -> Pair:
        c = self.layout.shape[2]
        level, by_condition = np.ones((c, 1)), np.eye(c)
        parts = [s * part for s, part in zip(sd, (level, by_condition) * 2, strict=True)]
        kept = [part if used else part[:, :0] for part, used in zip(parts, self.shape.terms, strict=True)]
        return np.hstack(kept[:2]), np.hstack(kept[2:])

    def _fixed(self, effects: Float64Array) -> Float64Array:
        every = np.append(0.0, effects) if len(effects) else np.zeros(self.layout.shape[2])
        return np.asarray(every[self.layout.condition])

    def _mode(self, thresholds: Float64Array, fixed: Float64Array, loadings: Pair) -> LogitDerivatives:
        """Move `effects` to the mode by Newton's method with halved steps; return log P and its derivatives there."""
        at, value = self._at(thresholds, fixed, loadings, self.effects)
        for _ in range(NEWTON_STEPS):
            pull = self.layout.gather(loadings, at.slope)
            gradient = pull[0] - self.effects[0], pull[1] - self.effects[1]
            if max(np.abs(g).max(initial=0.0) for g in gradient) < CLOSE:
                break
            step = penalized_hessian(self.layout, loadings, -at.bend).solve(gradient)
            for _ in range(HALVINGS):
                moved = self.effects[0] + step[0], self.effects[1] + step[1]
                new, reached = self._at(thresholds, fixed, loadings, moved)
                if reached <= value + CLOSE:
                    break
                step = step[0] / 2, step[1] / 2
            at, value, self.effects = new, reached, moved
        return at

    def _at(
        self, thresholds: Float64Array, fixed: Float64Array, loadings: Pair, effects: Pair
    ) -> tuple[LogitDerivatives, float]:
        at = logit_derivatives(thresholds, self.answer, fixed + self.layout.spread(loadings, effects))
        return at, float(sum((u**2).sum() for u in effects) / 2 - at.logp.sum())

    def _by_thresholds(self, upper: Float64Array, lower: Float64Array, thresholds: Float64Array) -> Float64Array:
        k = len(thresholds)
        each = np.bincount(self.answer, upper, k + 1)[:k] + np.bincount(self.answer, lower, k + 1)[1:]
        beyond = np.cumsum(each[::-1])[::-1]
        return np.append(beyond[0], np.diff(thresholds) * beyond[1:])

    def _by_sd(self, gathered: Pair, diagonal: Pair, pull: Pair) -> Float64Array:
        """Return the derivatives by the logarithms of the four standard deviations, 0 for those left out."""
        parts = zip(self.effects, gathered, diagonal, pull, strict=True)
        columns = [(u * g + 1 - d + w * u).sum(axis=0) for u, g, d, w in parts]
        result = []
        for column, level, by_condition in zip(columns, self.shape.terms[::2], self.shape.terms[1::2], strict=True):
            result += [column[0] if level else 0.0, column[int(level) :].sum() if by_condition else 0.0]
        return np.array(result)
