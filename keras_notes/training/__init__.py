"""compile, fit, evaluate, predict. NumPy twin: reference/training/.

What surprises: `fit` reports the mean of the batches' losses, each taken before its update;
`validation_split` takes the tail, before shuffling; with a TensorFlow seed set, shuffling repeats one order
every epoch; a generator that is used up gives its first two batches again in each further epoch; compiled
again without metrics, a model keeps those it had; `patience=0` and `patience=1` are the same, and so are
`cooldown=0` and `cooldown=1`.
"""

from typing import Any

import numpy as np
import tensorflow as tf
from keras import Sequential
from keras.callbacks import (
    Callback,
    CallbackList,
    CSVLogger,
    EarlyStopping,
    History,
    LambdaCallback,
    LearningRateScheduler,
    ModelCheckpoint,
    ProgbarLogger,
    ReduceLROnPlateau,
    TerminateOnNaN,
)
from keras.losses import CategoricalCrossentropy, MeanSquaredError
from keras.optimizers import SGD

from keras_notes.parity import FitCase, LockStepCase, PairCase
from keras_notes.parity.compare import loss_object
from keras_notes.parity.draw import Draw
from keras_notes.parity.rows.layers import draw_weights
from keras_notes.parity.tape import Tensors
from keras_notes.sequential import network, network_342
from keras_notes.training.callbacks import CALLBACK_CASES
from keras_notes.training.options import OPTION_CASES
from keras_notes.training.programs import PROGRAM_CASES
from keras_notes.training.stacks import STACK_CASES

__all__ = [
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "TerminateOnNaN",
    "training_step",
]


def training_step(model: Sequential, x: Any, y: Any, sample_weight: Any = None) -> Any:
    """Teach a compiled model one batch, every move written out, and return its loss before the update."""
    weights = model.trainable_variables
    with tf.GradientTape() as tape:
        output = model(np.asarray(x), training=True)  # 1. pass the data through
        loss = loss_object(model.loss)(y, output, sample_weight=sample_weight)  # 2. compute the loss
        loss = sum(model.losses, loss)  # regularizers add to it
    grads = tape.gradient(loss, [weight.value for weight in weights])  # 3. compute the gradients
    model.optimizer.apply_gradients(zip(grads, weights, strict=True))  # 4. and 5. take the step
    return loss.numpy()


def _network(*sizes: int, **activations: Any) -> Any:
    return lambda: network(sizes, **activations)


def _step_arguments(draw: Draw) -> tuple[Any, ...]:
    model = network((2, 3, 2))
    draw_weights(model, draw)
    model.compile(SGD(0.125), CategoricalCrossentropy())
    return model, draw("x", (6, 2)), draw.cast(np.eye(2)[draw.integers("y", 2, (6,))])


class StepCase(PairCase):
    """A function that teaches a model one batch: what it returns, and the weights it leaves."""

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        """Keras's tensors."""
        return super().keras(subject, draw) | _weights(subject[0])

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        """The NumPy half's."""
        return super().numpy(counterpart, draw) | _weights(counterpart[0])


def _weights(model: Any) -> Tensors:
    return {f"weight {i} after the step": weight for i, weight in enumerate(model.get_weights())}


_RATE = {"learning_rate": 0.125}

CASES = [
    StepCase(training_step, _step_arguments, about="2-3-2"),
    LockStepCase("2-3-2", _network(2, 3, 2), CategoricalCrossentropy, SGD, _RATE),
    LockStepCase("3-4-2", network_342, MeanSquaredError, SGD, _RATE, targets="real", exact=True),
    LockStepCase(
        "3-2",
        _network(3, 2, output=None),
        MeanSquaredError,
        SGD,
        {"learning_rate": 0.5},
        targets="real",
        batch=2,
        exact=True,
        exact_steps=2,
    ),
    LockStepCase("10-32-2", _network(10, 32, 2), CategoricalCrossentropy, SGD, _RATE),
    LockStepCase("8-6-6-4", _network(8, 6, 6, 4), CategoricalCrossentropy, SGD, _RATE),
    FitCase("2-3-2", _network(2, 3, 2), "categorical_crossentropy", 0.125, {"batch_size": 10, "epochs": 3}),
    FitCase(
        "8-6-6-4",
        _network(8, 6, 6, 4),
        "sparse_categorical_crossentropy",
        0.125,
        {"batch_size": 8, "epochs": 2, "validation_split": 0.3},
        targets="labels",
    ),
    FitCase(
        "4-5-1",
        _network(4, 5, 1, output="sigmoid"),
        "binary_crossentropy",
        0.125,
        {"epochs": 2},
        targets="binary",
        weighted=True,
        samples=70,
    ),
    FitCase(
        "3-4-2",
        network_342,
        "mse",
        0.01,
        {"batch_size": 7, "epochs": 4, "initial_epoch": 1},
        targets="real",
        metrics=(),
        weighted=True,
        held_out=True,
    ),
    *OPTION_CASES,
    *CALLBACK_CASES,
    *STACK_CASES,
    *PROGRAM_CASES,
]
