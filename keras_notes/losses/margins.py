"""Rows for the losses of a margin."""

from keras.losses import CategoricalHinge, Hinge, SquaredHinge

from keras_notes.parity import LossCase

__all__ = ["CASES"]

CASES = [
    LossCase(CategoricalHinge, {}, (6, 5), "one-hot", "quarters", (6,)),
    # On quarters one in some ten predictions lies on the kink. Labels 0 and 1 become -1 and 1; others stay.
    *(
        LossCase(loss, arguments, (4, 8), targets, weight_shape=weight, exact=True)
        for loss in (Hinge, SquaredHinge)
        for arguments, targets, weight in (
            ({}, "binary", None),
            ({"reduction": "sum"}, "signs", (4,)),
            ({"reduction": "none"}, "real", None),
        )
    ),
    *(
        LossCase(CategoricalHinge, arguments, (4, 5), targets, weight_shape=weight)
        for arguments, targets, weight in (
            ({}, "one-hot", None),
            ({"reduction": "none"}, "one-hot", (4,)),
            ({"reduction": "sum"}, "soft", (4,)),
        )
    ),
]
