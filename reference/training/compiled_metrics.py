"""The metrics that a model was compiled with, under the names that Keras reports them by."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import FunctionType
from typing import Any

import numpy as np

from reference import metrics
from reference.lookup import snake_case

__all__ = ["CompiledMetrics", "flat", "plain"]

Array = np.ndarray


class CompiledMetrics:
    """Metrics that ignore the weights of samples, and `weighted` ones that do not.

    Each is called by its own name, or by the string that asked for it: "acc". Where a name is taken,

    - a later metric is `<name>_1`, then `<name>_2` …,
    - a weighted metric is `weighted_<name>`, then `weighted_<name>_1` …

    "accuracy" is one of three by the shapes of the first batch, and only then are there any results.

    Source: `CompileMetrics` in Keras, which it keeps to itself.
    """

    name = "compile_metrics"

    def __init__(self, requested: Any = None, weighted: Any = None) -> None:
        self.requested = requested is not None or weighted is not None
        self._plain = [_metric(each) for each in flat("metrics", requested)]
        self._weighted = [_metric(each) for each in flat("weighted_metrics", weighted)]
        self.built = not any(isinstance(each, str) for each in (*self._plain, *self._weighted))

    @property
    def metrics(self) -> list[Any]:
        """All of them, the weighted ones last; none before the first batch if one depends on it."""
        return [*self._plain, *self._weighted] if self.built else []

    def __bool__(self) -> bool:
        return bool(self._plain or self._weighted)

    @property
    def read_logits(self) -> bool:
        """Whether any of them looks at the logits of an output that has some, as cross-entropies do."""
        return any(getattr(each, "reads_logits", False) for each in (*self._plain, *self._weighted))

    def update_state(
        self,
        y: Array,
        y_pred: Array,
        sample_weight: Any = None,
        mask: Array | None = None,
        logits: Array | None = None,
    ) -> None:
        """Take in one batch; places that are masked do not count."""
        if not self.built:
            self._build(y.shape, y_pred.shape)
        for metric in self._plain:
            metric.update_from_model(y, y_pred, None, mask, logits)
        for metric in self._weighted:
            metric.update_from_model(y, y_pred, sample_weight, mask, logits)

    def _build(self, y_shape: tuple[int, ...], y_pred_shape: tuple[int, ...]) -> None:
        for group in (self._plain, self._weighted):
            group[:] = [
                metrics.resolve_accuracy(each, y_shape, y_pred_shape) if isinstance(each, str) else each
                for each in group
            ]
        self.built = True

    def reset_state(self) -> None:
        """Forget all batches."""
        for metric in self.metrics:
            metric.reset_state()

    def result(self) -> dict[str, Any]:
        """The results by name, in the order they were asked for."""
        found: dict[str, Any] = {}
        for metric in self._plain if self.built else []:
            found[_free(metric.name, found)] = metric.result()
        for metric in self._weighted if self.built else []:
            taken = metric.name in found
            found[_free(f"weighted_{metric.name}" if taken else metric.name, found)] = metric.result()
        return found


def flat(argument: str, requested: Any) -> Iterator[Any]:
    """All that is in lists, tuples and dicts within each other; the entries of a dict by its sorted keys."""
    if requested and not isinstance(requested, list | tuple | Mapping):
        raise ValueError(f"compile: {argument} must be a list, a tuple or a dict, got {requested!r}")
    if isinstance(requested, Mapping) and "class_name" not in requested:
        requested = [requested[key] for key in sorted(requested)]
    for each in requested or ():
        if isinstance(each, list | tuple) or (isinstance(each, Mapping) and "class_name" not in each):
            yield from flat(argument, each)
        else:
            yield each


def _metric(requested: Any) -> Any:
    """The metric; but "accuracy", which is one of three by the shapes of the first batch, stays a name."""
    if requested is None:
        raise ValueError("compile: expected a metric, got None")
    if isinstance(requested, str) and requested.lower() in metrics.ACCURACY:
        return requested
    metric = metrics.get(requested)
    if isinstance(requested, str):
        metric.name = requested
    elif isinstance(requested, FunctionType):  # one of your own, or a lambda
        metric.name = snake_case(re.sub(r"\W+", "", requested.__name__))
    return metric


def _free(name: str, taken: Mapping[str, Any]) -> str:
    """The name, or the first of `<name>_1`, `<name>_2` … that is free."""
    number, found = 0, name
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def plain(results: Mapping[str, Any]) -> dict[str, Any]:
    """Results as logs: floats in alphabetical order, and the entries of a result that is a dict among them.

    A result of several numbers stays an array.
    """
    logs: dict[str, Any] = {}
    for name, value in sorted(results.items()):
        if isinstance(value, Mapping):
            logs |= plain(value)
        else:
            logs[name] = value if np.ndim(value) else float(value)
    return logs


def in_order(names: Sequence[str], logs: Mapping[str, Any]) -> Any:
    """What `evaluate` returns of its logs: the values of these names, then the others; one alone is no list.

    A name that is in the list twice is there twice, with one and the same value, as in Keras.
    """
    values = [logs[name] for name in names if name in logs]
    values += [logs[name] for name in sorted(logs) if name not in names]
    return values[0] if len(values) == 1 else values
