"""Chapter 12: gradient descent; what it does to a network is in `descent_of_networks`."""

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

import keras
import numpy as np
from keras.optimizers import SGD, Adam

from keras_notes.claims import descent_of_networks
from keras_notes.claims.evidence import learners, numbers, on_both, slope
from keras_notes.claims.optimizers import RULES, paths
from keras_notes.claims.registry import Fact, check
from keras_notes.data import load_digits
from keras_notes.parity.precision import precision
from reference import optimizers as numpy_half

__all__ = ["descent_of_networks"]

Array = np.ndarray
SQUARE = (1.0, 0.0, 0.0)  # L(w) = w²
SHIFTED = (1.0, -2.0, 1.0)  # L(w) = (w - 1)²
TWO_VALLEYS = (1.0, 0.0, -3.0, 1.0, 0.0)  # L(w) = w⁴ - 3w² + w
Polynomial = Sequence[float]


def _value(loss: Polynomial, w: Any) -> Any:
    """A polynomial by Horner's rule, in whatever w is."""
    return reduce(lambda total, coefficient: total * w + coefficient, loss, 0.0 * w)


def _descend(loss: Polynomial, start: float, rate: float, steps: int) -> tuple[Array, Array]:
    """The path of w down a polynomial under SGD, on both halves: by the tape, and by the derivative."""
    with precision("float64"):
        return paths(
            SGD(rate),
            np.array(start),
            steps,
            theirs=lambda step, w: slope(lambda at: _value(loss, at), w),
            ours=lambda step, w: np.polyval(np.polyder(loss), w),
        )


def _last(found: tuple[Array, Array]) -> tuple[float, float]:
    theirs, ours = found
    return float(theirs[-1]), float(ours[-1])


@check("S2-42")
def a_procedure_that_adjusts_weights() -> Iterator[Fact]:
    """Given the same gradients, each optimizer makes the same new weights on both halves."""
    grads, start = numbers((10, 4, 3)).astype("float64"), numbers((4, 3), seed=1).astype("float64")
    with precision("float64"):
        for name, rule in RULES.items():
            theirs, ours = paths(rule(), start, 10, lambda step, _: grads[step])
            yield Fact(f"weights after ten gradients, {name}", theirs[-1], ours[-1], tolerance=1e-12)


@check("S2-47")
def downhill_but_not_always_down() -> Iterator[Fact]:
    """Steps go downhill from where they start: too long ones climb, and the valley need not be the lowest."""
    for rate in (0.1, 1.0, 1.1):
        expected = (1 - 2 * rate) ** 50  # each step on w² multiplies w by 1 - 2η
        end = _last(_descend(SQUARE, 1.0, rate, 50))
        yield Fact(f"w after 50 steps on w² from 1 with rate {rate}", *end, expected=expected)
    right, left = (_descend(TWO_VALLEYS, start, 0.05, 40) for start in (2.0, -2.0))
    valleys = np.sort(np.roots(np.polyder(TWO_VALLEYS)).real)[[0, 2]]
    lowest = valleys[np.argmin(np.polyval(TWO_VALLEYS, valleys))]
    yield Fact("end on w⁴ - 3w² + w from -2", *_last(left), expected=valleys[0])
    yield Fact("end from 2", *_last(right), expected=valleys[1], note=lowest)


@check("S2-59")
def multiplied_and_subtracted() -> Iterator[Fact]:
    """The gradient times the learning rate is the step, and it is subtracted: added, it climbs."""
    path, our_path = _descend(SHIFTED, 2.0, 0.1, 1)
    yield Fact("w after a step on (w - 1)² from 2", path[1], our_path[1], expected=2.0 - 0.1 * 2.0)
    down, ours_down = _value(SHIFTED, path[1]), _value(SHIFTED, our_path[1])
    up, ours_up = _value(SHIFTED, 2 * path[0] - path[1]), _value(SHIFTED, 2 * our_path[0] - our_path[1])
    yield Fact("loss at the start 1, after subtracting", down, ours_down, expected=0.64)
    yield Fact("after adding", up, ours_up, expected=1.44)


