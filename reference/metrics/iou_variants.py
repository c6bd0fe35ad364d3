"""Intersection over union for one-hot rows, for all classes, and for no and yes."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from reference.checks import number, positive_int
from reference.losses.arguments import as_floats
from reference.metrics.iou import IoU

__all__ = ["BinaryIoU", "MeanIoU", "OneHotIoU", "OneHotMeanIoU"]


def every(owner: str, num_classes: int) -> range:
    """All classes."""
    return range(positive_int(owner, "num_classes", num_classes))


class MeanIoU(IoU):
    """`IoU` of all classes."""

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        classes = every("MeanIoU", num_classes)
        super().__init__(num_classes, classes, name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        config = super().get_config()
        del config["target_class_ids"]
        return config


class OneHotIoU(IoU):
    """`IoU` for targets that are one-hot rows, and predictions that are rows of scores, or labels."""

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Iterable[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, target_class_ids, name, dtype, ignore_class, False, sparse_y_pred, axis)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        config = super().get_config()
        del config["sparse_y_true"]
        return config


class OneHotMeanIoU(MeanIoU):
    """`OneHotIoU` of all classes."""

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        config = super().get_config()
        del config["sparse_y_true"]
        return config


class BinaryIoU(IoU):
    """`IoU` of the classes no and yes, where a prediction says yes if it is at least `threshold`.

    It is compared in float32, whatever the dtype, and, unlike everywhere else, not strictly.

    >>> BinaryIoU(threshold=0.5)([0, 1, 1], [0.2, 0.5, 0.4])
    np.float32(0.5)
    """

    def __init__(
        self,
        target_class_ids: Iterable[int] = (0, 1),
        threshold: float = 0.5,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(2, target_class_ids, name, dtype)
        self.threshold = number("BinaryIoU", "threshold", threshold)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in as many targets, 0 or 1, as predictions; see `IoU`."""
        y_pred = as_floats("y_pred", y_pred, "float32") >= np.float32(self.threshold)
        super().update_state(y_true, y_pred.astype(self.dtype), sample_weight)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras's metric gives them."""
        config, names = super().get_config(), ("name", "dtype", "target_class_ids")
        return {**{name: config[name] for name in names}, "threshold": self.threshold}
