"""ConvLSTMCell: an LSTM's step whose inputs and states are pictures."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import checks
from reference.channels import as_given, channels_last, join_shape, split_shape
from reference.checks import Shape, positive_int
from reference.convolution.correlation import output_sizes, padding_of
from reference.recurrence.cell import Drops
from reference.recurrence.lstm import LSTMCell
from reference.recurrence.windows import Windows

__all__ = ["ConvLSTMCell"]

Array = np.ndarray
Gradients = dict[str, Array]
States = Sequence[Array]


class ConvLSTMCell(LSTMCell):
    """One step of a convolutional LSTM.

    forward   z = x ⋆ K + b + h ⋆ U        K (*k, d, 4f)   U (*k, f, 4f)   b (4f,)
              gates, candidate, c' and h' from z as in `LSTMCell`, pixel by pixel
    backward  dx = dz ⋆ Kᵀ                 dK = Σ over all windows      db = Σ dz, pixels included

    x has `strides`, `padding` and `dilation_rate`, as in a convolution layer; h has none of them: it is
    always padded to keep its size ("same", stride 1), which is that of x ⋆ K.

    Inside, channels come last; inputs, outputs, states and dropout masks are turned where they enter
    and leave, if `data_format` is "channels_first". Arguments are those of `ConvLSTM2D`, behind the
    number of axes of a picture, `rank`.

    Source: `keras.src.layers.rnn.conv_lstm.ConvLSTMCell`; Shi et al. (2015), without their peepholes.
    """

    seeded_first = True

    def __init__(
        self,
        rank: int,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        *arguments_of_lstm: Any,
        **kwargs: Any,
    ) -> None:
        owner = f"ConvLSTM{rank}D"
        super().__init__(positive_int(owner, "filters", filters), *arguments_of_lstm, **kwargs)
        self.rank = rank
        self.filters = self.units
        self.kernel_size = checks.sizes(owner, "kernel_size", kernel_size, rank)
        self.strides = checks.sizes(owner, "strides", strides, rank)
        self.padding = checks.choice(owner, "padding", str(padding).lower(), ("valid", "same"))
        self.data_format = checks.data_format(owner, data_format)
        self.dilation_rate = checks.sizes(owner, "dilation_rate", dilation_rate, rank)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"{owner}: strides and dilation_rate cannot both be above 1, "
                f"got {self.strides} and {self.dilation_rate}"
            )
        self.mask_count = self.gates

    # -------------------------------------------------------------- shapes

    def create_weights(self, input_shape: Shape) -> None:
        """Make `kernel`, `recurrent_kernel` and `bias`; fix the size of the states."""
        n, *sizes = input_shape
        sizes = [positive_int(self.name, "a size of a step", size) for size in sizes]
        _, space, width = split_shape((n, *sizes), self.data_format)
        self.step_sizes = (*space, width)
        pads = padding_of(space, self.kernel_size, self.strides, self.dilation_rate, self.padding)
        self.over_x = Windows(self.strides, pads, self.dilation_rate)
        outputs = tuple(int(size) for size in self._outputs(space) if size is not None)
        ones = (1,) * self.rank
        self.over_h = Windows(ones, padding_of(outputs, self.kernel_size, ones, ones, "same"), ones)
        self.state_sizes = (*outputs, self.filters)
        self.add_weight("kernel", (*self.kernel_size, width, 4 * self.filters))
        self.add_weight(
            "recurrent_kernel", (*self.kernel_size, self.filters, 4 * self.filters), rules="recurrent"
        )
        if self.use_bias:
            self.create_bias()

    def _outputs(self, space: Sequence[int | None]) -> Shape:
        return output_sizes(space, self.kernel_size, self.strides, self.dilation_rate, self.padding)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, *sizes, filters), or (n, filters, *sizes) with "channels_first"."""
        if len(input_shape) != self.rank + 2:
            raise ValueError(
                f"{self.name}: expected steps with {self.rank} axes and channels, got shape {input_shape[1:]}"
            )
        n, space, _ = split_shape(input_shape, self.data_format)
        outputs = self._outputs(space)
        if any(size is not None and size < 1 for size in outputs):
            raise ValueError(
                f"{self.name}: kernel_size {self.kernel_size} with dilation_rate {self.dilation_rate} "
                f"does not fit into {space}"
            )
        return join_shape(n, outputs, self.filters, self.data_format)

    def get_initial_state(self, batch_size: int) -> list[Array]:
        """Zeros for h and c, of the shape of the output."""
        *sizes, filters = self.state_sizes
        shape = join_shape(batch_size, tuple(sizes), filters, self.data_format)
        return [np.zeros(shape, self.dtype) for _ in range(2)]

    # -------------------------------------------------------------- forward and backward

    def _last(self, array: Any) -> Any:
        """A view with the channels last; None stays None."""
        return None if array is None else channels_last(array, self.data_format, -self.rank - 1)

    def _as_given(self, array: Array) -> Array:
        """The inverse of `_last`."""
        return as_given(array, self.data_format, -self.rank - 1)

    def project(self, x: Array, drops: Drops) -> Array:
        """Return x ⋆ K + b."""
        p = self.over_x.product(self._last(x), self.kernel, self._last(drops.inputs))
        if self.use_bias:
            p += self.bias
        return p

    def project_back(self, dp: Array, drops: Drops) -> Array:
        """Return dx."""
        masks = self._last(drops.inputs)
        return self._as_given(self.over_x.product_back(dp, self.kernel, self.step_sizes, masks))

    def recur(self, h: Array, drops: Drops) -> Array:
        """Return h ⋆ U."""
        return self.over_h.product(h, self.recurrent_kernel, self._last(drops.recurrent))

    def recur_back(self, dz: Array, drops: Drops) -> Array:
        """Return the share of dh that comes through h ⋆ U."""
        masks = self._last(drops.recurrent)
        return self.over_h.product_back(dz, self.recurrent_kernel, self.state_sizes, masks)

    def step(self, p: Array, states: States, drops: Drops) -> tuple[Array, list[Array], Any]:
        """Return `(h', [h', c'], saved)`."""
        _, new, saved = super().step(p, [self._last(state) for state in states], drops)
        new = [self._as_given(state) for state in new]
        return new[0], new, saved

    def step_back(self, dy: Array, dstates: States, saved: Any, dp: Array, drops: Drops) -> list[Array]:
        """Fill `dp`, which is dz, and return [dh, dc]."""
        dstates = [self._last(each) for each in dstates]
        dold = super().step_back(self._last(dy), dstates, saved, dp, drops)
        return [self._as_given(each) for each in dold]

    def weight_gradients(self, x: Array, dp: Array, saved: list[Any], drops: Drops) -> Gradients:
        """Return dK, dU and db; what a step has saved begins with the h it came from."""
        x, h = self._last(x), np.stack([step[0] for step in saved])
        masks, recurrent_masks = self._last(drops.inputs), self._last(drops.recurrent)
        grads = {
            "kernel": self.over_x.kernel_gradient(x, dp, self.kernel, masks),
            "recurrent_kernel": self.over_h.kernel_gradient(h, dp, self.recurrent_kernel, recurrent_masks),
        }
        if self.use_bias:
            grads["bias"] = dp.reshape(-1, dp.shape[-1]).sum(axis=0)
        return grads

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this cell."""
        config = super().get_config() | {
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
            "dilation_rate": self.dilation_rate,
        }
        del config["units"]
        return config
