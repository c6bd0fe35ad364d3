"""Intersection over union: how well areas of classes cover each other."""

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

from reference.checks import as_input, dtype_name, positive_int
from reference.config import epsilon
from reference.input import INTEGERS
from reference.losses.arguments import as_floats
from reference.metrics.accuracy import argmax
from reference.metrics.metric import Metric
from reference.metrics.thresholds import optional_integer

__all__ = ["IoU"]

Array = np.ndarray
SMALLEST = 1e-9  # a union that is not larger leaves its class out


class IoU(Metric):
    """The mean over some classes of TP / (TP + FP + FN), what is both over what is either.

    ============== ============================================================================
    M              `total_confusion_matrix`: M[i, j] sums the weights of what is i and was said
                   to be j
    iouᵢ           M[i, i] / (Σⱼ M[i, j] + Σⱼ M[j, i] - M[i, i] + ε)
    result         Σ iouᵢ / (number + ε) over the target classes that occur in either
    ============== ============================================================================

    The result is computed in float32, whatever the dtype, and as ε = `config.epsilon()` is in both
    quotients, a perfect one may be a little less than 1. Without any target class it is 0.

    Parameters
    ----------
    num_classes : int
        Labels that are not from 0 to num_classes - 1, in targets or in predictions, do not count.
    target_class_ids : iterable of int
        The classes of the mean; negative ones are counted from the last.
    name, dtype
        See `Metric`; the dtype of M and of what comes in, "int64" if not given or "int". Labels and
        weights are cast to it: for an integer type weights of 0.5 are 0, and a label of -0.5 is 0 too.
    ignore_class : int, optional
        Targets of this class do not count, wherever it lies.
    sparse_y_true, sparse_y_pred : bool
        Whether these are labels; else scores, the largest of which along `axis` is meant, the first of
        equals.
    axis : int
        -1 or 0. Keras takes others, but has no result then.

    >>> IoU(num_classes=2, target_class_ids=[0])([0, 0, 1, 1], [0, 1, 0, 1])
    np.float32(0.3333333)
    """

    total_confusion_matrix: Array

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Iterable[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(name)
        owner = type(self).__name__
        self.dtype = "int64" if dtype in (None, "int") else dtype if dtype in INTEGERS else dtype_name(dtype)
        self.num_classes = positive_int(owner, "num_classes", num_classes)
        self.add_variable("total_confusion_matrix", (self.num_classes,) * 2, self.dtype)
        self.target_class_ids = [self._target(each) for each in target_class_ids]
        if not self.target_class_ids:
            raise ValueError(f"{owner}: target_class_ids must be a class at least, got {target_class_ids!r}")
        self.ignore_class = optional_integer(owner, "ignore_class", ignore_class)
        self.sparse_y_true, self.sparse_y_pred = bool(sparse_y_true), bool(sparse_y_pred)
        if axis not in (-1, 0):
            raise ValueError(f"{owner}: axis must be -1 or 0, with others Keras has no result; got {axis!r}")
        self.axis = axis

    def _target(self, value: Any) -> int:
        whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        if not whole or not -self.num_classes <= value < self.num_classes:
            expected = f"integers below {self.num_classes}, the num_classes"
            raise ValueError(f"{type(self).__name__}: target_class_ids must be {expected}, got {value!r}")
        return int(value)

    @np.errstate(invalid="ignore")  # nan to an integer, which is no class then
    def _labels(self, name: str, values: Any, sparse: bool) -> Array:
        if not sparse:
            values = argmax(np.moveaxis(as_floats(name, values), self.axis, -1))
        return as_input(name, values, "float64", keep_integers=True).astype(self.dtype).ravel()

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in as many labels, or rows of scores, in both; shapes do not matter, only the order.

        There is one weight for each label, or one for all.
        """
        y_true = self._labels("y_true", y_true, self.sparse_y_true)
        y_pred = self._labels("y_pred", y_pred, self.sparse_y_pred)
        if y_true.size != y_pred.size:
            sizes = f"{y_true.size} and {y_pred.size}"
            raise ValueError(f"y_true and y_pred must have as many labels, got {sizes}")
        weight = self._weight(sample_weight, y_true.shape)
        inside = (y_true >= 0) & (y_true < self.num_classes) & (y_pred >= 0) & (y_pred < self.num_classes)
        if self.ignore_class is not None:
            inside &= y_true != self.ignore_class
        found = np.zeros_like(self.total_confusion_matrix)
        np.add.at(found, (y_true[inside].astype(np.intp), y_pred[inside].astype(np.intp)), weight[inside])
        self.total_confusion_matrix = self.total_confusion_matrix + found

    def _weight(self, sample_weight: Any, shape: tuple[int, ...]) -> Array:
        given = as_input("sample_weight", 1 if sample_weight is None else sample_weight, "float64", True)
        if given.dtype.kind == "f" and self.dtype in INTEGERS:
            owner = type(self).__name__
            warnings.warn(f"{owner}: {self.dtype} cuts off the fractions of sample_weight", stacklevel=3)
        weight = given.astype(self.dtype).ravel()
        if weight.size != 1 and weight.shape != shape:
            raise ValueError(f"sample_weight: expected {shape[0]}, one for each label, got {np.shape(given)}")
        return np.broadcast_to(weight, shape)

    def result(self) -> Any:
        """Return the mean, as a float32."""
        matrix = self.total_confusion_matrix
        both = matrix.diagonal()
        either = np.add.reduce(matrix, axis=0) + np.add.reduce(matrix, axis=1) - both
        both, either = (each[self.target_class_ids].astype("float32") for each in (both, either))
        occurs = either > SMALLEST
        iou = np.where(occurs, both / (either + np.float32(epsilon())), np.float32(0))
        return np.add.reduce(iou) / (np.add.reduce(occurs, dtype="float32") + np.float32(epsilon()))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        names = ("num_classes", "target_class_ids", "ignore_class", "sparse_y_true", "sparse_y_pred", "axis")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}
