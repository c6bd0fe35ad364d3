"""compare: a user's own model or layer, held to its NumPy twin."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import keras
import numpy as np
from rich.console import Console
from rich.table import Table

from keras_notes.parity import tape
from keras_notes.parity.draw import Draw
from keras_notes.parity.measure import Measurement, measure
from keras_notes.parity.precision import referee_precision
from keras_notes.parity.twin import twin
from keras_notes.reference_precision import reference_precision
from reference.checks import as_input

__all__ = ["Comparison", "compare", "compute_dtype", "loss_object", "measurements_table"]

Array = np.ndarray
Sides = tuple[Callable[[], Any], Callable[..., Any]]

# One batch of the user's own, maybe one small tensor of it left over by a cancellation: more room than
# for the rows, which are judged on several draws.
REFEREE_ULPS = 64.0


def measurements_table(title: str, tensors: tuple[Measurement, ...]) -> Table:
    """A table with a row a tensor."""
    table = Table(title=title, title_justify="left")
    for column in ("tensor", "shape", "bit for bit", "ULP", "relative", "verdict"):
        table.add_column(column, justify="right" if column in ("bit for bit", "ULP", "relative") else "left")
    for each in tensors:
        numbers = (f"{each.identical_share:.1%}", f"{each.max_ulp:.3g}", f"{each.max_relative:.1e}")
        verdict = f"{each.verdict} ({each.note})" if each.note else each.verdict
        style = None if each.agrees else "bold red"
        table.add_row(each.name, str(each.shape), *numbers, verdict, style=style)
    return table


@dataclass(frozen=True)
class Comparison:
    """The tensors of one model on both sides. Prints as a table."""

    title: str
    tensors: tuple[Measurement, ...]

    @property
    def agrees(self) -> bool:
        """Whether every tensor is identical or equal to rounding."""
        return all(tensor.agrees for tensor in self.tensors)

    def to_json(self) -> str:
        """The measurements as a JSON text."""
        tensors = [tensor.to_json() for tensor in self.tensors]
        return json.dumps({"title": self.title, "agrees": self.agrees, "tensors": tensors}, indent=1)

    def __rich__(self) -> Table:
        return measurements_table(self.title, self.tensors)

    def __str__(self) -> str:
        console = Console(width=100, color_system=None)
        with console.capture() as captured:
            console.print(self.__rich__())
        return captured.get()


def compare(
    model: Any, x: Any, y: Any = None, loss: Any = None, seed: int = 0, training: bool = False
) -> Comparison:
    """Hold a Keras model or layer to its NumPy twin, on `x`, with its own weights.

    Without `y`: the output, and the gradients of the input and of every trainable weight under a
    random upstream gradient. With `y`: the loss too, and the gradients of the loss.

    Parameters
    ----------
    model : keras.Sequential or keras layer
        Built or not; its weights do not change. Its dtype decides how equal is judged: float64
        within 1e-12, float32 by the float64 twin as referee.
    x : array_like
        A batch of inputs.
    y : array_like, optional
        The targets.
    loss : str, config or keras loss, optional
        The loss the model was compiled with, if not given.
    seed : int
        Of the upstream gradient.
    training : bool
        Without `y`, whether to run in training mode: with random layers' next masks, and with batch
        statistics. With `y` it is always so.

    Returns
    -------
    Comparison
        With `.agrees`, `.tensors` and `.to_json()`; print it.

    Raises
    ------
    TypeError
        If `model` is neither a layer nor a Sequential.
    ValueError
        If `reference` has no counterpart for it, `x` does not fit, or `y` comes without a loss.
    """
    _check(model, y, loss)
    dtype = compute_dtype(model)
    x = as_input("compare: x", x, dtype, keep_integers=True)
    if x.ndim == 0 or len(x) == 0:
        raise ValueError(f"compare: x: expected a batch of at least one sample, got shape {x.shape}")
    if not model.built:
        model(x)
    if y is None:
        sides = _sides_of_a_layer(model, x, Draw(seed, False, dtype, dtype), training)
    else:
        sides = _sides_under_a_loss(model, x, y, loss)
    return Comparison(
        f"{model.name}: Keras and NumPy on {x.shape}, {dtype}", _measured(model, x, dtype, *sides)
    )


def _measured(
    model: Any, x: Array, dtype: str, keras_side: Callable[[], Any], numpy_side: Callable[..., Any]
) -> tuple[Measurement, ...]:
    """Run both sides, and the referee, and compare all tensors."""
    with reference_precision(dtype):  # ours first: it refuses what does not fit in plainer words
        ours = numpy_side(twin(model), x)
    referee: dict[str, Array] = {}
    if dtype == "float32":
        with referee_precision():
            referee = numpy_side(twin(model, "float64"), x.astype("float64") if x.dtype.kind == "f" else x)
    theirs = keras_side()
    gradients = [np.abs(each).max(initial=0) for name, each in theirs.items() if name.startswith("d ")]
    scale = float(max(gradients, default=0.0))
    return tuple(
        measure(
            name, theirs[name], ours[name], referee=referee.get(name), referee_ulps=REFEREE_ULPS, scale=scale
        )
        for name in theirs
    )


def _check(model: Any, y: Any, loss: Any) -> None:
    """Raise unless these arguments of `compare` make sense together."""
    if not isinstance(model, keras.Layer) or (
        isinstance(model, keras.Model) and not isinstance(model, keras.Sequential)
    ):
        raise TypeError(f"compare: expected a keras.Sequential or a layer, got {type(model).__name__}")
    if y is not None and not isinstance(model, keras.Sequential):
        raise TypeError(f"compare: a loss needs a keras.Sequential, got the layer {model.name}; leave y out")
    if y is None and loss is not None:
        raise ValueError("compare: a loss needs targets; pass y as well")


def compute_dtype(model: Any) -> str:
    """The float type that the layers compute in; a Sequential's own policy does not say it."""
    layers = getattr(model, "layers", None) or [model]
    return str(keras.backend.standardize_dtype(layers[0].compute_dtype))


