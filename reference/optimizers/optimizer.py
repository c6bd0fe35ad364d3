"""What every update rule shares: the learning rate, the step counter, the slots, and all options."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

import numpy as np

from reference.casting import through_float32
from reference.lookup import snake_case
from reference.optimizers import rate as rates
from reference.optimizers.arguments import check_options
from reference.optimizers.clipping import clipped
from reference.optimizers.decay import Exclusions
from reference.optimizers.state import State
from reference.row_sum import divided

__all__ = ["Optimizer"]

Array = np.ndarray
Grads = Sequence[Array | None]

# The options of every optimizer, in the order of Keras's configurations.
OPTIONS: tuple[str, ...] = ("weight_decay", "clipnorm", "global_clipnorm", "clipvalue")
OPTIONS += ("use_ema", "ema_momentum", "ema_overwrite_frequency")
OPTIONS += ("loss_scale_factor", "gradient_accumulation_steps")


class Optimizer(State):
    """The base class: a rule says what `update` does to one weight, the rest is here.

    A call of `apply` does, in Keras's order:

    loss_scale_factor f              g ← g / f
    gradient_accumulation_steps n    only every n-th call goes on, with the mean gradient of n calls
    clipnorm, global_clipnorm or clipvalue: see `reference.optimizers.clipping`
    weight_decay λ                   w ← w - η λ w
    the rule                         w ← …, by the gradient and the slots
    use_ema                          a ← μ a + (1 - μ) w, also in calls that only accumulate
    ema_overwrite_frequency k        w ← a after every k-th update

    Parameters
    ----------
    learning_rate : float, LearningRateSchedule or function
        A float is kept in `reference.config.floatx()`, like Keras's variable: 0.1 is 0.10000000149 in
        float32. A schedule is called with the number of calls of `apply`, a function without arguments.
    weight_decay : float, optional
        λ, rounded to float32.
    clipnorm, clipvalue, global_clipnorm : float, optional
        One of them at most.
    use_ema, ema_momentum, ema_overwrite_frequency
        Averages of the weights, which `finalize_variable_values` makes the weights at the end of `fit`.
    loss_scale_factor : float, optional
        What `scale_loss` multiplies the loss by.
    gradient_accumulation_steps : int of 2 or more, optional
    name : str, optional
        The class name in snake_case, if not given.

    Source: `keras.optimizers.Optimizer`. Arguments are checked as Keras does, and rates below 0 refused.
    """

    hyperparameters: tuple[str, ...] = ()  # of the rule, in the order of Keras's configuration

    def __init__(
        self,
        learning_rate: Any,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        owner = type(self).__name__
        if kwargs.pop("decay", None) is not None:
            warnings.warn(f"{owner}: decay is ignored; see reference.schedules", stacklevel=3)
        if kwargs:
            raise ValueError(f"{owner} has no arguments {sorted(kwargs)}")
        self.weight_decay = weight_decay
        self.clipnorm, self.clipvalue, self.global_clipnorm = clipnorm, clipvalue, global_clipnorm
        self.use_ema = use_ema
        self.ema_momentum = ema_momentum
        self.ema_overwrite_frequency = ema_overwrite_frequency
        self.loss_scale_factor = loss_scale_factor
        self.gradient_accumulation_steps = gradient_accumulation_steps
        check_options(owner, self)
        self.name = name or snake_case(owner)
        self._learning_rate = rates.as_rate(owner, learning_rate)
        self._excluded = Exclusions()
        super().__init__()

    @property
    def learning_rate(self) -> Any:
        """The rate of the next step, a NumPy scalar; unless there is a schedule, assign a number."""
        return rates.current_rate(self._learning_rate, self._iterations)

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self._learning_rate = rates.replaced_rate(self._learning_rate, value)

    def exclude_from_weight_decay(
        self, var_list: Iterable[Array] | None = None, var_names: Iterable[str] | None = None
    ) -> None:
        """Let no weight decay that is in `var_list`, or whose path holds one of the patterns in `var_names`.

        The paths are TensorFlow's, "sequential/dense/bias:0", so that "bias$" finds nothing.
        """
        self._excluded = Exclusions(var_list or (), var_names or ())
        self._decaying = None

    def apply(self, grads: Grads, weights: Sequence[Array]) -> None:
        """Update each of `weights` in place by its gradient; one call is one iteration.

        A weight whose gradient is None, since nothing leads from it to the loss, stays as it is; without
        weights nothing happens. Raises a ValueError, before anything is changed, if the numbers of
        gradients and weights differ, the optimizer has been used with other weights, or all are None.
        """
        if not self.built:
            self.build(weights)
        self.check(grads, weights)
        if not weights:
            return
        if self.loss_scale_factor is not None:
            grads = divided(grads, self.loss_scale_factor)
        steps = self.gradient_accumulation_steps
        if not steps:
            self._step(grads, weights)
        elif (self._iterations + 1) % steps:
            self._accumulators.add(grads)
        else:
            self._step(self._accumulators.means(grads, steps), weights)
        if self.use_ema:
            self._average(weights)
        self._iterations += 1

    def _step(self, grads: Grads, weights: Sequence[Array]) -> None:
        """Clip, decay, update."""
        grads = clipped(grads, self.clipnorm, self.global_clipnorm, self.clipvalue)
        self.given_rate = self.learning_rate
        self.rate = rates.applied_rate(self.given_rate)
        self.decay(grads, weights)
        self.begin_step()
        for grad, weight, slots, work in zip(grads, weights, self.slots, self.work, strict=True):
            if grad is not None:
                self.update(grad, weight, slots, work)

    def decay(self, grads: Grads, weights: Sequence[Array]) -> None:
        """Shrink the weights that have a gradient and are not excluded."""
        if self.weight_decay is None:
            return
        factor = through_float32(self.weight_decay)
        for grad, weight, decays in zip(grads, weights, self.decaying(weights), strict=True):
            if decays and grad is not None:
                weight -= weight * factor * self.rate

    def decaying(self, weights: Sequence[Array]) -> list[bool]:
        """Whether each weight decays."""
        if self._decaying is None:
            self._decaying = self._excluded.kept(weights, [f"{name}:0" for name in self.names])
        return self._decaying

    def _average(self, weights: Sequence[Array]) -> None:
        self._averages.update(weights, self.ema_momentum if self.iterations else 0.0)
        if self.ema_overwrite_frequency and (self.iterations + 1) % self.ema_overwrite_frequency == 0:
            self._averages.write(weights)

    def begin_step(self) -> None:
        """Compute what all weights share; the rate is `self.rate`, before rounding `self.given_rate`."""

    def update(self, grad: Array, weight: Array, slots: Sequence[Array], work: Sequence[Array]) -> None:
        """Change `weight` and its `slots` in place; `work` is room for intermediate results."""
        raise NotImplementedError

    def scale_loss(self, loss: Any) -> Any:
        """Return the loss times the factor that `apply` divides its gradients by."""
        return loss if self.loss_scale_factor is None else loss * self.loss_scale_factor

    def finalize_variable_values(self, weights: Sequence[Array]) -> None:
        """Let the averages be the weights, at the end of training, if there are averages."""
        if self.use_ema and self.built:
            self._averages.write(weights)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras writes them."""
        config = {"name": self.name, "learning_rate": rates.configured_rate(self._learning_rate)}
        return config | {key: getattr(self, key) for key in (*OPTIONS, *self.hyperparameters)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build the optimizer from a configuration, one that the Keras optimizer gave included."""
        rate = config.get("learning_rate")
        changed = (
            {"learning_rate": rates.rate_from_config(cls.__name__, rate)} if isinstance(rate, Mapping) else {}
        )
        return cls(**{**config, **changed})
