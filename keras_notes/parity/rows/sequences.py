"""Rows for training, step by step."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from keras_notes.parity.draw import Draw
from keras_notes.parity.rows.layers import Exactable, arguments, draw_weights
from keras_notes.parity.rows.losses import draw_targets
from keras_notes.parity.tape import Tensors

__all__ = ["LockStepCase"]

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