def _sides_of_a_layer(model: Any, x: Array, draw: Draw, training: bool) -> Sides:
    """What runs the Keras side, and what runs a twin of the model on inputs of its own dtype."""
    return (
        lambda: tape.keras_layer(model, x, draw, training),
        lambda other, at: tape.numpy_layer(other, at, replace(draw, dtype=other.dtype), training),
    )


def _sides_under_a_loss(model: Any, x: Array, y: Any, loss: Any) -> Sides:
    """The same, for the loss and its gradients."""
    chosen = getattr(model, "loss", None) if loss is None else loss
    if chosen is None:
        raise ValueError("compare: y was given without a loss; pass loss, or compile the model with one")
    keras_loss, targets = loss_object(chosen, compute_dtype(model)), np.asarray(y)
    floating = targets.dtype.kind == "f"
    return (
        lambda: tape.keras_model(model, keras_loss, x, targets),
        lambda other, at: tape.numpy_model(
            other, twin(keras_loss), at, targets.astype(other.dtype) if floating else targets
        ),
    )


def loss_object(loss: Any, dtype: str | None = None) -> Any:
    """The loss class behind a name, or a list of one, so that it averages over the batch as `fit` does."""
    found = keras.losses.get(loss[0] if isinstance(loss, list) and len(loss) == 1 else loss)
    if isinstance(found, keras.losses.Loss):
        return found
    wanted = found.__name__.replace("_", "").lower()
    name = next((name for name in dir(keras.losses) if name.lower() == wanted), None)
    if name is None:
        raise ValueError(f"no class of keras.losses belongs to the loss {loss!r}; pass a loss object")
    return getattr(keras.losses, name)(dtype=dtype)
