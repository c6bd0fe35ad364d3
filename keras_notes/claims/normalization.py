"""Chapter 20: normalization layers."""

from collections.abc import Iterator

import keras
import numpy as np
from keras.layers import BatchNormalization, LayerNormalization

from keras_notes.claims.evidence import answers, numbers, on_both
from keras_notes.claims.registry import Fact, check
from keras_notes.parity import twin
from keras_notes.parity.precision import precision


@check("S1-41")
def normalization_layers() -> Iterator[Fact]:
    """Mean 0 and variance 1: over the batch, over the features of a sample, or by data seen before."""
    with precision("float64"):
        x = (3 + 2 * numbers((6, 4))).astype("float64")
        yield from _over_the_batch()
        gamma, beta = numbers((2, 4)).astype("float64")
        layer = LayerNormalization()
        layer.build(x.shape)
        layer.set_weights([gamma, beta])
        theirs, ours = answers((layer, twin(layer)), x)
        yield Fact("LayerNormalization", keras=theirs, numpy=ours, tolerance=1e-12)
        adapted = keras.layers.Normalization()
        adapted.adapt(x)
        counterpart = twin(keras.layers.Normalization())
        counterpart.adapt(x)
        plain = (x - x.mean(axis=0)) / x.std(axis=0)
        yield Fact("Normalization, adapted", keras=adapted(x).numpy(), numpy=counterpart(x), expected=plain)


def _over_the_batch() -> Iterator[Fact]:
    x = (3 + 2 * numbers((6, 4))).astype("float64")
    gamma, beta, mean, spread = numbers((4, 4)).astype("float64")
    variance = np.square(spread) + 0.5
    for training in (True, False):
        layer = BatchNormalization()
        layer.build(x.shape)
        layer.set_weights([gamma, beta, mean, variance])
        halves = layer, twin(layer)
        theirs, ours = (np.asarray(half(x, training=training)) for half in halves)
        yield Fact(f"BatchNormalization, training={training}", keras=theirs, numpy=ours, tolerance=1e-12)
        yield Fact(
            "its moving mean and variance afterwards",
            **on_both(halves, lambda half: np.stack(half.get_weights()[2:])),
            tolerance=1e-12,
        )
