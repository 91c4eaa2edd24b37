import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import lsq_linear

from renderer.deformers.blendshape_fit import BoxedLeastSquares


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_solver_agrees_with_scipy(seed):
    random = np.random.default_rng(seed)
    matrix, side = random.normal(size=(12, 6)).astype(np.float32), random.normal(size=12).astype(np.float32) * 2
    weights = BoxedLeastSquares(matrix, ridge=0.5, limit=1.2, steps=400).solve(side[None])[0]
    stacked = np.concatenate([matrix, np.sqrt(0.5) * np.eye(6)])
    expected = lsq_linear(stacked, np.concatenate([side, np.zeros(6)]), bounds=(0, 1.2)).x
    np.testing.assert_allclose(weights, expected, atol=2e-3)


def test_no_demand_gives_exactly_0():
    matrix = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    assert not BoxedLeastSquares(matrix, ridge=1).solve(np.zeros((4, 5), np.float32)).any()


def test_each_frame_is_solved_independently():
    random = np.random.default_rng(1)
    solver = BoxedLeastSquares(random.normal(size=(8, 4)).astype(np.float32), ridge=0.1)
    sides = random.normal(size=(6, 8)).astype(np.float32)
    np.testing.assert_allclose(solver.solve(sides)[3], solver.solve(sides[3:4])[0], atol=1e-6)
