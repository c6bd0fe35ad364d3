"""Chapter 13: optimizers."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import keras
import numpy as np
from keras.optimizers import SGD, Adam, RMSprop

from keras_notes.claims.evidence import both, flat, numbers, slope
from keras_notes.claims.registry import Fact, check
from keras_notes.parity import twin
from keras_notes.parity.precision import precision
from reference.gradients import gradients

__all__ = ["RULES", "paths"]

Array = np.ndarray
Gradient = Callable[[int, Array], Any]

# Made anew for every use: an optimizer serves the weights that it was first used with.
RULES: dict[str, Callable[[], Any]] = {
    "SGD": lambda: SGD(0.1),
    "momentum": lambda: SGD(0.1, momentum=0.9),
    "Nesterov": lambda: SGD(0.1, momentum=0.9, nesterov=True),
    "RMSprop": lambda: RMSprop(0.1),
    "Adam": lambda: Adam(0.1),
}


class _RMSprop:
    """v ← ρ v + (1 - ρ) g², w ← w - η g / √(v + ε): unlike Adam's, this ε stands inside the root."""

    def __init__(self, rate: float, rho: float, epsilon: float) -> None:
        self.rate, self.rho, self.epsilon = rate, rho, epsilon
        self.squares: list[Array] = []

    def apply(self, grads: Sequence[Array], weights: Sequence[Array]) -> None:
        """Update each weight in place."""
        self.squares = self.squares or [np.zeros_like(weight) for weight in weights]
        for grad, weight, square in zip(grads, weights, self.squares, strict=True):
            square += (grad * grad - square) * (1 - self.rho)
            weight -= self.rate * grad / np.sqrt(square + self.epsilon)


def _counterpart(rule: Any) -> Any:
    if isinstance(rule, RMSprop):
        return _RMSprop(float(rule.learning_rate), rule.rho, rule.epsilon)
    return twin(rule)


def paths(
    rule: Any, start: Any, steps: int, theirs: Gradient, ours: Gradient | None = None
) -> tuple[Array, Array]:
    """The places to which a Keras optimizer and its counterpart lead a weight, the start included.

    `theirs` gives the gradient of either half at each step and place; of Keras's alone, if there is
    an `ours`.
    """
    variable, weight = keras.Variable(start), np.array(start)
    other, gradient = _counterpart(rule), ours or theirs
    path, our_path = [variable.numpy().copy()], [weight.copy()]
    for step in range(steps):
        rule.apply([keras.ops.convert_to_tensor(theirs(step, path[-1]))], [variable])
        other.apply([gradient(step, our_path[-1])], [weight])
        path.append(variable.numpy().copy())
        our_path.append(weight.copy())
    return np.array(path), np.array(our_path)


@check("S2-43")
def the_optimizer_is_the_rule_chosen() -> Iterator[Fact]:
    """What compile is given becomes model.optimizer; given nothing, Keras takes RMSprop."""
    theirs, ours = both((3, 2), output=None)
    rule = SGD(0.1)
    other = twin(rule)
    theirs.compile(rule, "mse")
    ours.compile(other, "mse")
    kept = theirs.optimizer is rule, ours.optimizer is other
    yield Fact("model.optimizer is the object given", *kept, expected=True)
    names = type(theirs.optimizer).__name__, type(ours.optimizer).__name__
    yield Fact("its class", *names, expected="SGD")
    x, y = numbers((6, 3)), numbers((6, 2), seed=1)
    grads = gradients(ours, x, y, "mse").weights
    _RMSprop(0.001, rho=0.9, epsilon=1e-7).apply(list(grads.values()), ours.trainable_weights)
    theirs.compile(loss="mse", run_eagerly=True)
    theirs.train_on_batch(x, y)
    yield Fact("weights after a step of Keras's default, and of RMSprop(0.001)", flat(theirs), flat(ours))


@check("S3-46")
def every_rule_has_its_own_path() -> Iterator[Fact]:
    """Five rules lead from one start, down one bowl, to five places."""
    start, curvatures = np.array([1.0, -2.0]), np.array([1.0, 4.0])
    ends: list[tuple[float, float]] = []
    with precision("float64"):
        for name, rule in RULES.items():
            theirs, ours = paths(
                rule(),
                start,
                steps=25,
                theirs=lambda step, place: slope(lambda w: keras.ops.sum(curvatures * w**2) / 2, place),
                ours=lambda step, place: curvatures * place,
            )
            yield Fact(f"path of {name}, 25 steps", theirs, ours, tolerance=1e-12)
            ends.append((round(theirs[-1, 0], 6), round(ours[-1, 0], 6)))
    different = [len(set(found)) for found in zip(*ends, strict=True)]
    yield Fact("different ends", different[0], different[1], expected=len(RULES))


def _first_steps(g: Array, h: Array) -> dict[str, tuple[Any, Array, Array]]:
    """Each rule, and what its formula adds to the weight for a first gradient g and a second one h.

    η = 1/8, μ = 1/2, ρ = β₂ = 3/4, β₁ = 1/2: no rounding to float32 changes these.
    """
    rate, momentum, epsilon = 0.125, 0.5, 1e-7
    v, v_next = -rate * g, momentum * -rate * g - rate * h
    s, s_next = 0.25 * g**2, 0.75 * 0.25 * g**2 + 0.25 * h**2  # mean of g²
    m, m_next = 0.5 * g, 0.5 * 0.5 * g + 0.5 * h  # mean of g
    alpha, alpha_next = rate * 0.25**0.5 / 0.5, rate * (1 - 0.75**2) ** 0.5 / (1 - 0.5**2)
    nesterov = momentum * v - rate * g, momentum * v_next - rate * h
    root, root_next = np.sqrt(s + epsilon), np.sqrt(s_next + epsilon)
    return {
        "SGD": (SGD(rate), -rate * g, -rate * h),
        "momentum": (SGD(rate, momentum), v, v_next),
        "Nesterov": (SGD(rate, momentum, nesterov=True), *nesterov),
        "RMSprop": (RMSprop(rate, rho=0.75), -rate * g / root, -rate * h / root_next),
        "Adam": (
            Adam(rate, beta_1=0.5, beta_2=0.75),
            -alpha * m / (np.sqrt(s) + epsilon),
            -alpha_next * m_next / (np.sqrt(s_next) + epsilon),
        ),
    }


@check("S3-48")
def the_rules_the_notes_leave_out() -> Iterator[Fact]:
    """The first two steps of each rule are what its formula, written out, says."""
    grads, start = numbers((2, 5)).astype("float64"), np.arange(5.0)
    with precision("float64"):
        for name, (rule, first, second) in _first_steps(*grads).items():
            found = paths(rule, start, 2, lambda step, _: grads[step])
            expected = start + [np.zeros(5), first, first + second]
            yield Fact(f"two steps of {name}", *found, expected=expected, tolerance=1e-12)
