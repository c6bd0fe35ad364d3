"""Rows for optimizers and schedules."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from keras_notes.parity.draw import Draw
from keras_notes.parity.rows.layers import Exactable, Inner, arguments, made
from keras_notes.parity.tape import Tensors
from keras_notes.parity.twin import twin

__all__ = ["OptimizerCase", "ScheduleCase"]

Array = np.ndarray
FLOAT32_STEPS = 10  # several draws of them
SHAPES: Mapping[str, tuple[int, ...]] = {"dense/kernel": (4, 3), "dense/bias": (3,)}


class Fed(NamedTuple):
    """A Keras optimizer, the variables that it updates, how it does so, and its state before."""

    optimizer: Any
    variables: list[Any]
    apply: Callable[[list[Any]], Any]
    start: list[Array]


@dataclass(frozen=True)
class OptimizerCase(Exactable):
    """An optimizer fed with the same gradients on both sides.

    Compared are the weights and the whole state of the optimizer after every step, and the rate before
    it if that is not a number; at the end the weights once more, after `finalize_variable_values`.

    Attributes
    ----------
    weights : mapping of str to shape
        The paths of the weights and their shapes.
    exclude : tuple of str
        Patterns of the names that do not decay.
    infinite : tuple of int
        The steps in which a gradient has an infinite entry.
    missing : tuple of int
        The numbers of the weights that have no gradient.
    """

    optimizer: Callable[..., Any]
    kwargs: Mapping[str, Any]
    weights: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: SHAPES, kw_only=True)
    exclude: tuple[str, ...] = field(default=(), kw_only=True)
    infinite: tuple[int, ...] = field(default=(), kw_only=True)
    missing: tuple[int, ...] = field(default=(), kw_only=True)
    steps: int = field(default=50, kw_only=True)
    exact_steps: int = field(default=5, kw_only=True)

    @property
    def label(self) -> str:
        about = [f"without the gradients {self.missing}"] if self.missing else []
        about += [f"excluding {self.exclude}"] if self.exclude else []
        about += [f"of {', '.join(self.weights)}"] if self.weights != SHAPES else []
        about += [f"infinite in {self.infinite}"] if self.infinite else []
        return ", ".join([f"{self.optimizer.__name__}({arguments(self.kwargs)})", *about])

    def subject(self, draw: Draw) -> Fed:
        optimizer = self.optimizer(**made(self.kwargs))
        if self.exclude:
            optimizer.exclude_from_weight_decay(var_names=self.exclude)
        variables = []
        for path, shape in self.weights.items():
            scope, name = path.split("/")
            with keras.name_scope(scope):
                variables.append(keras.Variable(np.zeros(shape, draw.dtype), name=name))
        optimizer.build(variables)

        def apply(grads: list[Any]) -> None:
            present = [(g, v) for g, v in zip(grads, variables, strict=True) if g is not None]
            optimizer.apply(*zip(*present, strict=True))

        return Fed(optimizer, variables, self._fast(apply), [v.numpy() for v in optimizer.variables])

    def _fast(self, apply: Callable[[list[Any]], Any]) -> Callable[[list[Any]], Any]:
        """The step as a graph, which is faster; but a graph rounds the rates of schedules otherwise."""
        rate = self.kwargs.get("learning_rate")
        return apply if callable(rate) or isinstance(rate, Inner) else tf.function(apply)

    def redrawn(self, subject: Fed, draw: Draw) -> Fed:
        return subject  # `keras` starts from the beginning

    def counterpart(self, subject: Fed, dtype: str) -> Any:
        ours = twin(subject.optimizer)
        if self.exclude:
            ours.exclude_from_weight_decay(var_names=self.exclude)
        return ours

    def _start(self, draw: Draw) -> list[Array]:
        return [draw(f"weight {path}", shape) for path, shape in self.weights.items()]

    def _number(self, draw: Draw) -> int:
        if draw.exact:
            return self.exact_steps
        return min(self.steps, FLOAT32_STEPS) if draw.rounded_to == "float32" else self.steps

    def _grads(self, draw: Draw) -> Iterator[list[Array | None]]:
        for step in range(self._number(draw)):
            grads: list[Array | None] = [
                None if i in self.missing else draw(f"gradient {path} of step {step}", shape)
                for i, (path, shape) in enumerate(self.weights.items())
            ]
            if step in self.infinite and grads[-1] is not None:
                grads[-1].reshape(-1)[0] = np.inf
            yield grads

    def keras(self, subject: Fed, draw: Draw) -> Tensors:
        optimizer, variables, apply, before = subject
        for variable, value in zip(optimizer.variables, before, strict=True):
            variable.assign(value)
        for variable, value in zip(variables, self._start(draw), strict=True):
            variable.assign(value)
        path = []
        for grads in self._grads(draw):
            rate = self._rate(optimizer)
            apply([None if grad is None else self._tensor(grad) for grad in grads])
            path.append([v.numpy() for v in (*variables, *optimizer.variables)] + rate)
        optimizer.finalize_variable_values(variables)
        return self._named(path, [v.numpy() for v in variables])

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        weights = self._start(draw)
        counterpart.build(weights, list(self.weights))
        path = []
        for grads in self._grads(draw):
            rate = self._rate(counterpart)
            counterpart.apply(grads, weights)
            path.append([np.array(each) for each in (*weights, *counterpart.variables)] + rate)
        counterpart.finalize_variable_values(weights)
        return self._named(path, weights)

    def _tensor(self, grad: Array) -> Any:
        """A gradient as TensorFlow gives it."""
        return tf.constant(grad)

    def _rate(self, optimizer: Any) -> list[Array]:
        is_number = isinstance(self.kwargs.get("learning_rate", 0.0), float)
        return [] if is_number else [np.array(float(optimizer.learning_rate))]

    def _named(self, path: list[list[Array]], final: list[Array]) -> Tensors:
        names = [f"weight {each}" for each in self.weights]
        names += [f"state {i}" for i in range(len(path[0]) - len(names))]
        found = {
            f"{name}, step by step": np.stack(each)
            for name, each in zip(names, zip(*path, strict=True), strict=True)
        }
        return found | {f"weight {each}, final": w for each, w in zip(self.weights, final, strict=True)}


@dataclass(frozen=True)
class ScheduleCase(Exactable):
    """A schedule: its rates at steps from the first to far beyond its end.

    They are float32 in Keras even where all else is float64, and compared bit for bit.
    """

    schedule: Callable[..., Any]
    kwargs: Mapping[str, Any]
    steps: tuple[int, ...] = (*range(41), 99, 100, 101, 1000, 12345)
    tiers: tuple[str, ...] = field(default=("float64",), kw_only=True)
    exact: bool = field(default=True, kw_only=True)

    @property
    def label(self) -> str:
        return f"{self.schedule.__name__}({arguments(self.kwargs)})"

    def subject(self, draw: Draw) -> Any:
        return self.schedule(**self.kwargs)

    def _rates(self, schedule: Any) -> Tensors:
        return {"rate, step by step": np.array([np.asarray(schedule(step)) for step in self.steps])}

    def refereed(self, tier: str, dtype: str) -> bool:
        return False  # in float64 the rates would be the same

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        return self._rates(subject)

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        return self._rates(counterpart)
