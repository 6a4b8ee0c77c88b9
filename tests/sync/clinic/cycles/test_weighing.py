"""What is computed by matrices with entries beside the diagonal, beside the same by the textbook."""

import numpy as np
import pytest

from sync.clinic.cycles.weighing import MEMORIES, Noise, quantiles, weighed


@pytest.mark.parametrize("memory", MEMORIES)
def test_the_inverse_of_the_covariance_is_that_of_noise_with_memory(memory: float) -> None:
    days = np.array([0.0, 1, 2, 5, 6, 13])
    covariance = memory ** np.abs(days[:, None] - days)
    values = np.array([0.3, -1, 2, 0.1, 0.5, -0.7])
    assert Noise(days, memory).times(values) == pytest.approx(np.linalg.solve(covariance, values))


def test_an_effect_is_what_generalised_least_squares_says_nearly_pulled_to_nothing() -> None:
    dice, days = np.random.default_rng(3), np.arange(60.0)
    course = np.clip((days - 20) / 10, 0, 1)
    logs = -0.8 * course + dice.normal(0, 0.2, 60)
    found = weighed(course[None, :], np.ones(1), days, logs)
    for place, memory in enumerate(MEMORIES):
        inverse = np.linalg.inv(memory ** np.abs(days[:, None] - days))
        x = np.column_stack((np.ones(60), course))
        by_the_book = np.linalg.solve(x.T @ inverse @ x + np.diag((0, 1 / 2.5**2)), x.T @ inverse @ logs)[1]
        assert found.effects[place, 0] == pytest.approx(by_the_book)
    assert found.evidence > 5
    assert found.weights.sum() == pytest.approx(1)


def test_quantiles_lie_between_values_where_the_weight_does() -> None:
    values, weights = np.array([3.0, 1.0, 2.0, 2.0]), np.array([0.25, 0.25, 0.25, 0.25])
    assert list(quantiles(values, weights, (0.5, 0.0, 1.0))) == [2.0, 1.0, 3.0]
    assert list(quantiles(np.array([1.0, 2.0]), np.array([1.0, 1.0]), (0.5,))) == [1.5]
