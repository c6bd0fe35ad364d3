"""Chapter 19: recurrent layers."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from keras.layers import GRU, LSTM, SimpleRNN

from keras_notes.claims.evidence import numbers
from keras_notes.claims.registry import Fact, check
from keras_notes.claims.small_layers import gru, lstm, simple_rnn
from keras_notes.parity.precision import precision

Array = np.ndarray

UNITS, FEATURES = 4, 3
BY_HAND: dict[Any, Callable[..., Array]] = {SimpleRNN: simple_rnn, LSTM: lstm, GRU: gru}


def _layer(kind: Any) -> tuple[Any, list[Array]]:
    """A recurrent layer with random weights, biases included, and these."""
    layer = kind(UNITS)
    layer.build((None, None, FEATURES))
    weights = [0.5 * numbers(w.shape, seed).astype("float64") for seed, w in enumerate(layer.get_weights())]
    layer.set_weights(weights)
    return layer, weights


@check("S1-40")
def recurrent_layers() -> Iterator[Fact]:
    """The state at each step comes from the step's input and the state before it."""
    with precision("float64"):
        x = numbers((2, 5, FEATURES)).astype("float64")
        for kind, by_hand in BY_HAND.items():
            layer, weights = _layer(kind)
            yield Fact(
                f"last state of {kind.__name__}",
                keras=layer(x).numpy(),
                numpy=by_hand(x, *weights),
                tolerance=1e-12,
            )
        fresh = LSTM(UNITS)
        fresh.build((None, None, FEATURES))
        gates = np.repeat([0.0, 1.0, 0.0, 0.0], UNITS)  # input, forget, candidate, output
        yield Fact("bias an LSTM starts with", keras=fresh.get_weights()[2], numpy=gates)


@check("S1-44")
def recurrence_suits_series() -> Iterator[Fact]:
    """The order of the steps matters."""
    with precision("float64"):
        x = numbers((2, 5, FEATURES)).astype("float64")
        layer, weights = _layer(SimpleRNN)
        theirs, ours = layer(x).numpy(), simple_rnn(x, *weights)
        backwards, our_backwards = layer(x[:, ::-1]).numpy(), simple_rnn(x[:, ::-1], *weights)
        yield Fact("last state on a series", keras=theirs, numpy=ours, tolerance=1e-12)
        yield Fact("on the reversed series", keras=backwards, numpy=our_backwards, tolerance=1e-12)
        yield Fact(
            "they are the same",
            keras=bool(np.allclose(theirs, backwards)),
            numpy=bool(np.allclose(ours, our_backwards)),
            expected=False,
        )
