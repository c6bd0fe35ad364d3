"""Bidirectional: one recurrent layer from the first step to the last, another from the last to the first."""

from typing import Any, NamedTuple

import numpy as np

from reference.checks import Shape, choice
from reference.layer import Layer
from reference.nested import layer_config
from reference.recurrence.directions import two_directions
from reference.recurrence.merging import MERGES
from reference.recurrence.stacked import flat

__all__ = ["Bidirectional"]

Array = np.ndarray
Gradients = dict[str, Array]


class Cache(NamedTuple):
    """The caches of both layers, their outputs as they were merged, and whether states were given."""

    ahead: Any
    back: Any
    outputs: tuple[Array, Array]
    states_were_given: bool


class Bidirectional(Layer):
    """Two recurrent layers over the same steps, in opposite directions, each with weights of its own.

    forward   a = forward_layer(x)      b = backward_layer(x), turned back if it has all steps
              y = merge(a, b)           both have seen the whole sequence around a step
    backward  da, db by `merge_mode`    dx = dx_a + dx_b

              concat    y = (a, b) along the last axis      da, db = the two parts of dy
              sum       y = a + b                           da = db = dy
              ave       y = (a + b) / 2                     da = db = dy / 2
              mul       y = a b                             da = dy b     db = dy a
              None      y = [a, b]                          da, db = dy

    Without `return_sequences`, a is the state after the last step and b that after the first.

    Parameters
    ----------
    layer : recurrent layer or configuration
        What goes ahead. Only its configuration is read: the layer is made again, with new weights.
    merge_mode : "concat", "sum", "mul", "ave" or None
        How the outputs are put together.
    weights : None
        Keras reads this argument and forgets it; here it is refused.
    backward_layer : recurrent layer or configuration, optional
        What goes back, taken as it is; if not given, `layer` made once more with `go_backwards=True`.

    Masks go to both. As in Keras, `zero_output_for_mask` of both is what `return_sequences` is, whatever
    they were made with: masked steps give zeros. With `return_state` the output is [y, *states of the
    forward layer, *states of the backward layer], and so is an `initial_state`, without the y.

    Raises
    ------
    ValueError
        If the two are not recurrent layers in opposite directions, or differ in `stateful`,
        `return_sequences` or `return_state`.

    Source: `keras.layers.Bidirectional`; Schuster and Paliwal (1997).
    """

    takes_mask = True
    supports_masking = True

    def __init__(
        self,
        layer: Any,
        merge_mode: str | None = "concat",
        weights: None = None,
        backward_layer: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if weights is not None:
            raise ValueError("Bidirectional does not support the argument weights; call set_weights")
        self.merge_mode = choice("Bidirectional", "merge_mode", merge_mode, tuple(MERGES))
        self.forward_layer, self.backward_layer = two_directions(layer, backward_layer)
        for each in (self.forward_layer, self.backward_layer):
            each.zero_output_for_mask = each.return_sequences
        self.stateful = self.forward_layer.stateful
        self.return_sequences = self.forward_layer.return_sequences
        self.return_state = self.forward_layer.return_state
        self.add_sublayers([self.forward_layer, self.backward_layer])

    def create_weights(self, input_shape: Shape) -> None:
        """Build both layers."""
        self.forward_layer.build(input_shape)
        self.backward_layer.build(input_shape)

    def check_input(self, x: Array) -> None:
        """Raise a ValueError unless `x` is what the layers were built for."""
        self.require_built()
        self.forward_layer.check_input(x)

    def forward(
        self, x: Array, training: bool = False, mask: Array | None = None, initial_state: Any = None
    ) -> tuple[Any, Cache]:
        """Return `(y, cache)`, where y is a list if there are several outputs."""
        given = initial_state is not None
        half = len(initial_state) // 2 if given else 0
        first_a, first_b = (initial_state[:half], initial_state[half:]) if given else (None, None)
        a, cache_a = self.forward_layer.forward(x, training, mask, first_a)
        b, cache_b = self.backward_layer.forward(x, training, mask, first_b)
        states = [*a[1:], *b[1:]] if self.return_state else []
        a, b = (a[0], b[0]) if self.return_state else (a, b)
        b = self._turned(b)
        y = [*MERGES[self.merge_mode].forward(a, b), *states]
        return y if len(y) > 1 else y[0], Cache(cache_a, cache_b, (a, b), given)

    def _turned(self, b: Array) -> Array:
        """The backward layer's output in the order of time, or a gradient in the order of its steps."""
        return b[:, ::-1] if self.return_sequences else b

    def backward(self, dy: Any, cache: Cache, input_gradient: bool = True) -> tuple[Any, Gradients]:
        """Return `(dx, grads)`; with an `initial_state` in the call, dx is [dx, *dstates]."""
        merge = MERGES[self.merge_mode]
        dys, dstates = flat(dy)[: merge.outputs], flat(dy)[merge.outputs :]
        states = len(flat(self.forward_layer.cell.state_size)) if dstates else 0
        da, db = merge.backward(dys, *cache.outputs)
        dout_a, dout_b = [da, *dstates[:states]], [self._turned(db), *dstates[states:]]
        din_a, grads_a = self.forward_layer.backward(dout_a, cache.ahead, input_gradient)
        din_b, grads_b = self.backward_layer.backward(dout_b, cache.back, input_gradient)
        (dx_a, *dfirst_a), (dx_b, *dfirst_b) = flat(din_a), flat(din_b)
        dx = dx_a + dx_b if input_gradient else None
        grads = self.joined(grads_a, grads_b)
        return [dx, *dfirst_a, *dfirst_b] if cache.states_were_given else dx, grads

    # -------------------------------------------------------------- state

    @property
    def states(self) -> tuple[Array, ...] | None:
        """The states of both layers, if they are stateful and have run."""
        ahead, back = self.forward_layer.states, self.backward_layer.states
        return (*ahead, *back) if ahead and back else None

    def commit(self, cache: Cache) -> None:
        """Move the seeds on; keep the last states if stateful."""
        self.forward_layer.commit(cache.ahead)
        self.backward_layer.commit(cache.back)

    def reset_state(self) -> None:
        """Set the states of both layers to zeros; an AttributeError, as Keras's, if they are not stateful."""
        if not self.stateful:
            raise AttributeError(f"{self.name} has no states to reset: its layers are not stateful")
        self.forward_layer.reset_state()
        self.backward_layer.reset_state()

    # -------------------------------------------------------------- shapes and configuration

    def compute_mask(self, x: Array, mask: Array | None) -> Any:
        """The mask itself if all steps are returned, else None; the pair of it for two outputs."""
        passed = mask if self.return_sequences else None
        return (passed, passed) if self.merge_mode is None else passed

    def compute_output_shape(self, input_shape: Shape) -> Any:
        """That of one layer, the last sizes added for "concat"; a tuple for several outputs.

        Keras doubles what the forward layer has, which is wrong where the backward layer has another size.
        """
        found = [each.compute_output_shape(input_shape) for each in (self.forward_layer, self.backward_layer)]
        (a, *states_a), (b, *states_b) = found if self.return_state else ([shape] for shape in found)
        if self.merge_mode is None:
            return (a, b, *states_a, *states_b)
        if self.merge_mode == "concat":
            shape = (*a[:-1], a[-1] + b[-1])
        elif a == b:
            shape = a
        else:
            raise ValueError(
                f"{self.name}: merge_mode {self.merge_mode!r} expects outputs of one shape, got {a} and {b}"
            )
        return (shape, *states_a, *states_b) if self.return_state else shape

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {
            "merge_mode": self.merge_mode,
            "layer": layer_config(self.forward_layer),
            "backward_layer": layer_config(self.backward_layer),
        }
