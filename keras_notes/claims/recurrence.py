"""Chapter 19: recurrent layers."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from keras.layers import GRU, LSTM, SimpleRNN

from keras_notes.claims.evidence import answers, numbers, on_both
from keras_notes.claims.registry import Fact, check
from keras_notes.parity import twin
from keras_notes.parity.precision import precision

UNITS, FEATURES = 4, 3


def _halves(kind: Any) -> tuple[Any, Any]:
    """A recurrent layer with random weights, biases included, and its NumPy twin."""
    layer = kind(UNITS)
    layer.build((None, None, FEATURES))
    layer.set_weights([0.5 * numbers(w.shape, seed) for seed, w in enumerate(layer.get_weights())])
    return layer, twin(layer)


@check("S1-40")
def recurrent_layers() -> Iterator[Fact]:
    """The state at each step comes from the step's input and the state before it."""
    with precision("float64"):
        x = numbers((2, 5, FEATURES)).astype("float64")
        for kind in (SimpleRNN, LSTM, GRU):
            theirs, ours = answers(_halves(kind), x)
            yield Fact(f"last state of {kind.__name__}", keras=theirs, numpy=ours, tolerance=1e-12)
        fresh = LSTM(UNITS), twin(LSTM(UNITS))
        for layer in fresh:
            layer.build((None, None, FEATURES))
        yield Fact(
            "bias an LSTM starts with: input, forget, candidate, output",
            **on_both(fresh, lambda half: half.get_weights()[2]),
            expected=np.repeat([0.0, 1.0, 0.0, 0.0], UNITS),
        )


@check("S1-44")
def recurrence_suits_series() -> Iterator[Fact]:
    """The order of the steps matters."""
    with precision("float64"):
        x = numbers((2, 5, FEATURES)).astype("float64")
        halves = _halves(SimpleRNN)
        (theirs, ours), (backwards, our_backwards) = answers(halves, x), answers(halves, x[:, ::-1])
        yield Fact("last state on a series", keras=theirs, numpy=ours, tolerance=1e-12)
        yield Fact("on the reversed series", keras=backwards, numpy=our_backwards, tolerance=1e-12)
        yield Fact(
            "they are the same",
            keras=bool(np.allclose(theirs, backwards)),
            numpy=bool(np.allclose(ours, our_backwards)),
            expected=False,
        )
