r"""A crossed mixed model of condition means whose variances differ between groups of conditions, by REML.

A rating of rater i for clip k in condition c, which belongs to group g, is b_c + r_i + k_k + (rc)_ic + (kc)_kc + e with
the variances of (rc), (kc) and e free in each group. All variances enter linearly, V = sum_j theta_j V_j, so that with
P = V^-1 - V^-1 X (X' V^-1 X)^-1 X' V^-1 the deviance has the gradient tr(P V_j) - y' P V_j P y, the expected second
derivatives tr(P V_i P V_j) and the observed ones 2 y' P V_i P V_j P y - tr(P V_i P V_j).

All of them follow from products of the columns W = [Z X], one set per group: with D the residual variances,
T = (W' D^-1 W + diag(G^-1, 0))^-1 and M = W' D^-1 W, it is W' P W = M - M T M and V_j = W N_j W' for a random effect.
Source: Searle, Casella & McCulloch, Variance Components (1992), chapters 6 and 8.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from face.arrays import Float64Array, IntArray


@dataclass(frozen=True, eq=False)
class Term:
    """A random effect: level l of its factor has effects `(C,)` in the conditions with covariance theta · `basis`."""

    name: str
    columns: slice
    basis: Float64Array


@dataclass(frozen=True, eq=False)
class GroupedDesign:
    """Products of the columns W = [rater × condition, clip × condition, condition] and the ratings, by group.

    Attributes
    ----------
    products, rating_products, squares
        `(G, m, m)`, `(G, m)` and `(G,)`: W' W, W' y and y' y over the ratings of each group.
    sizes
        `(G,)` number of ratings of each group.
    n_conditions
        C; the last C columns are the conditions.
    terms
        The random effects; theta holds their variances, then the groups' residual variances.
    """

    products: Float64Array
    rating_products: Float64Array
    squares: Float64Array
    sizes: Float64Array
    n_conditions: int
    terms: tuple[Term, ...]

    @property
    def n_ratings(self) -> int:
        """The number of ratings."""
        return int(self.sizes.sum())


def group_design(
    levels: tuple[IntArray, IntArray],
    condition: IntArray,
    group: IntArray,
    rating: Float64Array,
    terms: tuple[Term, ...],
) -> GroupedDesign:
    """Return the products of a table; `levels` are raters and clips, and `group` `(n,)` numbers the groups from 0."""
    c = int(condition.max()) + 1
    starts = np.cumsum([0, *(c * (int(each.max()) + 1) for each in levels)])
    columns = [start + each * c + condition for start, each in zip(starts, levels, strict=False)]
    columns.append(starts[-1] + condition)
    m, groups = int(starts[-1]) + c, int(group.max()) + 1
    products = sum(np.bincount((group * m + a) * m + b, minlength=groups * m * m) for a in columns for b in columns)
    sums = sum(np.bincount(group * m + a, rating, minlength=groups * m) for a in columns)
    return GroupedDesign(
        products=np.asarray(products, float).reshape(groups, m, m),
        rating_products=np.asarray(sums).reshape(groups, m),
        squares=np.bincount(group, rating**2).astype(float),
        sizes=np.bincount(group).astype(float),
        n_conditions=c,
        terms=terms,
    )


@dataclass(frozen=True, eq=False)
class GroupedLikelihood:
    """The likelihood at `theta`, random effects' variances first and residual variances last, all `(k,)`."""

    design: GroupedDesign
    theta: Float64Array
    solution: Float64Array
    """T `(m, m)`."""
    weighted: Float64Array
    """M `(m, m)`."""
    effects: Float64Array
    """T W' D^-1 y `(m,)`: the predicted effects, and the condition means last."""
    residual_products: Float64Array
    """W' P y `(m,)`."""
    deviance: float

    @property
    def residual(self) -> Float64Array:
        """The residual variances `(G,)`."""
        return self.theta[len(self.design.terms) :]

    @property
    def means(self) -> Float64Array:
        """The condition means `(C,)`."""
        return self.effects[-self.design.n_conditions :]

    @property
    def covariance(self) -> Float64Array:
        """The covariance of the condition means `(C, C)`."""
        c = self.design.n_conditions
        return self.solution[-c:, -c:]

    @cached_property
    def _projected(self) -> Float64Array:
        """W' P W `(m, m)`."""
        return self.weighted - self.weighted @ self.solution @ self.weighted

    @cached_property
    def _group_residuals(self) -> tuple[Float64Array, Float64Array]:
        """W' D^-1 D_g P y `(G, m)`, and the squares of P y summed by group `(G,)`; D_g are the group's indicators."""
        fitted = self.design.products @ self.effects
        scores = (self.design.rating_products - fitted) / self.residual[:, None] ** 2
        squares = self.design.squares - (2 * self.design.rating_products - fitted) @ self.effects
        return scores, squares / self.residual**2

    @cached_property
    def _weighted_scores(self) -> Float64Array:
        """N_j W' P y for the random effects `(terms, m)`."""
        applied = [_apply(term, self.residual_products) for term in self.design.terms]
        return np.array(applied).reshape(len(applied), len(self.residual_products))

    @cached_property
    def _weighted_projections(self) -> list[Float64Array]:
        """N_j W' P W for the random effects, each `(m, m)`."""
        return [_apply(term, self._projected) for term in self.design.terms]

    @cached_property
    def _complement(self) -> Float64Array:
        """I - T M `(m, m)`."""
        return np.eye(len(self.solution)) - self.solution @ self.weighted

    @cached_property
    def gradient(self) -> Float64Array:
        """The gradient of the deviance `(k,)`."""
        traces = [float(np.trace(each)) for each in self._weighted_projections]
        squares = self._weighted_scores @ self.residual_products
        own = np.einsum("ab,gba->g", self.solution, self.design.products)
        residual = self.design.sizes / self.residual - own / self.residual**2
        return np.concatenate([np.array(traces) - squares, residual - self._group_residuals[1]])

    @cached_property
    def expected_hessian(self) -> Float64Array:
        """tr(P V_i P V_j) `(k, k)`."""
        terms, residual = self._weighted_projections, self.residual
        solved = self.solution @ self.design.products
        cross = np.einsum("gab,hba->gh", solved, solved) / np.outer(residual**2, residual**2)
        own = self.design.sizes / residual**2 - 2 * np.trace(solved, axis1=1, axis2=2) / residual**3
        between = [(first * second.T).sum() for first in terms for second in terms]
        mixed = [
            [
                np.trace(_apply(term, self._complement.T @ products @ self._complement))
                for products in self.design.products
            ]
            for term in self.design.terms
        ]
        k = len(terms)
        upper = np.array(between).reshape(k, k)
        side = np.array(mixed).reshape(k, len(residual)) / residual**2
        return np.block([[upper, side], [side.T, cross + np.diag(own)]])

    @cached_property
    def score_products(self) -> Float64Array:
        """The products y' P V_i P V_j P y `(k, k)`."""
        scores, squares = self._group_residuals
        terms = self._weighted_scores
        upper = terms @ self._projected @ terms.T
        side = terms @ (self._complement.T @ scores.T)
        lower = np.diag(squares / self.residual) - scores @ self.solution @ scores.T
        return np.block([[upper, side], [side.T, lower]])

    @cached_property
    def _mean_maps(self) -> list[Float64Array]:
        """C X' V^-1 V_j as its products with W, each `(C, m)`: N_j for a random effect, T A_g for a residual."""
        c = self.design.n_conditions
        fixed = self.solution[-c:]
        by_term = [_apply(term, (fixed @ self.weighted).T).T for term in self.design.terms]
        by_group = fixed @ self.design.products / self.residual[:, None, None] ** 2
        return [*by_term, *by_group]

    def covariance_gradients(self) -> Float64Array:
        """Return the derivatives of `covariance` with respect to theta `(k, C, C)`."""
        c = self.design.n_conditions
        fixed, terms = self.solution[-c:], len(self.design.terms)
        sides = [fixed @ self.weighted] * terms + [fixed] * len(self.residual)
        return np.array([each @ side.T for each, side in zip(self._mean_maps, sides, strict=True)])

    def mean_corrections(self) -> Float64Array:
        """Return C X' V^-1 V_i P V_j V^-1 X C `(k, k, C, C)`, of which Kenward and Roger's correction is the sum."""
        maps, terms, residual = self._mean_maps, len(self.design.terms), self.residual
        k, c = len(maps), self.design.n_conditions
        result = np.empty((k, k, c, c))
        for i, left in enumerate(maps):
            for j, right in enumerate(maps):
                if i < terms and j < terms:
                    result[i, j] = left @ self._projected @ right.T
                elif i < terms or j < terms:
                    result[i, j] = left @ (self._complement.T if i < terms else self._complement) @ right.T
                else:
                    result[i, j] = -left @ self.solution @ right.T
            if i >= terms:
                result[i, i] += left @ self.solution[-c:].T / residual[i - terms]
        return result


