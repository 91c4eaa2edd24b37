r"""The likelihood of the ordinal mixed model by Laplace's approximation, with its exact gradient.

-log L = -sum log P + u'u / 2 + log|H| / 2 at the u that minimises the first two terms. The gradient accounts for the
change of u: with V = diag(Z H^-1 Z') and w = H^-1 Z' (-V t / 2), t the third derivatives, du = H^-1 d(Z' g), g the
first ones, adds w' d(Z' g).
Source: Tierney & Kadane, JASA 81 (1986); Skaug & Fournier, Computational Statistics & Data Analysis 51 (2006).
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from analysis.models.crossed_effects import CrossedDesign, Pair, penalized_hessian
from analysis.models.cumulative_logit import LogitDerivatives, higher_derivatives, logit_derivatives
from face.arrays import Float64Array, IntArray

MAX_STEPS: Final = 50
MAX_HALVINGS: Final = 30
TOLERANCE: Final = 1e-9
MIN_SD: Final = 1e-6


@dataclass(frozen=True)
class ParameterLayout:
    """Layout of the parameter vector: numbers of thresholds and effects, and which of four terms it has."""

    thresholds: int
    effects: int
    terms: tuple[bool, bool, bool, bool]

    def unpack(self, x: Float64Array) -> tuple[Float64Array, Float64Array, Float64Array]:
        """Return thresholds, effects of the conditions after the first, and four standard deviations (0: absent).

        `x` holds the first threshold, the logarithms of the steps to the others, the effects, and the standard
        deviations, whose sign does not matter.
        """
        steps = np.exp(np.clip(x[1 : self.thresholds], -20, 20))
        sd = np.zeros(4)
        sd[list(self.terms)] = np.maximum(np.abs(x[self.thresholds + self.effects :]), MIN_SD)
        return x[0] + np.append(0.0, np.cumsum(steps)), x[self.thresholds :][: self.effects], sd


@dataclass(eq=False)
class LaplaceObjective:
    """-log likelihood of ordered answers `(n,)`, counted from 0, as a function of the vector in `ParameterLayout`.

    The random effects of the last evaluation are the initial values of the next one.
    """

    design: CrossedDesign
    answer: IntArray
    parameters: ParameterLayout
    effects: Pair = field(init=False)

    def __post_init__(self) -> None:
        """Start from no random effects."""
        a, b = self._loadings(np.ones(4))
        self.effects = np.zeros((self.design.shape[0], a.shape[1])), np.zeros((self.design.shape[1], b.shape[1]))

    def __call__(self, x: Float64Array) -> tuple[float, Float64Array]:
        """Return the value and its gradient, shaped like `x`."""
        thresholds, effects, sd = self.parameters.unpack(x)
        loadings = self._loadings(sd)
        fixed = self._fixed_effects(effects)
        at = self._mode(thresholds, fixed, loadings)
        hessian = penalized_hessian(self.design, loadings, -at.second_derivative)
        higher = higher_derivatives(at)
        variance, diagonal = hessian.variances()
        adjoint = hessian.solve(self.design.apply_transpose(loadings, -variance * higher.third / 2))
        adjoint_by_rating = self.design.apply(loadings, adjoint)
        by_eta = -at.gradient - variance * higher.third / 2 + adjoint_by_rating * at.second_derivative
        upper = -at.upper - variance * higher.second_by_upper / 2 + adjoint_by_rating * higher.gradient_by_upper
        lower = at.lower - variance * higher.second_by_lower / 2 + adjoint_by_rating * higher.gradient_by_lower
        sd_gradient = self._sd_gradient(self.design.apply_transpose(loadings, by_eta), diagonal, adjoint)
        signed = x[len(x) - sum(self.parameters.terms) :]
        value = -at.logp.sum() + sum((u**2).sum() for u in self.effects) / 2 + hessian.logdet / 2
        gradient = np.concatenate(
            [
                self._threshold_gradient(upper, lower, thresholds),
                np.bincount(self.design.condition, by_eta)[1 : self.parameters.effects + 1],
                (sd_gradient / np.maximum(sd, MIN_SD))[list(self.parameters.terms)] * np.where(signed < 0, -1, 1),
            ]
        )
        return float(value), gradient

    def _loadings(self, sd: Float64Array) -> Pair:
        c = self.design.shape[2]
        level, by_condition = np.ones((c, 1)), np.eye(c)
        parts = [s * part for s, part in zip(sd, (level, by_condition) * 2, strict=True)]
        kept = [part if used else part[:, :0] for part, used in zip(parts, self.parameters.terms, strict=True)]
        return np.hstack(kept[:2]), np.hstack(kept[2:])

    def _fixed_effects(self, effects: Float64Array) -> Float64Array:
        by_condition = np.append(0.0, effects) if len(effects) else np.zeros(self.design.shape[2])
        return np.asarray(by_condition[self.design.condition])

    def _mode(self, thresholds: Float64Array, fixed: Float64Array, loadings: Pair) -> LogitDerivatives:
        """Move `effects` to the mode by Newton's method with halved steps; return log P and its derivatives there."""
        at, value = self._evaluate(thresholds, fixed, loadings, self.effects)
        for _ in range(MAX_STEPS):
            score = self.design.apply_transpose(loadings, at.gradient)
            gradient = score[0] - self.effects[0], score[1] - self.effects[1]
            if max(np.abs(g).max(initial=0.0) for g in gradient) < TOLERANCE:
                break
            step = penalized_hessian(self.design, loadings, -at.second_derivative).solve(gradient)
            for _ in range(MAX_HALVINGS):
                effects = self.effects[0] + step[0], self.effects[1] + step[1]
                new, new_value = self._evaluate(thresholds, fixed, loadings, effects)
                if new_value <= value + TOLERANCE:
                    break
                step = step[0] / 2, step[1] / 2
            at, value, self.effects = new, new_value, effects
        return at

    def _evaluate(
        self, thresholds: Float64Array, fixed: Float64Array, loadings: Pair, effects: Pair
    ) -> tuple[LogitDerivatives, float]:
        at = logit_derivatives(thresholds, self.answer, fixed + self.design.apply(loadings, effects))
        return at, float(sum((u**2).sum() for u in effects) / 2 - at.logp.sum())

    def _threshold_gradient(self, upper: Float64Array, lower: Float64Array, thresholds: Float64Array) -> Float64Array:
        k = len(thresholds)
        each = np.bincount(self.answer, upper, k + 1)[:k] + np.bincount(self.answer, lower, k + 1)[1:]
        tail_sums = np.cumsum(each[::-1])[::-1]
        return np.append(tail_sums[0], np.diff(thresholds) * tail_sums[1:])

    def _sd_gradient(self, gathered: Pair, diagonal: Pair, adjoint: Pair) -> Float64Array:
        """Return the derivatives with respect to the logarithms of the four standard deviations, 0 for absent ones."""
        parts = zip(self.effects, gathered, diagonal, adjoint, strict=True)
        columns = [(u * g + 1 - d + w * u).sum(axis=0) for u, g, d, w in parts]
        result = []
        for column, level, by_condition in zip(
            columns, self.parameters.terms[::2], self.parameters.terms[1::2], strict=True
        ):
            result += [column[0] if level else 0.0, column[int(level) :].sum() if by_condition else 0.0]
        return np.array(result)
