"""Small networks of the NumPy half in which every mistake of the catalogue can be made."""

import functools

import numpy as np

from keras_notes.diagnosis.truth import Question, copy_of, names_of, planted, tensors
from keras_notes.reference_precision import reference_precision
from reference import losses
from reference.layers import (
    GRU,
    LSTM,
    AveragePooling2D,
    BatchNormalization,
    Bidirectional,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GroupNormalization,
    Input,
    LayerNormalization,
    LeakyReLU,
    MaxPooling1D,
    MaxPooling2D,
    Normalization,
    Permute,
    Rescaling,
    Reshape,
    SimpleRNN,
)
from reference.models import Sequential

__all__ = ["CHANGED", "NETWORKS", "question", "with_mistake"]

CHANGED = 1e-5  # of the largest entry: what a mistake must change to be seen

# layers, the shape of a sample, and the loss; "binary" and "labels" say what the targets are
NETWORKS = {
    "square": (
        lambda: [Dense(4, "tanh"), Dense(4, "relu", kernel_regularizer="l2"), Dense(3, "softmax")],
        (4,),
        "sparse_categorical_crossentropy",
    ),
    "dense": (lambda: [Dense(5, "sigmoid"), Dense(4, "gelu"), Dense(3)], (4,), "mse"),
    "activations": (
        lambda: [
            Dense(5, "selu"),
            Dense(4, "leaky_relu"),
            Dense(3, "hard_sigmoid"),
            LeakyReLU(),
            Dense(2, "sigmoid"),
        ],
        (4,),
        "binary_crossentropy",
    ),
    "softmax": (lambda: [Dense(4, "tanh"), Dense(3, "softmax")], (4,), "mse"),
    "pictures": (
        lambda: [
            Rescaling(0.5, offset=0.1),
            Conv2D(4, 3, strides=2, padding="same", activation="relu"),
            Conv2D(3, (2, 2)),
            MaxPooling2D(2, padding="same"),
            Flatten(),
            Dense(2),
        ],
        (9, 8, 2),
        "mse",
    ),
    "windows": (
        lambda: [
            Conv2D(3, 2, dilation_rate=2),
            AveragePooling2D((2, 3), padding="same"),
            Permute((2, 1, 3)),
            Reshape((4, 2, 3)),
            GlobalAveragePooling2D(),
            Dropout(0.3),
            Dense(2),
        ],
        (9, 8, 2),
        "mse",
    ),
    "ties": (
        lambda: [Conv2D(3, 2, activation="relu"), MaxPooling2D(2), Flatten(), Dense(2)],
        (7, 6, 2),
        "mse",
    ),
    "groups": (lambda: [GroupNormalization(2), Flatten(), Dense(2)], (5, 6), "mse"),
    "sequences": (
        lambda: [Conv1D(3, 3, padding="causal"), MaxPooling1D(2), GlobalMaxPooling1D(), Dense(2)],
        (9, 2),
        "mse",
    ),
    "lstm": (lambda: [LSTM(3, return_sequences=True), LSTM(4), Dense(2)], (5, 3), "mse"),
    "gru": (lambda: [GRU(3, return_sequences=True), GRU(4, reset_after=False), Dense(2)], (5, 3), "mse"),
    "directions": (
        lambda: [
            SimpleRNN(3, return_sequences=True, go_backwards=True),
            Bidirectional(LSTM(2, return_sequences=True)),
            SimpleRNN(4),
            Dense(2),
        ],
        (5, 3),
        "mse",
    ),
    "words": (lambda: [Embedding(7, 3, mask_zero=True), LSTM(3), Dense(2)], (5,), "mse"),
    "batch": (lambda: [Dense(4), BatchNormalization(), Dense(2)], (3,), "mse"),
    "batch in training": (lambda: [Dense(4), BatchNormalization(), Dense(2)], (3,), "mse"),
    "samples": (
        lambda: [
            Normalization(mean=0.3, variance=2.5),
            Dense(4),
            LayerNormalization(),
            Flatten(),
            Dense(2),
        ],
        (5, 3),
        "mse",
    ),
}


def drawn(rng, name, shape):
    """A weight that is no constant of any formula; variances are positive."""
    numbers = rng.normal(size=shape)
    return np.abs(numbers) + 0.5 if name == "moving_variance" else 0.7 * numbers


@functools.cache
def question(name):
    """A network with data and targets."""
    make, shape, loss = NETWORKS[name]
    rng = np.random.default_rng(0)
    model = copy_of(Sequential([Input(shape), *make()]), "float64")
    weights = [weight for layer in model.layers for weight in layer.weight_table.values()]
    model.set_weights([drawn(rng, each.attribute, each.array.shape) for each in weights])
    x = rng.integers(0, 7, (6, *shape)) if name == "words" else rng.normal(size=(6, *shape))
    outputs = model.output_shape[-1]
    targets = {
        "mse": lambda: rng.normal(size=(6, outputs)),
        "binary_crossentropy": lambda: rng.integers(0, 2, (6, outputs)),
        "sparse_categorical_crossentropy": lambda: rng.integers(0, outputs, (6, 1)),
    }
    return Question(model, model.prepare(x), targets[loss](), losses.get(loss), name == "batch in training")


def with_mistake(asked, mistake, at):
    """All tensors that come out of the mistake in the layer `at`, as far as it runs; None if none changes."""
    with reference_precision("float64"):
        right = tensors(asked, names_of(asked))
        wrong = planted(asked, mistake, [] if at is None else [at])
        for names in as_far_as_it_runs(asked, right, at) if wrong else ():
            try:
                found = tensors(wrong, names)
            except (ValueError, TypeError):
                continue
            return found if any(differs(found[name], right[name]) for name in found) else None
    return None


def as_far_as_it_runs(asked, right, at):
    """Everything; if that cannot be computed, all outputs; or the outputs up to the layer itself."""
    names = [name for name in names_of(asked) if name in right]
    forward = [name for name in names if name != "loss" and not name.startswith("d ")]
    yield names
    yield forward
    yield forward[: forward.index(asked.model.layers[at].name) + 1]


def differs(a, b):
    return a.shape != b.shape or np.abs(a - b).max(initial=0) > CHANGED * np.abs(b).max(initial=0)
