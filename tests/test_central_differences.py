"""The gradients of the NumPy half against central differences: a witness that knows no chain rule.

Keras only builds what the rows describe; the numbers compared are all of the NumPy half, in float64.
"""

import zlib

import numpy as np
import pytest

from keras_notes.concepts import CONCEPTS, cases
from keras_notes.parity import Row
from keras_notes.parity.draw import Draw
from keras_notes.parity.precision import precision
from reference.gradients import central_differences

STEP = 1e-6
# The quotient's own error is h² f''' / 6 ≈ 1e-13 from the curve and ε f / h ≈ 2e-10 f from rounding. The
# film's network has the smallest gradients, 8e-5 at a loss of 0.3: there the latter is 3e-7 of them.
TOLERANCE = 1e-6
# Of the largest entry: by how much the slopes to the left and to the right may differ. On a smooth
# function they differ by h f'' ≈ 1e-6; if they differ by more, a kink lies between the two points.
KINK = 1e-3
AT_A_BEND = (" at 0", ", clipped")  # rows that are there on purpose
# What Keras calls the gradient of the logits, p - y, is their derivative only where the targets sum to 1.
NO_DERIVATIVES = {"CategoricalCrossentropy(from_logits=True) on real (4, 5)"}
COORDINATES = 12  # of every array, drawn from the seed of its name


def check(function, at, gradient):
    """`(largest error, kinks)`: relative to the largest entry of the gradient, on some coordinates."""
    chosen = np.random.default_rng(at.size).permutation(at.size)[:COORDINATES]

    def value(some):
        point = at.copy()
        point.flat[chosen] = some
        return float(function(point))

    here, largest = at.flat[chosen], np.abs(gradient).max() or 1.0
    slopes = central_differences(value, here, STEP)
    bends = [value(here + h) + value(here - h) - 2 * value(here) for h in np.eye(chosen.size) * STEP]
    smooth = np.abs(bends) / STEP <= KINK * largest
    errors = np.abs(slopes - gradient.flat[chosen]) / largest
    return errors.max(initial=0.0, where=smooth), int(np.sum(~smooth))


def probed(concept):
    """The rows of a concept that have a gradient to check, and are not where there is none."""
    rows = [row for row in cases(concept) if type(row).probes is not Row.probes]
    return [row for row in rows if not row.label.endswith(AT_A_BEND) and row.label not in NO_DERIVATIVES]


@pytest.mark.parametrize("concept", [concept for concept in CONCEPTS if probed(concept)])
def test_gradients_are_what_small_steps_find(concept):
    wrong, kinks, checked = [], 0, 0
    draw = Draw(zlib.crc32(concept.encode()), exact=False, dtype="float64", rounded_to="float64")
    with precision("float64"):
        for row in probed(concept):
            counterpart = row.counterpart(row.subject(draw), "float64")
            for name, function, at, gradient in row.probes(counterpart, draw):
                error, bends = check(function, at, gradient)
                kinks, checked = kinks + bends, checked + min(at.size, COORDINATES)
                if error > TOLERANCE:
                    wrong.append(f"{row.label}, {name}: {error:.1e} of the largest entry")
    assert not wrong, "\n".join(wrong)
    assert checked >= 20
    assert kinks <= 0.01 * checked, f"{kinks} of {checked} coordinates lie at a kink"


def test_every_array_of_a_row_is_probed():
    """Input and all trainable weights, and frozen ones left out."""
    draw = Draw(1, exact=False, dtype="float64", rounded_to="float64")
    found = {}
    with precision("float64"):
        for row in probed("dense"):
            counterpart = row.counterpart(row.subject(draw), "float64")
            found[row.label] = [name for name, *_ in row.probes(counterpart, draw)]
    assert found["Dense(units=4) on (3, 5)"] == ["d input", "d kernel", "d bias"]
    assert found["Dense(units=3, trainable=False) on (4, 2)"] == ["d input"]


def test_the_check_finds_a_derivative_that_is_wrong_by_a_thousandth():
    x = np.linspace(-1, 2, 5)
    assert check(lambda v: np.sum(v**2), x, 2 * x) == (pytest.approx(0, abs=1e-9), 0)
    assert check(lambda v: np.sum(v**2), x, 2.001 * x)[0] == pytest.approx(5e-4, rel=1e-3)
    one_wrong = 2 * x
    one_wrong[3] = 0
    assert check(lambda v: np.sum(v**2), x, one_wrong)[0] > 0.1


def test_the_check_leaves_kinks_out_and_counts_them():
    x = np.array([-1.0, 0.0, 3e-7, 2.0])
    gradient = np.array([0.0, 0.0, 1.0, 1.0])
    assert check(lambda v: np.maximum(v, 0).sum(), x, gradient) == (pytest.approx(0, abs=1e-9), 2)
