import numpy as np
import pytest

from algorithms.sewage.hydraulics import (
    depth_ratio_of_flow,
    flow_m3_s,
    gradient_for_velocity,
    velocity_m_s,
)

# DN, gradient, n, h/D, v, Q l/s: table of worked values for the national design formula.
WORKED = [
    (0.150, 0.005, 0.013, 0.55, 0.633, 6.31),
    (0.200, 0.003, 0.013, 0.55, 0.594, 10.52),
    (0.200, 0.004, 0.013, 0.55, 0.686, 12.15),
    (0.200, 0.004, 0.010, 0.55, 0.892, 15.79),
    (0.300, 0.003, 0.013, 0.55, 0.779, 31.02),
    (0.300, 0.002, 0.010, 0.55, 0.827, 32.93),
    (0.400, 0.002, 0.013, 0.65, 0.815, 70.45),
]


@pytest.mark.parametrize(("diameter", "gradient", "n", "fill", "velocity", "flow_l_s"), WORKED)
def test_manning_gives_the_worked_values(diameter, gradient, n, fill, velocity, flow_l_s):
    assert velocity_m_s(diameter, gradient, n, fill) == pytest.approx(velocity, abs=5e-4)
    assert flow_m3_s(diameter, gradient, n, fill) * 1000 == pytest.approx(flow_l_s, abs=5e-3)


def test_full_bore_follows_the_textbook_formula():
    """R = D/4 = 0.075, v = 0.075^(2/3) * sqrt(0.01) / 0.013 = 1.368 m/s, Q = 96.7 l/s."""
    assert velocity_m_s(0.3, 0.01, 0.013) == pytest.approx(1.368, abs=1e-3)
    assert flow_m3_s(0.3, 0.01, 0.013) == pytest.approx(0.0967, abs=1e-4)


def test_half_full_carries_half_of_full_bore_at_the_same_velocity():
    assert flow_m3_s(0.2, 0.004, 0.01, 0.5) == pytest.approx(flow_m3_s(0.2, 0.004, 0.01) / 2)
    assert velocity_m_s(0.2, 0.004, 0.01, 0.5) == pytest.approx(velocity_m_s(0.2, 0.004, 0.01))


def test_depth_to_flow_to_depth_returns():
    depth = np.linspace(0.02, 0.93, 60)
    flow = flow_m3_s(0.2, 0.004, 0.01, depth)
    np.testing.assert_allclose(depth_ratio_of_flow(flow, 0.2, 0.004, 0.01), depth, atol=1e-6)


def test_no_depth_carries_more_than_the_largest_flow():
    largest = flow_m3_s(0.2, 0.004, 0.01, np.linspace(0.5, 1.0, 2001)).max()
    ratio = depth_ratio_of_flow([0.0, largest * 1.001], 0.2, 0.004, 0.01)
    assert ratio[0] == 0.0
    assert np.isnan(ratio[1])


def test_gradient_for_the_self_cleansing_velocity():
    """Worked values for 0.6 m/s at h/D 0.55: DN150 0.0045, DN200 0.0031, DN300 0.0018."""
    gradient = gradient_for_velocity(0.6, [0.15, 0.2, 0.3], 0.013, 0.55)
    np.testing.assert_allclose(gradient, [0.0045, 0.0031, 0.0018], atol=6e-5)
