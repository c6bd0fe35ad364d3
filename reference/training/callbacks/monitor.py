"""What callbacks that watch one quantity share: whether it got better."""

import warnings
from collections.abc import Callable
from typing import Any

from reference.training.callbacks.callback import Callback

__all__ = ["MonitorCallback", "direction_of"]

# Which way is better, by the class of the metric, as Keras's metrics say it of themselves.
UP = """
    Accuracy BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy TopKCategoricalAccuracy
    SparseTopKCategoricalAccuracy Precision Recall SensitivityAtSpecificity SpecificityAtSensitivity
    PrecisionAtRecall RecallAtPrecision AUC FBetaScore F1Score IoU BinaryIoU MeanIoU OneHotIoU OneHotMeanIoU
    CosineSimilarity R2Score PearsonCorrelation ConcordanceCorrelation
""".split()
DOWN = """
    MeanSquaredError RootMeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError
    MeanSquaredLogarithmicError LogCoshError KLDivergence Poisson BinaryCrossentropy CategoricalCrossentropy
    SparseCategoricalCrossentropy Hinge SquaredHinge CategoricalHinge
""".split()


def direction_of(metric: Any) -> str | None:
    """Whether "up" or "down" is better for a metric; None if nobody can know.

    A metric of your own may say it in an attribute `_direction`, as in Keras.
    """
    own: str | None = getattr(metric, "_direction", None)
    if own is not None:
        return own
    names = {each.__name__ for each in type(metric).__mro__}
    if names & set(UP):
        return "up"
    return "down" if names & set(DOWN) else None


def _less(value: Any, than: Any) -> bool:
    return bool(value < than)


def _greater(value: Any, than: Any) -> bool:
    return bool(value > than)


class MonitorCallback(Callback):
    """A callback that watches the quantity `monitor` of the logs.

    ====== ===============================================
    mode   better
    ====== ===============================================
    "min"  value + min_delta < best
    "max"  value - min_delta > best
    "auto" "min" for a loss, else what suits the metric
    ====== ===============================================

    Nothing is compared with a best that is None: that is an improvement. Which way is better is settled
    when the first numbers are there, since only then is it known what "accuracy" is.

    Source: Keras's class of this name, which it keeps to itself.
    """

    def __init__(
        self, monitor: str = "val_loss", mode: str = "auto", baseline: Any = None, min_delta: float = 0
    ) -> None:
        super().__init__()
        if mode not in ("auto", "min", "max"):
            warnings.warn(
                f"{type(self).__name__}: mode {mode!r} is none of 'auto', 'min' and 'max': 'auto' it is",
                stacklevel=3,
            )
            mode = "auto"
        self.monitor = monitor
        self.mode = mode
        self.best = baseline
        self.min_delta = abs(min_delta)
        self.monitor_op: Callable[[Any, Any], bool] | None = None

    def settle_mode(self) -> None:
        """Find out which way is better; a ValueError if that cannot be told."""
        if self.monitor_op is not None:
            return
        mode = self.mode if self.mode != "auto" else self._mode_of_the_metric()
        self.monitor_op = _less if mode == "min" else _greater
        if mode == "min":
            self.min_delta *= -1

    def _mode_of_the_metric(self) -> str:
        name = self.monitor.removeprefix("val_")
        mode = "min" if name == "loss" else ""
        for metric in self.model.flat_metrics:
            direction = direction_of(metric) if metric.name == name else None
            mode = {"up": "max", "down": "min", None: mode}[direction]
        if not mode:
            raise ValueError(
                f"{type(self).__name__}: whether {self.monitor!r} should rise or fall is not known; "
                "pass mode='max' or mode='min'"
            )
        return mode

    def is_better(self, value: Any, than: Any) -> bool:
        """Whether `value` is better than another by more than `min_delta`; better than None it always is."""
        if than is None:
            return True
        self.settle_mode()
        op: Any = self.monitor_op
        return bool(op(value - self.min_delta, than))

    def monitored(self, logs: Any, purpose: str) -> Any:
        """The value of the quantity; None, with a warning, where the logs do not have it."""
        value = (logs or {}).get(self.monitor)
        if value is None:
            warnings.warn(
                f"{type(self).__name__}: {purpose} needs {self.monitor!r}, and there is only "
                f"{', '.join(logs or {})}",
                stacklevel=4,
            )
        return value
