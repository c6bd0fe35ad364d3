"""Dense and Activation: the fully connected layer. NumPy twin: reference/dense.py.

What surprises: the kernel is (inputs, units), for rows of samples; the default activation is linear;
only the last axis is mapped, so images need Flatten first.
"""

from keras.layers import Activation, Dense

from keras_notes.parity import Case

__all__ = ["Activation", "Dense"]

CASES = [
    Case(Dense, {"units": 4}, (3, 5), exact=True),
    Case(Dense, {"units": 4, "activation": "relu"}, (3, 5), exact=True),
    Case(Dense, {"units": 7, "use_bias": False}, (4, 2), exact=True),
    Case(Dense, {"units": 1, "activation": "sigmoid"}, (6, 3)),
    Case(Dense, {"units": 3, "activation": "tanh"}, (2, 4)),
    Case(Dense, {"units": 5, "activation": "softmax", "use_bias": False}, (3, 7)),
    Case(Dense, {"units": 4}, (2, 3, 5), exact=True),
    Case(Dense, {"units": 2, "activation": "softmax"}, (2, 3, 4, 5)),
    Case(Dense, {"units": 3, "trainable": False}, (4, 2), exact=True),
    Case(
        Dense,
        {"units": 2, "kernel_regularizer": "l2", "bias_constraint": "non_neg", "activity_regularizer": "l1"},
        (3, 4),
        exact=True,
        about="whose costs and bounds only training sees",
    ),
    Case(Activation, {"activation": "relu"}, (3, 5), exact=True),
    Case(Activation, {"activation": "softmax"}, (3, 4, 5)),
    Case(Activation, {"activation": "glu"}, (3, 6)),
    Case(Dense, {"units": 6, "activation": "glu"}, (3, 5)),
]
