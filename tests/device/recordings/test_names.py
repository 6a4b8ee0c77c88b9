"""What names of columns say."""

import pytest

from device.recordings.naming.names import understood


@pytest.mark.parametrize(
    ("names", "quantity", "axis", "unit"),
    [
        (
            "ax_g|AccX(g)|x-axis (g)|Accel-X (g)|X (g)|gFx|accelerometerAccelerationX(G)|ax [g]",
            "acceleration",
            "x",
            "g",
        ),
        (
            "ay_mps2|Acceleration y (m/s^2)|Beschleunigung y (m/s²)|acc_y (m/s/s)|Accel_Y (m/(s^2))",
            "acceleration",
            "y",
            "mps2",
        ),
        ("az_mg|acc_z_mg|AccZ (mg)", "acceleration", "z", "mg"),
        ("accX|ACC X|acc_x|AX|Accelerometer X|x_acc|Accel_LN_X_CAL", "acceleration", "x", ""),
        ("gx_dps|AsX(deg/s)|AsX(°/s)|wx(deg/s)|x-axis (deg/s)|Gyro-X (d/s)|AngX(deg/s)", "rotation", "x", "dps"),
        (
            "gx_radps|Gyroscope x (rad/s)|gyro_x_rad_s|motionRotationRateX(rad/s)|ang_vel_x (rad/s)",
            "rotation",
            "x",
            "radps",
        ),
        ("gz_mdps|gz (mdps)|GyroZ (mdeg/s)", "rotation", "z", "mdps"),
        ("gy|wy|gyroY|rotationRateY|Gyroscope Y|omegaY|Gyro_Y_CAL|AsY", "rotation", "y", ""),
        ("t_s|Time (s)|seconds_elapsed|elapsed (s)|Zeit (s)|time_s", "time", "", "s"),
        ("t_ms|time_ms|timestamp (ms)|epoch (ms)|millis|timeMs|Timestamp [ms]", "time", "", "ms"),
        ("t|time|Timestamp|time (-13:00)|ChipTime|datetime", "time", "", ""),
        ("Linear Acceleration x (m/s^2)|userAccelerationX", "acceleration without gravity", "x", ""),
        (
            "AngX(deg)|AngleX(°)|Magnetometer X|rotation_vector_x|gravity_x|mag_x (uT)|Velocity X (m/s)",
            "something else",
            "x",
            "",
        ),
        ("temp|T(°C)|battery|Latitude|label|index|max|pitch|Absolute acceleration (m/s^2)", "something else", "", ""),
        ("x|x-axis", "axes of something", "x", ""),
    ],
)
def test_names_of_public_loggers_are_understood(names: str, quantity: str, axis: str, unit: str) -> None:
    for name in names.split("|"):
        meaning = understood(name)
        assert (name, meaning.quantity, meaning.axis, meaning.unit) == (name, quantity, axis, unit)


@pytest.mark.parametrize("name", ["Gyro Foo X", "angular momentum x", "gyro_bias_x", "rot_x", "omega z"])
def test_a_name_that_may_be_a_gyroscopes_is_seen_as_one(name: str) -> None:
    assert understood(name).like_gyroscope


def test_a_unit_that_nobody_here_knows_is_kept_apart() -> None:
    assert understood("Ax (cm/s^2)").odd_unit == "cm/s^2"
    assert understood("gx (rev/h)").odd_unit == "rev/h"