@check("S2-60")
def no_range_of_rates_is_typical() -> Iterator[Fact]:
    """Which learning rate is good depends on the loss and the rule."""
    for rule, ours, rate in ((SGD, numpy_half.SGD, 0.01), (Adam, numpy_half.Adam, 0.001)):
        defaults = float(rule().learning_rate), float(ours().learning_rate)
        yield Fact(f"default rate of {rule.__name__}", *defaults, expected=rate)
    yield from descent_of_networks.four_rates()
    rates = (0.0001, 0.01, 0.1, 30.0)
    ends = [_last(_descend((0.01, 0.0, 0.0), 1.0, rate, 20)) for rate in rates]
    best = [rates[int(np.argmin(np.abs(column)))] for column in zip(*ends, strict=True)]
    inside = rates[int(np.argmin([abs(end) for end, _ in ends[:3]]))]
    yield Fact("the best of four rates on w²/100", best[0], best[1], expected=30.0, note=inside)
    still = _last(_descend(SQUARE, 1.0, 0.0, 5))
    yield Fact("w after five steps of rate 0 from 1", *still, expected=1.0)


@check("S2-61")
def a_small_rate_no_small_step() -> Iterator[Fact]:
    """The product is smaller than the gradient, where the rate is below 1, and yet can be large."""
    (steep, our_steep), (gentle, _) = (_descend((a, 0.0, 0.0), 1.0, 0.0001, 1) for a in (1e6, 1.0))
    steps = abs(steep[1] - steep[0]), abs(our_steep[1] - our_steep[0])
    small = abs(gentle[1] - gentle[0])
    yield Fact("first step on 10⁶ w² from 1 with rate 0.0001", *steps, expected=200.0, note=small)
    growing = _descend(SQUARE, 1.0, 1.1, 50)
    factors = [np.abs(path[1:] / path[:-1]) for path in growing]
    yield Fact("growth of |w| a step on w², rate 1.1", factors[0], factors[1], expected=np.full(50, 1.2))
    ends = [abs(path[-1]) for path in growing]
    yield Fact("|w| after 50 steps", ends[0], ends[1], expected=1.2**50, note=growing[0][0])


@check("S3-55")
def four_moves_change_nothing() -> Iterator[Fact]:
    """Forward, loss, gradient, product: only subtracting the product moves the weight."""
    with precision("float64"):
        variable, weight = keras.Variable(np.array(2.0)), np.array(2.0)
        product = 0.1 * slope(lambda w: _value(SHIFTED, w), variable.value)
        our_product = 0.1 * np.polyval(np.polyder(SHIFTED), weight)
        after_four, ours_after_four = float(variable.numpy()), float(weight)
    yield Fact("the product of rate and gradient", product, our_product, expected=0.2)
    yield Fact("w after the four moves from 2", after_four, ours_after_four, expected=2.0)
    end = _last(_descend(SHIFTED, 2.0, 0.1, 1))
    yield Fact("w after the fifth", end[0], end[1], expected=1.8, note=after_four)


@check("S4-50")
def learning_goes_by_itself() -> Iterator[Fact]:
    """Nobody sets the 13,002 numbers of the digit network: fit lowers the loss on real digits."""
    digits = load_digits()
    x, y = digits.x_train[:200], np.eye(10)[digits.y_train[:200]]
    with precision("float64"):
        halves = learners((784, 16, 16, 10), "categorical_crossentropy", 0.1)
        options = {"batch_size": 20, "epochs": 3, "shuffle": False, "verbose": 0}
        fitted = on_both(halves, lambda half: half.fit(x, y, **options))
    yield Fact("parameters", **on_both(halves, lambda half: half.count_params()), expected=13002)
    losses = {half: history.history["loss"] for half, history in fitted.items()}
    yield Fact("loss of three epochs", **losses)
    falls = {half: bool(np.all(np.diff(found) < 0)) for half, found in losses.items()}
    yield Fact("it falls every time", **falls, expected=True)
