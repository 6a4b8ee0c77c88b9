"""What names of columns say."""

import pytest

from device.recordings import AS_NAMED, Asked, BadRecording, columns_from, units_from
from device.recordings.naming.columns import planned
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
            "ay_mps2|Acceleration y (m/s^2)|Beschleunigung y (m/s²)|acc_y (m/s/s)|Accel_Y (m/(s^2))|Accel_WR_Y_m/(s^2)",
            "acceleration",
            "y",
            "mps2",
        ),
        (
            "Accélération y (m/s²)|Aceleración y (m/s^2)|Accelerazione y (m/s^2)|Versnelling y (m/s^2)",
            "acceleration",
            "y",
            "mps2",
        ),
        (
            "ay [m·s⁻²]|ay / (m/s²)|Acceleration Y in m/s²",
            "acceleration",
            "y",
            "mps2",
        ),
        ("az/g|Beschl. z (g)", "acceleration", "z", "g"),
        ("az_mg|acc_z_mg|AccZ (mg)", "acceleration", "z", "mg"),
        ("accX|ACC X|acc_x|AX|Accelerometer X|x_acc|Accel_LN_X_CAL", "acceleration", "x", ""),
        (
            "gx_dps|AsX(deg/s)|AsX(°/s)|wx(deg/s)|x-axis (deg/s)|Gyro-X (d/s)|AngX(deg/s)",
            "rotation",
            "x",
            "dps",
        ),
        (
            "gx (º/s)|wx/(deg/s)|Kreisel x (°/s)|Gyro_X_deg/s",
            "rotation",
            "x",
            "dps",
        ),
        (
            "gx_radps|Gyroscope x (rad/s)|gyro_x_rad_s|motionRotationRateX(rad/s)|ang_vel_x (rad/s)|wx [rad·s⁻¹]",
            "rotation",
            "x",
            "radps",
        ),
        (
            "Vitesse angulaire x (rad/s)|Giroscopio x (rad/s)|Gyroscoop x (rad/s)|Velocità angolare x (rad/s)",
            "rotation",
            "x",
            "radps",
        ),
        ("gz_mdps|gz (mdps)|GyroZ (mdeg/s)", "rotation", "z", "mdps"),
        ("gy|wy|gyroY|rotationRateY|Gyroscope Y|omegaY|Gyro_Y_CAL|AsY", "rotation", "y", ""),
        ("t_s|Time (s)|seconds_elapsed|elapsed (s)|Zeit (s)|time_s", "time", "", "s"),
        ("Temps (s)|Tempo (s)|Tijd (s)|t/s", "time", "", "s"),
        (
            "t_ms|time_ms|timestamp (ms)|epoch (ms)|millis|timeMs|Timestamp [ms]|ms|Time since start in ms",
            "time",
            "",
            "ms",
        ),
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


@pytest.mark.parametrize(
    "name",
    [
        "p (deg/s)",
        "heading rate [rad/s]",
        "Gyro Foo X",
        "angular momentum x",
        "gyro_bias_x",
        "rot_x",
        "omega z",
        "w1",
        "gyro[0]",
        "giroX",
        "yaw_rate",
    ],
)
def test_a_name_that_may_be_a_gyroscopes_is_seen_as_one(name: str) -> None:
    assert understood(name).like_gyroscope


def test_a_unit_that_nobody_here_knows_is_kept_apart() -> None:
    assert understood("Ax (cm/s^2)").odd_unit == "cm/s^2"
    assert understood("gx (rev/h)").odd_unit == "rev/h"


@pytest.mark.parametrize(
    "names",
    [
        "p,q,r",
        "alpha,beta,gamma",
        "p (deg/s),q (deg/s),r (deg/s)",
        "rx,ry,rz",
        "spin_x,spin_y,spin_z",
        "foo.X,foo.Y,foo.Z",
        "rate x,rate y,rate z",
    ],
)
def test_three_axes_of_something_unknown_may_be_a_gyroscopes(names: str) -> None:
    with pytest.raises(BadRecording, match="look like a gyroscope's"):
        planned(["t_s", "ax_g", "ay_g", "az_g", *names.split(",")], AS_NAMED)


@pytest.mark.parametrize(
    "names", ["vx,vy,vz", "mag_x,mag_y,mag_z", "qx,qy,qz", "gravity x,gravity y,gravity z", "temp,max,index"]
)
def test_what_is_known_to_be_no_turning_is_left_alone_and_said(names: str) -> None:
    told = planned(["t_s", "ax_g", "ay_g", "az_g", *names.split(",")], AS_NAMED).told
    assert told == (
        "rotation: none found by its name, so the accelerometer alone is judged",
        f"left alone: {names.replace(',', ', ')}",
    )


def test_a_column_named_by_a_person_is_in_the_unit_that_its_name_says() -> None:
    header = [
        "t_s",
        "acc_x_left (g)",
        "acc_y_left (g)",
        "wrist LT Z mG",
        "gyr_x_left (dps)",
        "L_gy_dps",
        "gyr_z_left (dps)",
    ]
    plan = planned(header, Asked(columns_from("ax=2,ay=3,az=4,gx=5,gy=6,gz=7")))
    assert [column.scale for column in plan.columns] == [1, 1, 1, 0.001, 1, 1, 1]


def test_columns_named_by_their_places_are_not_taken_for_a_gyroscope_that_was_forgotten() -> None:
    header = ["t_s", "wrist.Sensor X LT", "wrist.Sensor Y LT", "wrist.Sensor Z LT"]
    asked = Asked(columns_from("ax=2,ay=3,az=4"), units_from("acceleration=mg"))
    assert len(planned(header, asked).columns) == 4


@pytest.mark.parametrize(
    ("header", "columns", "message"),
    [
        (
            "t_s,one,two,three",
            "ax=one,ay=two,az=three",
            "one, two, three, named by --columns: the unit is not",
        ),
        ("t_s,ax_g,ay_g,az_g,ax_g", "", "column ax_g appears twice in the header line, as ax_g: .* --columns ax=2$"),
        ("t_s,ax_g,ay_g,az_g,ax_g", "ax=ax_g", r"stands twice \(say its place, 2 or 5\)"),
        ("t_s,ax_g,ay_g,az_g,gx (rpm),gy (rpm),gz (rpm)", "", "and which they are, --columns gx=NAME,gy=NAME,gz=NAME"),
    ],
)
def test_what_has_to_be_said_of_columns_is_told_so_that_it_helps(header: str, columns: str, message: str) -> None:
    with pytest.raises(BadRecording, match=message):
        planned(header.split(","), Asked(columns_from(columns)) if columns else AS_NAMED)
