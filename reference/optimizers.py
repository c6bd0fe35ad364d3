"""Update rules: how a gradient moves a weight."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from reference import config
from reference.casting import through_float32
from reference.lookup import names_of, resolve, snake_case

__all__ = ["SGD", "Adam", "Optimizer", "get"]

Array = np.ndarray

# Keras's arguments that change nothing at these values, and are refused at any other.
NEUTRAL: dict[str, Any] = {
    **dict.fromkeys(["weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "loss_scale_factor"]),
    **dict.fromkeys(["ema_overwrite_frequency", "gradient_accumulation_steps"]),
    **{"use_ema": False, "ema_momentum": 0.99, "amsgrad": False},
}


class Optimizer:
    """What every update rule shares: the learning rate, the step counter, one slot array a weight.

    Parameters
    ----------
    learning_rate : float
        Kept in `reference.config.floatx()`, like Keras's variable: 0.1 is 0.10000000149 in float32.
    name : str, optional
        The class name in snake_case, if not given.

    Other arguments of Keras's optimizers are accepted at the value that changes nothing and refused
    with a ValueError at any other.
    """

    slot_names: tuple[str, ...] = ()

    def __init__(self, learning_rate: float, name: str | None = None, **others: Any) -> None:
        for key, value in others.items():
            if key not in NEUTRAL or value != NEUTRAL[key]:
                raise ValueError(f"{type(self).__name__} does not support {key}={value!r}")
        self.name = name or snake_case(type(self).__name__)
        self.learning_rate = learning_rate
        self.iterations = 0
        self.slots: list[list[Array]] = []

    @property
    def learning_rate(self) -> Any:
        """The rate as a NumPy scalar of floatx; assign a number to change it."""
        return self._learning_rate[()]

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float | np.floating) or not value >= 0:
            raise ValueError(f"learning_rate must be a number of 0 or more, got {value!r}")
        self._learning_rate = np.array(value, config.floatx())  # without axes: faster than a scalar

    def build(self, weights: Sequence[Array]) -> None:
        """Make the slots for `weights`; they start at zero."""
        self.slots = [[np.zeros_like(weight) for _ in self.slot_names] for weight in weights]

    def apply(self, grads: Sequence[Array | None], weights: Sequence[Array]) -> None:
        """Update each of `weights` in place by its gradient; one call is one iteration.

        A weight whose gradient is None, since nothing leads from it to the loss, stays as it is.
        Raises a ValueError, before anything is changed, if the numbers of gradients and weights
        differ or the optimizer has been used with other weights.
        """
        if not self.slots:
            self.build(weights)
        if not len(grads) == len(weights) == len(self.slots):
            raise ValueError(
                f"{self.name}.apply: {len(grads)} gradients for {len(weights)} weights, "
                f"and slots for {len(self.slots)}"
            )
        self.begin_step()
        for grad, weight, slots in zip(grads, weights, self.slots, strict=True):
            if grad is not None:
                self.update(grad, weight, slots)
        self.iterations += 1

    def begin_step(self) -> None:
        """Compute what all weights share in this step."""

    def update(self, grad: Array, weight: Array, slots: Sequence[Array]) -> None:
        """Change `weight` and its `slots` in place."""
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {"name": self.name, "learning_rate": float(self.learning_rate)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build the optimizer from a configuration, one that the Keras optimizer gave included."""
        return cls(**config)


def _fraction(owner: str, name: str, value: Any) -> float:
    if not isinstance(value, float) or not 0 <= value <= 1:
        raise ValueError(f"{owner}: {name} must be a float between 0 and 1, got {value!r}")
    return value


class SGD(Optimizer):
    """Stochastic gradient descent: against the gradient, and on with the momentum.

    plain      w ← w - η g
    momentum   v ← μ v - η g      w ← w + v
    Nesterov   v ← μ v - η g      w ← w + μ v - η g

    Source: `keras.optimizers.SGD`; Sutskever et al. 2013 for the Nesterov form. Like Keras, it takes
    `momentum` as a float only (1 is refused, 1.0 is not) and rounds it to float32.
    """

    def __init__(
        self, learning_rate: float = 0.01, momentum: float = 0.0, nesterov: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.momentum = _fraction("SGD", "momentum", momentum)
        self.nesterov = bool(nesterov)
        self.slot_names = ("momentum",) if momentum else ()

    def update(self, grad: Array, weight: Array, slots: Sequence[Array]) -> None:
        """One step for one weight."""
        step = grad * self._learning_rate
        if not slots:
            weight -= step
            return
        (velocity,) = slots
        momentum = through_float32(self.momentum)
        velocity *= momentum
        velocity -= step
        weight += velocity * momentum - step if self.nesterov else velocity

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"momentum": self.momentum, "nesterov": self.nesterov}


class Adam(Optimizer):
    """Steps scaled by running means of the gradient and of its square.

    m ← m + (1 - β₁)(g - m)       v ← v + (1 - β₂)(g² - v)       both start at 0
    w ← w - α m / (√v + ε)        α = η √(1 - β₂ᵗ) / (1 - β₁ᵗ)   t = 1, 2, …

    ε stands outside the bias correction, so it weighs more in early steps than the paper's does.
    β₁ and β₂ are rounded to float32 in α but not in m and v, as Keras does it.
    Source: `keras.optimizers.Adam`; Kingma and Ba 2014, the variant at the end of section 2.
    """

    slot_names = ("momentum", "velocity")

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.beta_1 = _fraction("Adam", "beta_1", beta_1)
        self.beta_2 = _fraction("Adam", "beta_2", beta_2)
        self.epsilon = epsilon

    def begin_step(self) -> None:
        """Compute α, in the precision of the learning rate."""
        rate = self.learning_rate
        one = type(rate)(1)
        power_1 = type(rate)(through_float32(self.beta_1)) ** (self.iterations + 1)
        power_2 = type(rate)(through_float32(self.beta_2)) ** (self.iterations + 1)
        self._alpha = rate * np.sqrt(one - power_2) / (one - power_1)

    def update(self, grad: Array, weight: Array, slots: Sequence[Array]) -> None:
        """One step for one weight."""
        mean, square = slots
        mean += (grad - mean) * (1 - self.beta_1)
        square += (grad * grad - square) * (1 - self.beta_2)
        weight -= mean * self._alpha / (np.sqrt(square) + self.epsilon)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
        }


_TABLE = names_of([SGD, Adam])


def get(identifier: Any) -> Optimizer:
    """Return the optimizer that a name ("sgd", "adam"), a Keras configuration or an object stands for."""
    return resolve("optimizer", identifier, _TABLE, Optimizer)
