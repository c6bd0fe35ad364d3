"""Chapter 15: data."""

from collections.abc import Iterator

import numpy as np
from keras.layers import Normalization, Rescaling
from sklearn.preprocessing import MinMaxScaler, StandardScaler

import keras_notes.preprocessing
import reference.preprocessing
from keras_notes.claims.evidence import both, each, on_both
from keras_notes.claims.registry import Fact, check
from keras_notes.classification import body_type_data
from keras_notes.data import load_digits
from keras_notes.parity import twin
from keras_notes.parity.precision import precision


@check("S3-64")
def samples_are_scaled_first() -> Iterator[Fact]:
    """To 0..1, or to mean 0 and variance 1; scikit-learn's scalers say the same."""
    with precision("float64"):
        x = body_type_data(60)[0].astype("float64")
        yield Fact(
            "heights and weights from 0 to 1",
            keras=keras_notes.preprocessing.min_max_rescaling(x)(x).numpy(),
            numpy=reference.preprocessing.min_max_rescaling(x)(x),
            expected=MinMaxScaler().fit_transform(x),
        )
        theirs, ours = Normalization(), reference.preprocessing.Normalization()
        theirs.adapt(x)
        ours.adapt(x)
        scaled = StandardScaler().fit_transform(x)
        yield Fact("standardised", keras=theirs(x).numpy(), numpy=ours(x), expected=scaled)


@check("S4-09")
def grey_values_from_0_to_1() -> Iterator[Fact]:
    """Stored as 0..255, divided by 255; the pictures of the film have 0 for black and 1 for white."""
    stored = np.rint(load_digits().x_train[:20] * 255)
    layer = Rescaling(1 / 255)
    grey = {"keras": layer(stored).numpy(), "numpy": twin(layer)(stored)}
    yield Fact("grey values", **grey, expected=stored / 255)
    yield Fact("the least", **each(grey, np.min), expected=0.0)
    yield Fact("the largest", **each(grey, np.max), expected=1.0)
    halves = both((784, 16, 10))
    x = grey["numpy"]
    yield Fact("outputs for the inverted pictures", **on_both(halves, lambda half: np.asarray(half(1 - x))))
    same = on_both(halves, lambda half: bool(np.allclose(half(x), half(1 - x))))
    yield Fact("they are those for the pictures", **same, expected=False)
