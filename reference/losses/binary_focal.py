"""Binary focal cross-entropy: what is right already counts less, what is hard the more (Lin et al. 2017)."""

from typing import Any

import numpy as np

from reference.checks import number
from reference.losses.arguments import check_axis, check_label_smoothing
from reference.losses.crossentropy import binary_losses, binary_slopes, smooth_yes_or_no
from reference.losses.function import LossFunction
from reference.losses.loss import Loss

__all__ = ["BinaryFocalCrossentropy", "binary_focal_crossentropy"]

Array = np.ndarray


@LossFunction
def binary_focal_crossentropy(
    y_true: Array,
    y_pred: Array,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> tuple[Array, Any]:
    """Return the mean over `axis` of w m^γ b.

    === ==================================================================================
    b   the binary cross-entropy -(y log p + (1 - y) log(1 - p)), see `binary_crossentropy`
    m   what p misses: 1 - (y p + (1 - y)(1 - p)), with p as it is, not clipped
    w   y α + (1 - y)(1 - α) with `apply_class_balancing`, else 1
    === ==================================================================================

    The gradient is the sum of two: m^γ b' and γ m^(γ-1) m' b, with m' = 1 - 2y; for logits m' has the
    factor p (1 - p).
    """
    y_true = smooth_yes_or_no(y_true, label_smoothing)
    losses, middle = binary_losses(y_true, y_pred, from_logits)
    p = np.where(y_pred >= 0, 1, middle) / (1 + middle) if from_logits else y_pred
    missed = 1 - (y_true * p + (1 - y_true) * (1 - p))
    weight = y_true * alpha + (1 - y_true) * (1 - alpha) if apply_class_balancing else 1.0
    focal = weight * (missed**gamma * losses)
    saved = (y_true, y_pred, middle, losses, p, missed, weight)
    return np.add.reduce(focal, axis=axis) / y_pred.shape[axis], saved


@binary_focal_crossentropy.vjp
def _(
    dvalues: Array,
    saved: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Array:
    y_true, y_pred, middle, losses, p, missed, weight = saved
    dfocal = dvalues / y_pred.shape[axis] * weight
    dmissed = dfocal * losses * (gamma * missed ** (gamma - 1))
    dp = (1 - y_true) * dmissed - y_true * dmissed
    slopes = binary_slopes(y_true, y_pred, middle, from_logits)
    return (dp * p * (1 - p) if from_logits else dp) + dfocal * missed**gamma * slopes


class BinaryFocalCrossentropy(Loss):
    """The mean of (1 - p)^γ times the binary cross-entropy: see `binary_focal_crossentropy` and `Loss`.

    Parameters
    ----------
    apply_class_balancing : bool
        Whether a yes weighs `alpha` and a no 1 - `alpha`.
    alpha : float
    gamma : float
        How little counts what is nearly right; 0 leaves the cross-entropy as it is.
    from_logits, label_smoothing, axis, reduction, name, dtype
        See `BinaryCrossentropy`.
    """

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "binary_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            binary_focal_crossentropy,
            reduction,
            name,
            dtype,
            apply_class_balancing=bool(apply_class_balancing),
            alpha=number("BinaryFocalCrossentropy", "alpha", alpha),
            gamma=number("BinaryFocalCrossentropy", "gamma", gamma),
            from_logits=bool(from_logits),
            label_smoothing=check_label_smoothing(label_smoothing),
            axis=check_axis(axis),
        )

    @property
    def reads_logits(self) -> bool:
        """With `from_logits` the output is taken for logits itself, and what is behind it stays unread."""
        return not self.arguments["from_logits"]

    def takes_logits_of(self, model: Any) -> bool:
        """Whether it is computed from the logits behind a sigmoid; those behind a softmax are refused.

        Keras takes them for logits of a sigmoid in the cross-entropy, and the softmax for p in the focal
        factor: a number without meaning.
        """
        takes = super().takes_logits_of(model)
        if takes and model.layers[model.logits_at].activation.__name__ != "sigmoid":
            raise ValueError(
                f"{self.name}: expected an output behind a sigmoid, got a softmax; there is "
                "CategoricalFocalCrossentropy for it"
            )
        return takes
