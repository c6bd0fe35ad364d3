"""The losses of one model and one set of data, batch by batch, as either half computes them."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from keras_notes.parity.compare import loss_object
from keras_notes.parity.twin import twin
from reference.losses.masks import masked_weight
from reference.penalties import costly_weights
from reference.run import activity_cost
from reference.training import training_step

__all__ = ["Batches", "KerasSide", "NumpySide"]

Array = np.ndarray


@dataclass(frozen=True)
class Batches:
    """The data, and how many samples make a batch."""

    x: Array
    y: Array
    sample_weight: Array | None
    size: int

    def __iter__(self) -> Iterator[Any]:
        """(x, y, sample_weight) batch by batch, in the order of the data."""
        for start in range(0, len(self.x), self.size):
            some = slice(start, start + self.size)
            weight = None if self.sample_weight is None else self.sample_weight[some]
            yield self.x[some], self.y[some], weight

    def mean(self, values: list[Any]) -> float:
        """The mean of one value a batch, weighted by the samples in it, as the loss that `fit` reports."""
        return float(np.average(values, weights=[len(x) for x, *_ in self]))


def _states(model: Any) -> list[Any]:
    """The states of stateful layers, which Keras does not count among a model's variables."""
    layers = [layer for layer in model._flatten_layers() if getattr(layer, "stateful", False)]
    return [each for layer in layers for each in keras.tree.flatten(layer.states) if each is not None]


class KerasSide:
    """What Keras says; the model is afterwards as it was."""

    def __init__(self, model: Any, data: Batches) -> None:
        self.model, self.data = model, data
        self.loss = loss_object(model.loss)
        if not model.optimizer.built:  # its slots start at 0 whether they are made now or by fit
            model.optimizer.build(model.trainable_variables)
        variables = [*model.variables, *model.optimizer.variables, *_states(model)]
        self._before = [(variable, variable.numpy()) for variable in variables]

    def _restore(self) -> None:
        for variable, value in self._before:
            variable.assign(value)

    @property
    def _options(self) -> dict[str, Any]:
        """What `fit` and `evaluate` take alike."""
        weight, size = self.data.sample_weight, self.data.size
        return {"batch_size": size, "sample_weight": weight, "verbose": 0}

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Within the block the model may run and learn; at its end everything is as before."""
        history = getattr(self.model, "history", None)
        try:
            yield
        finally:
            self._restore()
            self.model.reset_metrics()
            self.model.history = history

    def data_loss(self, on_arrays: bool) -> float:
        """The loss without regularizers, of the model's own outputs or of the arrays `predict` returns."""
        values = []
        for x, y, weight in self.data:
            output = self.model.predict_on_batch(x) if on_arrays else self.model(x, training=False)
            values.append(float(self.loss(y, output, sample_weight=weight)))
        self._restore()
        return self.data.mean(values)

    def penalties(self) -> list[float]:
        """What regularizers add: one number a weight that has one, then that of all outputs together."""
        values = [self._penalties_of(x) for x, *_ in self.data]
        self._restore()
        return [self.data.mean(list(each)) for each in zip(*values, strict=True)]

    def _penalties_of(self, x: Array) -> list[float]:
        self.model(x, training=False)
        count = sum(variable.regularizer is not None for variable in self.model.trainable_variables)
        at = len(self.model.losses) - count  # Keras lists what outputs cost first
        return [*map(float, self.model.losses[at:]), float(sum(self.model.losses[:at]))]

    def evaluate(self) -> float:
        """What `evaluate` shows."""
        logs = self.model.evaluate(self.data.x, self.data.y, return_dict=True, **self._options)
        self.model.reset_metrics()
        return float(logs["loss"])

    def fit(self) -> float:
        """What one epoch of `fit` shows, the samples in their order; the model has then learnt."""
        self._restore()
        history = self.model.fit(self.data.x, self.data.y, shuffle=False, **self._options)
        return float(history.history["loss"][0])


class NumpySide:
    """What the twin of the model says: the same, and the loss of every batch before its update."""

    def __init__(self, model: Any, data: Batches) -> None:
        self.model, self.data = twin(model), data

    def _runs(self, from_logits: bool = False) -> Iterator[Any]:
        """A run of each batch, its mask included; the states go on in a copy."""
        model = copy.deepcopy(self.model) if self.model.commits else self.model
        for x, *_ in self.data:
            run = model.run(model.prepare(x), False, from_logits)
            model.commit(run.caches)
            yield run

    def data_loss(self, on_arrays: bool) -> float:
        """The loss without regularizers, from the logits where Keras would read them or from arrays."""
        loss, from_logits = self.model.loss, self.model.reads_logits and not on_arrays
        values = []
        for run, (_, y, weight) in zip(self._runs(from_logits), self.data, strict=True):
            if run.mask is not None and not on_arrays:
                weight = masked_weight(weight, run.mask, run.output.dtype, loss.reduction)
            values.append(loss.forward(y, run.output, weight, run.output if from_logits else None)[0])
        return self.data.mean(values)

    def penalty_names(self) -> list[str]:
        """The weights that have a regularizer, and the outputs."""
        names = [f"{self.model.layers[i].name}/{name}" for i, name, _ in costly_weights(self.model)]
        return [*(f"regularizer of {name}" for name in names), "activity regularizers"]

    def penalties(self) -> list[float]:
        """What regularizers add, in the order of `penalty_names`."""
        weights = [float(weight.regularizer(weight.array)) for *_, weight in costly_weights(self.model)]
        costs = [
            float(sum(activity_cost(self.model.layers[i], y) for i, (y, _) in run.costly.items()))
            for run in self._runs()
        ]
        return [*weights, self.data.mean(costs)]

    def fit(self) -> list[float]:
        """Learn for one epoch; the loss of every batch, regularizers included, before its update."""
        return [float(training_step(self.model, *batch)) for batch in self.data]
