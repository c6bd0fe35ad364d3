"""Rows for what goes on in steps: training, optimizers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import tensorflow as tf

from keras_notes.parity.draw import Draw
from keras_notes.parity.rows.layers import Exactable, arguments, draw_weights
from keras_notes.parity.rows.losses import draw_targets
from keras_notes.parity.tape import Tensors

__all__ = ["LockStepCase", "OptimizerCase"]

Array = np.ndarray


@dataclass(frozen=True)
class LockStepCase(Exactable):
    """Both halves trained side by side: the same weights, the same batches in the same order.

    Compared are the loss of every step and all weights after every step. There is no float32 tier:
    the rounding of one step is the start of the next, and the halves drift apart as two runs of
    Keras on different machines would.
    """

    name: str
    build: Callable[[], Any]
    loss: Callable[..., Any]
    optimizer: Callable[..., Any]
    settings: Mapping[str, Any]
    targets: str = "one-hot"
    batch: int = 8
    steps: int = 100
    exact_steps: int = 1  # the significant digits grow with every step, until they no longer fit
    tiers: tuple[str, ...] = field(default=("float64",), kw_only=True)

    @property
    def label(self) -> str:
        rule = f"{self.optimizer.__name__}({arguments(self.settings)})"
        return f"{self.name} in lock step, {self.loss.__name__}, {rule}"

    def subject(self, draw: Draw) -> Any:
        model = self.build()
        draw_weights(model, draw)
        model.compile(self.optimizer(**self.settings), self.loss())
        return model

    def _batches(self, draw: Draw, model: Any) -> Iterator[tuple[Array, Array]]:
        """Four batches, over and over."""
        shape = (4, self.batch, *model.input_shape[1:])
        x, y = draw("x", shape), draw_targets(draw, self.targets, (4, self.batch, *model.output_shape[1:]))
        if draw.exact:
            x = 2 * x  # halves, to leave room for the digits that every step adds
        for step in range(self.exact_steps if draw.exact else self.steps):
            yield x[step % 4], y[step % 4]

    def _train(self, model: Any, draw: Draw) -> Tensors:
        values, weights = [], []
        for x, y in self._batches(draw, model):
            values.append(model.train_on_batch(x, y))
            weights.append(model.get_weights())
        paths = [f"{layer.name}/{i}" for layer in model.layers for i, _ in enumerate(layer.weights)]
        stacks = {path: np.stack(each) for path, each in zip(paths, zip(*weights, strict=True), strict=True)}
        return {"loss, step by step": np.array(values, dtype=draw.dtype)} | {
            f"{path}, step by step": stack for path, stack in stacks.items()
        }

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        return self._train(subject, draw)

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        return self._train(counterpart, draw)


@dataclass(frozen=True)
class OptimizerCase(Exactable):
    """An optimizer fed with the same gradients on both sides: the weights after every step."""

    optimizer: Callable[..., Any]
    kwargs: Mapping[str, Any]
    steps: int = 25
    exact_steps: int = 5
    shapes: tuple[tuple[int, ...], ...] = ((4, 3), (3,))

    @property
    def label(self) -> str:
        return f"{self.optimizer.__name__}({arguments(self.kwargs)})"

    def subject(self, draw: Draw) -> Any:
        return self.optimizer(**self.kwargs)

    def _start(self, draw: Draw) -> list[Array]:
        return [draw(f"weight {i}", shape) for i, shape in enumerate(self.shapes)]

    def _grads(self, draw: Draw) -> Iterator[list[Array]]:
        for step in range(self.exact_steps if draw.exact else self.steps):
            yield [draw(f"gradient {i} of step {step}", shape) for i, shape in enumerate(self.shapes)]

    def keras(self, subject: Any, draw: Draw) -> Tensors:
        variables = [tf.Variable(start) for start in self._start(draw)]
        path: list[list[Array]] = []
        for grads in self._grads(draw):
            subject.apply_gradients([(tf.constant(g), v) for g, v in zip(grads, variables, strict=True)])
            path.append([v.numpy() for v in variables])
        return self._named(path)

    def numpy(self, counterpart: Any, draw: Draw) -> Tensors:
        weights = self._start(draw)
        path: list[list[Array]] = []
        for grads in self._grads(draw):
            counterpart.apply(grads, weights)
            path.append([weight.copy() for weight in weights])
        return self._named(path)

    def _named(self, path: list[list[Array]]) -> Tensors:
        return {f"weight {i}, step by step": np.stack(each) for i, each in enumerate(zip(*path, strict=True))}
