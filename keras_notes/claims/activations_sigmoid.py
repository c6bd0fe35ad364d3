"""Chapter 2, second part: the sigmoid."""

import math
from collections.abc import Iterator
from functools import partial

import keras
import numpy as np

from keras_notes.claims.evidence import answers, slope, warned
from keras_notes.claims.registry import Fact, check
from reference import activations

SIGMOID = (keras.activations.sigmoid, activations.sigmoid)
Array = np.ndarray


def _by_formula(x: Array) -> Array:
    return np.array([1 / (1 + math.exp(-v)) for v in x.tolist()])


@check("S1-57")
def squeezed_between_0_and_1() -> Iterator[Fact]:
    """A sigmoid squeezes every sum into the range from 0 to 1."""
    x = np.linspace(-20, 20, 2001, dtype="float32")
    y, ours = answers(SIGMOID, x)
    yield Fact("sigmoid from -20 to 20", y, ours, expected=_by_formula(x))
    within, ours_within = (bool((0 <= half).all() and (half <= 1).all()) for half in (y, ours))
    yield Fact("all from 0 to 1", within, ours_within, expected=True)


@check("S3-30")
def nearly_0() -> Iterator[Fact]:
    """Very negative sums come out near 0, and as 0 itself in the end, without trouble."""
    x = np.array([-5.0, -17.0, -100.0])
    yield Fact("of -5, -17, -100", *answers(SIGMOID, x), expected=_by_formula(x), tolerance=1e-14)
    far = np.array([-1000.0])
    yield Fact("of -1000", *answers(SIGMOID, far), expected=[0.0], tolerance=0)
    warnings, our_warnings = (warned(partial(f, far)) for f in SIGMOID)
    yield Fact("warning there", warnings, our_warnings, expected="nothing")


@check("S3-31")
def nearly_1() -> Iterator[Fact]:
    """Very positive sums come out near 1; so near that rounding makes it 1."""
    for dtype, x in (("float32", [16.0, 17.0]), ("float64", [36.0, 37.0])):
        y, ours = answers(SIGMOID, np.array(x, dtype=dtype))
        yield Fact(f"of {x[0]:g} and {x[1]:g} in {dtype}", y, ours, expected=np.ones(2))
        yield Fact("exactly 1", y == 1, ours == 1, expected=[False, True])


@check("S3-32")
def half_at_0() -> Iterator[Fact]:
    """At 0 the sigmoid is exactly 1/2, its slope 1/4, and it is symmetric about that point."""
    zero, x = np.zeros(1), np.linspace(-6, 6, 25)
    y, cache = SIGMOID[1].forward(zero)
    yield Fact("of 0", np.asarray(SIGMOID[0](zero)), y, expected=[0.5], tolerance=0)
    slopes = SIGMOID[1].backward(np.ones(1), cache)
    yield Fact("slope at 0", slope(SIGMOID[0], zero), slopes, expected=[0.25], tolerance=0)
    y, ours = answers(SIGMOID, x)
    mirrored, ours_mirrored = answers(SIGMOID, -x)
    yield Fact("of x and of -x together", y + mirrored, ours + ours_mirrored, expected=np.ones(25))


@check("S3-33")
def without_overflow() -> Iterator[Fact]:
    """eˣ / (eˣ + 1) is right; evaluated as it stands it gives nan for large x, the stable form not."""
    x = np.linspace(-700, 700, 1401)
    expected = np.exp(x) / (np.exp(x) + 1)
    yield Fact("from -700 to 700", *answers(SIGMOID, x), expected=expected, tolerance=1e-13)
    far = np.array([-1000.0, 1000.0])
    with np.errstate(all="ignore"):
        literally = np.exp(far) / (np.exp(far) + 1)
    yield Fact("of -1000 and 1000", *answers(SIGMOID, far), expected=[0.0, 1.0], note=literally, tolerance=0)
    warnings, our_warnings = (warned(partial(f, far)) for f in SIGMOID)
    yield Fact("warning there", warnings, our_warnings, expected="nothing")


@check("S3-34")
def misplaced_parenthesis() -> Iterator[Fact]:
    """With the +1 in the exponent the quotient is 1/e whatever x is."""
    x = np.linspace(-700, 700, 1401)
    noted = np.array([math.e**v / math.e ** (v + 1) for v in x])
    y, ours = answers(SIGMOID, x)
    repaired = np.array([math.e**v / (math.e**v + 1) for v in x])
    yield Fact("from -700 to 700", y, ours, expected=repaired, note=noted)
    yield Fact("rise from end to end", np.ptp(y), np.ptp(ours), expected=1.0, note=np.ptp(noted))
    crossing = np.array([math.log(1 / (math.e - 1))])
    yield Fact("where both are 1/e", *answers(SIGMOID, crossing), expected=noted[:1])


@check("S4-34", "S4-37")
def the_curve() -> Iterator[Fact]:
    """The curve, as a table."""
    x = np.arange(-5.0, 6.0)
    for v in x:
        yield Fact(f"sigmoid({v:g})", *answers(SIGMOID, v), expected=1 / (1 + math.exp(-v)))
    x = np.linspace(-10, 10, 401)
    yield Fact("curve from -10 to 10", *answers(SIGMOID, x), expected=_by_formula(x), tolerance=1e-14)


@check("S4-36")
def large_magnitudes_only() -> Iterator[Fact]:
    """The sign alone does not bring a sum near 0 or 1: it takes a large magnitude."""
    for size in (0.1, 4.0):
        x = np.array([-size, size])
        note = np.heaviside(x, 0.5) if size < 1 else None
        y, ours = answers(SIGMOID, x)
        yield Fact(f"of {-size:g} and {size:g}", y, ours, expected=_by_formula(x), note=note)
    y, ours = answers(SIGMOID, np.linspace(-10, 10, 401))
    rising, ours_rising = bool((np.diff(y) > 0).all()), bool((np.diff(ours) > 0).all())
    yield Fact("always rising", rising, ours_rising, expected=True)


@check("S4-38")
def to_the_ends() -> Iterator[Fact]:
    """Large magnitudes go to the ends of the range, not to its centre."""
    x = np.array([0.0, 1.0, -2.0, 4.0, -8.0, 16.0])
    y, ours = answers(SIGMOID, x)
    far, our_far = np.abs(y - 0.5), np.abs(ours - 0.5)
    yield Fact("distance from the centre", far, our_far, expected=np.abs(_by_formula(x) - 0.5))
    ends, our_ends = x[far.argmax()], x[our_far.argmax()]
    yield Fact("sum that ends farthest from it", ends, our_ends, expected=16.0, note=x[np.abs(x).argmin()])
