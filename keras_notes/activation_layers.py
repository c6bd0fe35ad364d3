"""Activations as layers: ELU, LeakyReLU, PReLU, ReLU, Softmax. NumPy twin: reference/activation_layers/.

What surprises: LeakyReLU's slope is 0.3, where the function and the string have 0.2. PReLU has one slope
for each entry of a sample unless axes are shared, all of them 0 to begin with. ReLU subtracts nothing
above its threshold, so there it jumps. Softmax takes a mask whose entries become 0, and a row that is
masked whole has the sum 0; several axes are one sum. Behind a softmax along any one axis, cross-entropies
read the logits, and always along the last axis.
"""

from keras import Input, Sequential
from keras.layers import ELU, LeakyReLU, PReLU, ReLU, Softmax
from keras.losses import CategoricalCrossentropy

from keras_notes.parity import Case, NetworkCase

__all__ = ["ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax"]


def _along_the_first_axis() -> Sequential:
    """The cross-entropy reads its logits, but along the last axis."""
    return Sequential([Input((3, 4)), Softmax(1)])


CASES = [
    Case(ELU, {}, (3, 5)),
    Case(ELU, {"alpha": 0.3}, (2, 3, 4)),
    Case(LeakyReLU, {}, (3, 5)),
    Case(LeakyReLU, {"negative_slope": 0.25}, (2, 3, 4), exact=True),
    Case(PReLU, {}, (2, 3, 4), exact=True),
    Case(PReLU, {"shared_axes": 1}, (2, 3, 4), exact=True),
    Case(PReLU, {"shared_axes": [1, 2]}, (2, 3, 2, 4), exact=True),
    Case(PReLU, {"shared_axes": [1, 3], "trainable": False}, (2, 3, 2, 4), exact=True),
    Case(ReLU, {}, (3, 5), exact=True),
    Case(ReLU, {"max_value": 1.0}, (4, 5), exact=True),
    Case(ReLU, {"max_value": 6.0}, (3, 4)),
    Case(ReLU, {"negative_slope": 0.3}, (3, 4)),
    Case(ReLU, {"threshold": 0.5}, (4, 5), exact=True),
    Case(ReLU, {"max_value": 1.25, "negative_slope": 0.5, "threshold": 0.25}, (4, 5), exact=True),
    Case(ReLU, {"max_value": 1.1, "negative_slope": 0.1, "threshold": 0.2}, (4, 5)),
    Case(Softmax, {}, (3, 5)),
    Case(Softmax, {"axis": 1}, (2, 3, 4)),
    Case(Softmax, {"axis": [1, 2]}, (2, 3, 4)),
    Case(Softmax, {"axis": (-2,)}, (2, 3, 2, 4)),
    Case(Softmax, {}, (3, 4), mask=((1, 0, 1, 1), (0, 0, 0, 0), (1, 1, 1, 1))),
    Case(Softmax, {"axis": (1, 2)}, (2, 3, 4), mask=((1, 0, 1, 1), (1, 1, 0, 0), (0, 0, 0, 0))),
    Case(Softmax, {"axis": -2}, (2, 3, 4), mask=((1,), (0,), (1,))),
    NetworkCase("softmax along axis 1", _along_the_first_axis, CategoricalCrossentropy),
]