def evaluate(design: GroupedDesign, theta: Float64Array) -> GroupedLikelihood:
    """Evaluate the likelihood at the variances `theta` `(k,)`: random effects' at least 0, residual ones above 0."""
    residual = theta[len(design.terms) :]
    weighted = np.tensordot(1 / residual, design.products, 1)
    products = design.rating_products.T @ (1 / residual)
    scale = _covariance_root(design, theta)
    inner = scale @ weighted @ scale
    random = len(inner) - design.n_conditions
    inner[np.arange(random), np.arange(random)] += 1
    factor = cho_factor(inner, lower=True, check_finite=False)
    solution = scale @ cho_solve(factor, scale, check_finite=False)
    effects = solution @ products
    residual_products = products - weighted @ effects
    quadratic = float((design.squares / residual).sum() - products @ effects)
    logdet = float(design.sizes @ np.log(residual) + 2 * np.log(np.diag(factor[0])).sum())
    degrees = design.n_ratings - design.n_conditions
    return GroupedLikelihood(
        design=design,
        theta=theta,
        solution=(solution + solution.T) / 2,
        weighted=weighted,
        effects=effects,
        residual_products=residual_products,
        deviance=logdet + quadratic + degrees * float(np.log(2 * np.pi)),
    )


def _apply(term: Term, matrix: Float64Array) -> Float64Array:
    """Return N_j times a matrix `(m, …)`: the basis times the rows of each level, 0 for all other columns."""
    rows = matrix[term.columns]
    result = np.zeros_like(matrix)
    blocks = rows.reshape(-1, len(term.basis), *rows.shape[1:])
    result[term.columns] = np.einsum("cd,ld...->lc...", term.basis, blocks).reshape(rows.shape)
    return result


def _covariance_root(design: GroupedDesign, theta: Float64Array) -> Float64Array:
    """Return the symmetric root of the random effects' covariance, and the identity for the conditions `(m, m)`."""
    m, c = design.products.shape[1], design.n_conditions
    root = np.zeros((m, m))
    root[-c:, -c:] = np.eye(c)
    for columns in dict.fromkeys((term.columns.start, term.columns.stop) for term in design.terms):
        own = [
            (each, value) for each, value in zip(design.terms, theta, strict=False) if each.columns == slice(*columns)
        ]
        values, vectors = np.linalg.eigh(np.asarray(sum(value * each.basis for each, value in own)))
        block = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
        levels = (columns[1] - columns[0]) // c
        root[slice(*columns), slice(*columns)] = np.kron(np.eye(levels), block)
    return root
