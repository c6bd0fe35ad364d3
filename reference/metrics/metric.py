"""The base class of every metric: a state that takes in batches, and the result so far."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from reference import config
from reference.blank import allow
from reference.checks import dtype_name
from reference.lookup import snake_case

__all__ = ["Metric"]

Array = np.ndarray
OBJECT = 2048  # bytes that a metric takes beside its state


class Metric:
    """What is reported beside the loss, and not trained on.

    A metric makes its state with `add_variable` in `__init__` (or, if the sizes come with the data, in
    the first `update_state`), changes it in `update_state` and reads it in `result`:

    >>> class Largest(Metric):
    ...     def __init__(self, name="largest", dtype=None):
    ...         super().__init__(name, dtype)
    ...         self.add_variable("largest", dtype=self.dtype)
    ...
    ...     def update_state(self, y_true, y_pred, sample_weight=None):
    ...         self.largest = np.maximum(self.largest, np.max(y_pred))
    ...
    ...     def result(self):
    ...         return self.largest
    >>> metric = Largest()
    >>> float(metric([0, 0], [0.5, 2.0])), float(metric([0, 0], [1.0, 1.5]))
    (2.0, 2.0)

    Parameters
    ----------
    name : str, optional
        What reports call it; the name of the class in snake_case if not given.
    dtype : str, optional
        "float32" or "float64"; `reference.config.floatx()` if not given.
    """

    reads_logits: bool = False  # whether `update_from_model` looks at the logits

    def __init__(self, name: str | None = None, dtype: Any = None) -> None:
        self.name = name or snake_case(type(self).__name__)
        self.dtype = dtype_name(dtype)
        allow(self.name, OBJECT)
        self._variable_names: list[str] = []

    def add_variable(self, name: str, shape: Sequence[int] = (), dtype: Any = None) -> None:
        """Make zeros of `shape` the attribute `name`, a NumPy scalar for `()`, and part of the state.

        As in Keras they are of floatx, whatever the metric's dtype, unless another `dtype` is given.
        """
        kind = np.dtype(dtype or config.floatx())
        allow(f"{self.name}/{name} {tuple(shape)}", math.prod(shape) * kind.itemsize)
        self._variable_names.append(name)
        setattr(self, name, np.zeros(shape, kind)[()])

    @property
    def state(self) -> dict[str, Any]:
        """The variables by name, in Keras's order and under the names that Keras's variables have."""
        return {name: getattr(self, name) for name in self._variable_names}

    @property
    def variables(self) -> list[Any]:
        """The NumPy arrays and scalars of the state, in Keras's order."""
        return list(self.state.values())

    def reset_state(self) -> None:
        """Forget what came so far: all variables become zeros."""
        for name, value in self.state.items():
            setattr(self, name, np.zeros_like(value)[()])

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Take in a batch: `(y_true, y_pred, sample_weight=None)`, with most metrics."""
        raise NotImplementedError

    def update_from_model(
        self,
        y_true: Any,
        y_pred: Any,
        sample_weight: Any = None,
        mask: Array | None = None,
        logits: Array | None = None,
    ) -> None:
        """Take in a batch as `fit` does: the output of a model may have a mask, and logits.

        As in Keras a metric looks at neither, unless it is the mean of a function.
        """
        self.update_state(y_true, y_pred, sample_weight)

    def result(self) -> Any:
        """Return the metric of all that came since the last `reset_state`."""
        raise NotImplementedError

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Take in a batch and return the result so far."""
        self.update_state(*args, **kwargs)
        return self.result()

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        return {"name": self.name, "dtype": self.dtype}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build the metric from a configuration, one that the Keras metric gave included."""
        return cls(**config)
