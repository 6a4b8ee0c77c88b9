"""A rigid limb that turns and is shaken: what a place on it feels.

Knows rotation, lever arms and gravity; must never know which movement it is or what measures it.

Letters: w is the angular velocity, L the lever from the joint to the place, which feels dw/dt x L + w x (w x L) beside
gravity and the joint's own acceleration.
"""

import numpy as np

from device.signals.samples import Floats
from tests.support.figures import G

FINE_HZ = 1000  # movements are made on this grid
ALONG, ACROSS, UP = np.eye(3)  # of a forearm whose palm is down


def felt_g(rotation_dps: Floats, joint_g: Floats, lever_m: Floats, first_g: Floats) -> Floats:
    """[n, 3] in the limb's frame, which turns at rotation_dps [n, 3]; first_g [3] is gravity before the first turn."""
    w = np.radians(rotation_dps)
    turning = np.cross(np.gradient(w, 1 / FINE_HZ, axis=0), lever_m)
    outward = np.cross(w, np.cross(w, lever_m))
    return np.asarray(gravity_g(rotation_dps, first_g) + (turning + outward) / G + joint_g)


def gravity_g(rotation_dps: Floats, first_g: Floats) -> Floats:
    """[n, 3] gravity as the turning limb sees it: it turns the other way."""
    return np.asarray(_running_products(_turns(-np.radians(rotation_dps) / FINE_HZ)) @ first_g)


def _turns(angles: Floats) -> Floats:
    """[n, 3, 3] rotation matrices of rotation vectors [n, 3], by Rodrigues' formula."""
    x, y, z = angles.T
    none = np.zeros_like(x)
    across = np.stack([none, -z, y, z, none, -x, -y, x, none], axis=1).reshape(-1, 3, 3)
    angle = np.linalg.norm(angles, axis=1)[:, None, None] / np.pi  # numpy's sinc(x) is sin(pi x) / (pi x)
    return np.asarray(np.eye(3) + np.sinc(angle) * across + np.sinc(angle / 2) ** 2 / 2 * across @ across)


def _running_products(turns: Floats) -> Floats:
    """[n, 3, 3] of which the k-th is turn k after all before it: of pairs first, then what stands between."""
    if len(turns) < 2:
        return turns
    done = turns.copy()
    done[1::2] = _running_products(turns[1::2] @ turns[:-1:2])
    done[2::2] = turns[2::2] @ done[1:-1:2]
    return done


def unit(vector: Floats) -> Floats:
    """The same direction, of length 1."""
    return np.asarray(vector / np.linalg.norm(vector))
