"""The optimizer around another that looks for the largest factor of the loss that does no harm."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

import numpy as np

from reference.checks import number
from reference.lookup import serialized
from reference.optimizers.optimizer import OPTIONS, Grads, Optimizer
from reference.row_sum import divided

__all__ = ["LossScaleOptimizer"]

Array = np.ndarray


class LossScaleOptimizer(Optimizer):
    """A factor of the loss that small gradients survive in float16, found as training goes on.

    all gradients finite   the inner optimizer gets g / scale; after `dynamic_growth_steps` such steps in
                           a row: scale ← 2 scale; never if that is 0
    else                   nothing is updated, nothing counted: scale ← scale / 2

    The rate and the counter are the inner optimizer's. The inner `loss_scale_factor` is set to None.
    Of a Nadam inside, Keras does not list the product of the momenta among the variables, and of an
    Adafactor not what stands for the slots that a vector does not have.
    Source: `keras.optimizers.LossScaleOptimizer`; Micikevicius et al. 2018.
    """

    def __init__(
        self,
        inner_optimizer: Optimizer,
        initial_scale: float = 2.0**15,
        dynamic_growth_steps: int = 2000,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        if not isinstance(inner_optimizer, Optimizer):
            raise TypeError(
                f"LossScaleOptimizer: inner_optimizer must be an Optimizer, got {inner_optimizer!r}"
            )
        if not kwargs.pop("dynamic", True):
            raise ValueError(
                "LossScaleOptimizer: dynamic=False is a loss_scale_factor of the inner optimizer"
            )
        defaults = {"use_ema": False, "ema_momentum": 0.99}
        wrong = [key for key, value in kwargs.items() if key not in OPTIONS or value != defaults.get(key)]
        if wrong:
            raise ValueError(f"LossScaleOptimizer has no arguments {wrong}; its inner_optimizer may")
        super().__init__(0.0, name=name)
        self.inner_optimizer = inner_optimizer
        self.initial_scale = number("LossScaleOptimizer", "initial_scale", initial_scale)
        self.dynamic_growth_steps = number(
            "LossScaleOptimizer", "dynamic_growth_steps", dynamic_growth_steps, 0
        )
        inner_optimizer.loss_scale_factor = None
        inner_optimizer.inside = True
        self.step_counter = np.zeros((), "int64")
        self.dynamic_scale = np.array(initial_scale, "float32")

    def build(self, weights: Sequence[Array], names: Sequence[str] | None = None) -> None:
        """Build the inner optimizer."""
        self.inner_optimizer.build(weights, names)
        super().build(weights, names)

    @property
    def iterations(self) -> int:
        """The updates of the inner optimizer."""
        return self.inner_optimizer.iterations

    @property
    def learning_rate(self) -> Any:
        """That of the inner optimizer."""
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self.inner_optimizer.learning_rate = value

    def apply(self, grads: Grads, weights: Sequence[Array]) -> None:
        """Let the inner optimizer update `weights` in place, or skip the step, and move the scale."""
        if not self.built:
            self.build(weights)
        self.check(grads, weights)
        self.skipped = not all(np.isfinite(grad).all() for grad in grads if grad is not None)
        if self.skipped:
            self.step_counter[...] = 0
            self.dynamic_scale *= 0.5
            return
        scale = float(self.dynamic_scale)
        self.inner_optimizer.apply(divided(grads, scale), weights)
        if self.step_counter == self.dynamic_growth_steps - 1:
            self.step_counter[...] = 0
            self.dynamic_scale *= 2.0
        else:
            self.step_counter += 1

    def arrays(self) -> Iterator[Array]:
        """The counter of finite steps and the scale, and the whole state of the inner optimizer."""
        yield self.step_counter
        yield self.dynamic_scale
        yield from self.inner_optimizer.variables

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Write the whole state, the inner optimizer's included."""
        super().set_weights(weights)
        self.inner_optimizer.set_weights(weights[4:])

    def scale_loss(self, loss: Any) -> Any:
        """Return the loss times the scale of now."""
        return loss * float(self.dynamic_scale if self.built else self.initial_scale)

    def finalize_variable_values(self, weights: Sequence[Array]) -> None:
        """As the inner optimizer does."""
        self.inner_optimizer.finalize_variable_values(weights)

    def exclude_from_weight_decay(self, var_list: Any = None, var_names: Any = None) -> None:
        """Refused: the inner optimizer decays."""
        raise ValueError("LossScaleOptimizer: call exclude_from_weight_decay of the inner_optimizer")

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras writes them."""
        inner = serialized("keras.optimizers", self.inner_optimizer)
        own = {key: getattr(self, key) for key in ("initial_scale", "dynamic_growth_steps")}
        return {"name": self.name, "inner_optimizer": inner, **own}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build the optimizer from a configuration, one that the Keras optimizer gave included."""
        from reference.optimizers import get  # which knows this class, too

        return cls(**{**config, "inner_optimizer": get(config["inner_optimizer"])})
