"""Rows for the losses that see more than one output vector at a time: areas, pairs, sequences."""

from itertools import product

from keras.losses import CTC, CategoricalGeneralizedCrossEntropy, Circle, Dice, Tversky

from keras_notes.parity import LossCase

__all__ = ["CASES"]

CASES = [
    *(
        LossCase(loss, own | arguments, (2, 4, 3), targets, "unit", weight, values_shape=values)
        for (loss, own), (arguments, targets, weight, values) in product(
            ((Dice, {}), (Tversky, {"alpha": 0.3, "beta": 0.9})),
            (
                ({}, "binary", None, ()),
                ({"axis": -1, "reduction": "none"}, "soft", (2, 4), (2, 4)),
                ({"axis": (1, 2), "reduction": "sum"}, "binary", (2,), (2,)),
                ({"axis": [0, 2]}, "binary", (4,), (4,)),
            ),
        )
    ),
    # Rows of a length of about 1.
    *(
        LossCase(Circle, arguments, (6, 3), "labels", scale=0.6, weight_shape=weight)
        for arguments, weight in (
            ({}, None),
            ({"gamma": 7.3, "margin": 0.27, "reduction": "sum"}, (6,)),
            ({"gamma": 2.0, "margin": 0.25, "remove_diagonal": False}, (6, 1)),
            ({"gamma": 3.0, "reduction": "mean_with_sample_weight"}, (6,)),
            ({"gamma": 3.0, "reduction": "none"}, None),
        )
    ),
    *(
        LossCase(CategoricalGeneralizedCrossEntropy, arguments, (4, 5), "labels", "unit", weight)
        for arguments, weight in (({}, None), ({"q": 0.7, "reduction": "none"}, (4,)))
    ),
    *(
        LossCase(
            CTC,
            {"reduction": reduction},
            (3, 7, 4),
            "sequences",
            weight_shape=weight,
            values_shape=(3,),
            tolerance=1e-5,
            why="tf.nn.ctc_loss computes in float32, and Keras casts float64 to it",
        )
        for reduction, weight in (("sum_over_batch_size", None), ("none", (3,)))
    ),
]
