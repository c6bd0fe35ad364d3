"""The running mean of a function."""

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.lookup import snake_case
from reference.losses.arguments import as_floats
from reference.losses.masks import masked_weight
from reference.metrics.reduction import Mean, same_rank

__all__ = ["MeanMetricWrapper", "MeanOfFunction"]

Array = np.ndarray


class MeanMetricWrapper(Mean):
    """The running mean of a function of `(y_true, y_pred)`, with one value a sample or more.

    >>> def hits(y_true, y_pred, within):
    ...     return np.abs(np.subtract(y_pred, y_true)) < within
    >>> metric = MeanMetricWrapper(hits, "hits", within=0.5)
    >>> metric([1, 2, 3, 4], [1.25, 2, 3.75, 4.25])
    np.float32(0.75)

    Parameters
    ----------
    fn : callable
        What gives the values.
    name, dtype
        See `Metric`. The values are computed in the dtype of `y_pred`, and cast then.
    **kwargs
        Further arguments of `fn`.
    """

    def __init__(
        self, fn: Callable[..., Any], name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        if not callable(fn):
            raise ValueError(f"MeanMetricWrapper: fn must be a function of (y_true, y_pred), got {fn!r}")
        super().__init__(name or snake_case(type(self).__name__), dtype)
        self.fn: Any = fn
        self.reads_logits = bool(getattr(fn, "reads_logits", False))
        self.arguments = kwargs

    def update_state(  # type: ignore[override]  # in Keras, too, it is a mean with other arguments
        self, y_true: Any, y_pred: Any, sample_weight: Any = None
    ) -> None:
        """Take in a batch; weights as in `samplewise`."""
        self.update_from_model(y_true, y_pred, sample_weight)

    def update_from_model(
        self,
        y_true: Any,
        y_pred: Any,
        sample_weight: Any = None,
        mask: Array | None = None,
        logits: Array | None = None,
    ) -> None:
        """Take in a batch as `fit` does: masked places weigh 0, and a cross-entropy reads the logits."""
        arguments = self.arguments
        if logits is not None and self.reads_logits:
            y_pred, arguments = logits, {**arguments, "from_logits": True}
        values, counts = self._values(y_true, y_pred, arguments)
        weight = masked_weight(sample_weight, mask, self.dtype, None)
        self.add(values, weight if weight is None or counts is None else self._counted(weight, counts))

    def _values(self, y_true: Any, y_pred: Any, arguments: dict[str, Any]) -> tuple[Any, Array | None]:
        """The values, and which of them count, if the function says so: None for all."""
        if getattr(self.fn, "own_mask", None) is None:
            return self.fn(y_true, y_pred, **arguments), None
        y_true, y_pred = self.fn.prepare(y_true, y_pred, **arguments)
        with np.errstate(all="ignore"):
            values, saved = self.fn.function(y_true, y_pred, **arguments)
            return values, self.fn.own_mask(values, saved)

    def _counted(self, weight: Any, counts: Array) -> Array:
        """The weights, 0 where values do not count; without any weights, as in Keras, all of them count."""
        shape = counts.shape
        counts, weight = same_rank(counts, as_floats("sample_weight", weight, self.dtype))
        try:
            return weight * counts
        except ValueError:
            message = f"sample_weight: expected a shape such as {shape}, got {weight.shape}"
            raise ValueError(message) from None

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, the function as Keras serializes it: by its name."""
        name = getattr(self.fn, "__name__", type(self.fn).__name__)
        function = {"module": "builtins", "class_name": "function", "config": name}
        return {**super().get_config(), "fn": {**function, "registered_name": "function"}, **self.arguments}


class MeanOfFunction(MeanMetricWrapper):
    """The running mean of a function that a subclass names, under the arguments of its class."""

    def __init__(self, fn: Callable[..., Any], name: str, dtype: Any, **kwargs: Any) -> None:
        super().__init__(fn, name, dtype, **kwargs)
        self.__dict__.update(kwargs)  # Keras's metrics have them as attributes, too

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        return {"name": self.name, "dtype": self.dtype, **self.arguments}
