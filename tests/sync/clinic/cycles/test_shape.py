"""The course of an effect in time."""

import numpy as np
import pytest

from sync.clinic.cycles.shape import Shapes, all_shapes


def test_an_effect_rises_stays_and_is_half_gone_when_it_says() -> None:
    shape = Shapes(*(np.array([float(number)]) for number in (8, 10, 60, 20)))
    days = np.array([-5.0, 8, 13, 18, 40, 50, 60, 70, 100])
    assert shape.at(days)[0] == pytest.approx([0, 0, 0.5, 1, 1, 1, 0.5, 0, 0])
    assert shape.peak_d == 18


def test_no_course_wanes_before_it_is_there_and_the_usual_ones_weigh_most() -> None:
    shapes = all_shapes()
    assert (shapes.at(np.unique(shapes.peak_d)).max(axis=1) == 1).all()
    assert shapes.usual.sum() == pytest.approx(1)
    most = shapes.usual.argmax()
    assert (shapes.onset_d[most], shapes.half_wane_d[most]) == (10, 85)  # 1 to 2 weeks, 8 to 16 weeks
