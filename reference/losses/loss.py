"""The base class of every loss: one number for a batch, and its gradient."""

import warnings
from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from reference.checks import dtype_name
from reference.losses.arguments import as_floats
from reference.losses.function import LossFunction
from reference.losses.masks import both_masks, masked_weight
from reference.losses.reduction import REDUCTIONS, broadcast_over, check_sample_weight, reduce_values

__all__ = ["Loss"]

Array = np.ndarray


class Loss:
    """A `LossFunction` that gives each sample a loss vᵢ, and the reduction of these to one number.

    ============================ ============= ==============================================
    reduction                    value         dvᵢ
    ============================ ============= ==============================================
    "sum_over_batch_size" "mean" Σ wᵢ vᵢ / n   wᵢ / n, for n losses
    "mean_with_sample_weight"    Σ wᵢ vᵢ / Σ w wᵢ / Σ w; value and gradient are 0 where Σ w is
    "sum"                        Σ wᵢ vᵢ       wᵢ
    "none" None                  wᵢ vᵢ         wᵢ dvalueᵢ
    ============================ ============= ==============================================

    The weights wᵢ are 1 without `sample_weight`. This is `reduce_weighted_values` of Keras.

    Stricter than Keras on purpose: `y_true` and `y_pred` must have the same shape, and the weights
    the shape of the losses (or a column, see `arguments.as_sample_weight`). Keras squeezes and
    broadcasts: there, three weights for a `y_pred` of shape (3,), which is one sample, scale the
    loss by their mean, and n weights for (n, n) losses weight the wrong axis.

    Parameters
    ----------
    function : LossFunction
        What gives the losses and their derivative.
    reduction : str or None
        One of the table.
    name : str, optional
        The name of the function, if not given.
    dtype : str, optional
        "float32" or "float64", the type of the computation and of the gradient. If not given, the
        attribute is floatx, as in Keras, but float32 and float64 predictions are taken as they are.
    **arguments
        Keyword arguments of the function.
    """

    not_in_config: tuple[str, ...] = ()  # arguments that Keras leaves out of a configuration

    def __init__(
        self,
        function: LossFunction,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = None,
        dtype: Any = None,
        **arguments: Any,
    ) -> None:
        if not isinstance(function, LossFunction):
            raise TypeError(f"Loss: function must be a LossFunction, got {function!r}")
        if reduction not in REDUCTIONS:
            raise ValueError(f"reduction must be one of {REDUCTIONS}, got {reduction!r}")
        self.function = function
        self.reduction = reduction
        self.name = name or function.__name__
        self.dtype = dtype_name(dtype)
        self._cast_to = None if dtype is None else self.dtype
        self.arguments = arguments
        self._logits_arguments = {**arguments, "from_logits": True}
        self.__dict__.update(arguments)  # Keras's losses have them as attributes, too

    @property
    def reads_logits(self) -> bool:
        """Whether the loss of a softmax or sigmoid output is computed from its logits."""
        return self.function.reads_logits

    def takes_logits_of(self, model: Any) -> bool:
        """Whether it is computed from the logits behind the output of `model`."""
        return bool(self.reads_logits and model.has_logits)

    @np.errstate(all="ignore")
    def forward(
        self, y_true: Any, y_pred: Any, sample_weight: Any = None, logits: Any = None, mask: Any = None
    ) -> tuple[Any, Any]:
        """Return `(value, cache)`.

        Parameters
        ----------
        y_true, y_pred : array_like
            Of the same shape, with the features on the last axis; labels as the loss says.
        sample_weight : array_like, optional
            One weight for each loss.
        logits : array, optional
            What `y_pred` is the softmax or sigmoid of. A loss with `reads_logits` takes them
            instead of `y_pred`, `from_logits` or not, and without any clipping; `backward` then
            gives their gradient. So does Keras, where the output of a softmax or sigmoid carries
            its logits as `_keras_logits`: any of the two, before any of the cross-entropies.
        mask : boolean array, optional
            Of the shape of the losses: those that count, see `masks.masked_weight`.

        Returns
        -------
        value
            A NumPy scalar of the dtype of `y_pred`, or the array of losses for "none".
        cache
            For `backward`.

        Raises
        ------
        ValueError
            For shapes that differ, an empty batch, or anything but numbers.
        """
        from_logits = logits is not None and self.reads_logits
        self.warn_of_logits(from_logits)
        y_true, y_pred = self.function.prepare(
            y_true, logits if from_logits else y_pred, self._cast_to, **self.arguments
        )
        return self.compute(y_true, y_pred, sample_weight, from_logits, mask)

    def warn_of_logits(self, from_logits: bool) -> None:
        """Warn if the loss takes `y_pred` for logits, but the output has logits of its own."""
        if from_logits and self.arguments.get("from_logits"):
            warnings.warn(f"{self.name}: from_logits=True, but y_pred has logits of its own", stacklevel=4)

    def prepare(self, y_true: Any, shape: tuple[int, ...], dtype: str, sample_weight: Any = None) -> Array:
        """Return the targets as `compute` takes them; raise what `forward` would for such a `y_pred`."""
        stand_in = np.broadcast_to(np.zeros((), dtype), shape)  # takes no memory
        y_true, y_pred = self.function.prepare(y_true, stand_in, self._cast_to, **self.arguments)
        if sample_weight is not None:
            check_sample_weight(sample_weight, y_pred, self._axis)
        return y_true

    @property
    def _axis(self) -> Any:
        """What the losses lack: one axis of `y_pred`, several, or with None all."""
        return self.arguments.get("axis", self.function.axis)

    def compute(
        self, y_true: Array, y_pred: Array, sample_weight: Any, from_logits: bool, mask: Array | None = None
    ) -> tuple[Any, Any]:
        """`forward` without its checks of `y_true` and `y_pred`; `fit` makes them once for all batches."""
        if self._cast_to is not None:
            y_pred = y_pred.astype(self._cast_to, copy=False)
        arguments = self._logits_arguments if from_logits else self.arguments
        values, saved = self.function.function(y_true, y_pred, **arguments)
        if self.function.own_mask is not None:
            mask = both_masks(mask, self.function.own_mask(values, saved))
        if mask is not None:
            sample_weight = masked_weight(sample_weight, mask, values.dtype, self.reduction)
        value, scale = reduce_values(values, sample_weight, self.reduction)
        return value, (saved, arguments, scale, value, y_pred.ndim)

    @np.errstate(all="ignore")
    def backward(self, cache: Any, dvalues: Any = None) -> Array:
        """Return the gradient with respect to `y_pred`, or to the logits that `forward` read.

        `dvalues` is the gradient with respect to the value: 1 if not given, but for the reduction
        "none" it must be, as an array of the shape of the losses.

        Raises
        ------
        ValueError
            For `dvalues` of another shape than the value's.
        """
        value = cache[3]
        if dvalues is None:
            if value.shape:
                raise ValueError(f"dvalues: losses of shape {value.shape} need one gradient each, got none")
            return self.derivative(cache)
        dvalues = as_floats("dvalues", dvalues, value.dtype)
        if dvalues.shape != value.shape:
            raise ValueError(f"dvalues: expected shape {value.shape}, got {dvalues.shape}")
        return self.derivative(cache, dvalues)

    def derivative(self, cache: Any, dvalues: Any = 1.0) -> Array:
        """`backward` without its checks."""
        saved, arguments, scale, _, rank = cache
        scale = scale * dvalues
        if isinstance(scale, np.ndarray):
            scale = broadcast_over(scale, self._axis, rank)
        return self.function.derivative(scale, saved, **arguments)

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Return the value alone."""
        return self.forward(y_true, y_pred, sample_weight)[0]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's loss gives them: without those `not_in_config`."""
        kept = {key: value for key, value in self.arguments.items() if key not in self.not_in_config}
        return {"name": self.name, "reduction": self.reduction, **kept}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Build the loss from a configuration, one that the Keras loss gave included."""
        return cls(**config)
