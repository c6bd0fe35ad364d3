"""From a name, a configuration, a function or the shapes of the data to the metric."""

from collections.abc import Callable, Mapping
from typing import Any

from reference import losses
from reference.lookup import names_of, resolve, snake_case
from reference.losses.by_shape import kind_of_targets
from reference.metrics import (
    accuracy,
    auc,
    correlation,
    f_score,
    hinges,
    iou,
    iou_variants,
    operating_points,
    probabilistic,
    r2_score,
    reduction,
    regression,
    thresholds,
)
from reference.metrics import top_k as top_k_accuracy
from reference.metrics.accuracy import BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy
from reference.metrics.metric import Metric
from reference.metrics.wrapper import MeanMetricWrapper

__all__ = ["ACCURACY", "FUNCTIONS", "get", "resolve_accuracy"]

FAMILIES: tuple[Any, ...] = (
    reduction,
    accuracy,
    top_k_accuracy,
    regression,
    r2_score,
    correlation,
    hinges,
    probabilistic,
    thresholds,
    operating_points,
    auc,
    f_score,
    iou,
    iou_variants,
)
_EXPORTED = {name: getattr(family, name) for family in FAMILIES for name in family.__all__}
_LOSSES = (
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_hinge",
    "hinge",
    "huber",
    "kl_divergence",
    "log_cosh",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "poisson",
    "sparse_categorical_crossentropy",
    "squared_hinge",
)
FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: found for name, found in _EXPORTED.items() if not isinstance(found, type)
} | {name: getattr(losses, name) for name in _LOSSES}

_CLASSES = [found for found in _EXPORTED.values() if isinstance(found, type)]
_ALIASES = {
    "bce": probabilistic.BinaryCrossentropy,
    "mse": regression.MeanSquaredError,
    "mae": regression.MeanAbsoluteError,
    "mape": regression.MeanAbsolutePercentageError,
    "msle": regression.MeanSquaredLogarithmicError,
}
NAMES = names_of(_CLASSES, **_ALIASES, **{name.upper(): found for name, found in _ALIASES.items()})
ACCURACY = ("accuracy", "acc")


def get(identifier: Any) -> Metric:
    """Return the metric that `identifier` stands for, always as a `Metric`.

    It may be a name ("binary_accuracy", "BinaryAccuracy", "mse"), a configuration that Keras gave for
    a metric or a function, a function of `(y_true, y_pred)` or a loss (their running mean then, under
    their name), a class, or a `Metric`.

    Raises
    ------
    ValueError
        For anything else; it lists the names that are known. "acc", and for `compile` "accuracy",
        depend on the shapes of the data: see `resolve_accuracy`.

    >>> get("binary_accuracy").get_config()
    {'name': 'binary_accuracy', 'dtype': 'float32', 'threshold': 0.5}
    """
    if isinstance(identifier, str) and identifier.lower() == "acc":
        raise ValueError(f"{identifier!r} depends on the shapes of the data: use resolve_accuracy")
    if isinstance(identifier, Mapping):
        return _from_configuration(identifier)
    if isinstance(identifier, type) and issubclass(identifier, Metric):
        return identifier()
    if callable(identifier) and not isinstance(identifier, type | Metric):
        own = getattr(identifier, "name", None) or getattr(identifier, "__name__", None)
        return MeanMetricWrapper(identifier, own or snake_case(type(identifier).__name__))
    return resolve("metric", identifier, NAMES, Metric)


def _from_configuration(identifier: Mapping[str, Any]) -> Metric:
    """The metric of a configuration that Keras gave for a metric, or for a function."""
    config = identifier.get("config")
    if identifier.get("class_name") == "function":
        return get(FUNCTIONS.get(str(config), config))
    if identifier.get("class_name") == "MeanMetricWrapper":
        arguments = dict(config or {})
        wrapped = get(arguments.pop("fn", None))
        return MeanMetricWrapper(getattr(wrapped, "fn", wrapped), **arguments)
    return resolve("metric", identifier, NAMES, Metric)


def resolve_accuracy(name: str, y_true_shape: tuple[int, ...], y_pred_shape: tuple[int, ...]) -> Metric:
    """Return the accuracy that "accuracy" or "acc" means for data of these shapes, under that name.

    One output a row is a yes or no; more, and the labels are one-hot if they have as many columns.

    >>> [type(resolve_accuracy("acc", y, p)).__name__ for y, p in [((9, 1), (9, 1)), ((9,), (9, 3))]]
    ['BinaryAccuracy', 'SparseCategoricalAccuracy']
    """
    if not isinstance(name, str) or name.lower() not in ACCURACY:
        raise ValueError(f"resolve_accuracy: name must be one of {ACCURACY}, got {name!r}")
    kinds = {
        "binary": BinaryAccuracy,
        "sparse_categorical": SparseCategoricalAccuracy,
        "categorical": CategoricalAccuracy,
    }
    return kinds[kind_of_targets(y_true_shape, y_pred_shape)](name)
