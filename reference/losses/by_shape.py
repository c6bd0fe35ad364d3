"""What the strings "accuracy" and "crossentropy" go by: the shapes of targets and outputs."""

from reference.losses.binary import BinaryCrossentropy
from reference.losses.categorical import CategoricalCrossentropy
from reference.losses.loss import Loss
from reference.losses.sparse import SparseCategoricalCrossentropy

__all__ = ["CROSSENTROPY", "kind_of_targets", "resolve_crossentropy"]

Shape = tuple[int, ...]
CROSSENTROPY = ("crossentropy", "ce")


def kind_of_targets(y_true_shape: Shape, y_pred_shape: Shape) -> str:
    """Return "binary", "sparse_categorical" or "categorical": what data of these shapes stand for.

    One output a row is a yes or no; more, and the targets are one-hot if they have as many columns.
    """
    if not y_pred_shape:
        raise ValueError("y_pred needs at least one axis, got shape ()")
    if y_pred_shape[-1] == 1:
        return "binary"
    is_sparse = len(y_true_shape) < len(y_pred_shape) or y_true_shape[-1] == 1
    return "sparse_categorical" if is_sparse else "categorical"


def resolve_crossentropy(name: str, y_true_shape: Shape, y_pred_shape: Shape) -> Loss:
    """Return the cross-entropy that "crossentropy" or "ce" means for data of these shapes, under that name.

    >>> [resolve_crossentropy("ce", y, p).function for y, p in [((9, 1), (9, 1)), ((9,), (9, 3))]]
    [<loss binary_crossentropy>, <loss sparse_categorical_crossentropy>]
    """
    if not isinstance(name, str) or name.lower() not in CROSSENTROPY:
        raise ValueError(f"resolve_crossentropy: name must be one of {CROSSENTROPY}, got {name!r}")
    kinds = {
        "binary": BinaryCrossentropy,
        "sparse_categorical": SparseCategoricalCrossentropy,
        "categorical": CategoricalCrossentropy,
    }
    return kinds[kind_of_targets(y_true_shape, y_pred_shape)](name=name)
