"""Gradients of a loss: by the chain rule, and by central differences."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from reference import losses
from reference.callable_module import make_callable
from reference.penalties import add_gradients, costly_weights, penalties

if TYPE_CHECKING:
    from reference.sequential import Sequential

__all__ = ["Gradients", "central_differences", "gradients"]

Array = np.ndarray
make_callable(__name__)  # reference.gradients is the function, too


class Gradients(NamedTuple):
    """A loss and its gradients.

    Attributes
    ----------
    loss : number
    inputs : array or None
        Of the shape of x.
    weights : dict
        By the path, "dense/kernel".
    activations : dict
        Those of the outputs, by the names of the layers. Where a cross-entropy reads the logits, it goes
        past the output that they belong to, whose gradient is never formed. Its name is not here then,
        unless an activity regularizer makes that output cost something.
    """

    loss: Any
    inputs: Array | None
    weights: dict[str, Array]
    activations: dict[str, Array]


def loss_and_gradients(
    model: Any,
    loss: losses.Loss,
    x: Array,
    y: Array,
    sample_weight: Array | None = None,
    input_gradient: bool = True,
    noted: dict[int, Array] | None = None,
    commits: bool = True,
) -> tuple[Any, Array, Array | None, list[dict[str, Array]]]:
    """One pass forward and one back: `(value, y_pred, dx, grads)`, with a dict of grads a layer.

    The value is the loss and what regularizers add to it. For `noted` see `Sequential.backward`. Unless
    it `commits`, the model stays as it is.

    Where the output is a softmax or a sigmoid, cross-entropies read its logits, and their gradient
    enters the last layer behind its activation: Keras's logits path.
    """
    costly = costly_weights(model)
    from_logits = loss.takes_logits_of(model)
    run = model.run(x, training=True, to_logits=from_logits)
    if commits:
        model.commit(run.caches)  # before the weights cost: spectral normalization overwrites its kernel
    logits = run.output if from_logits else None
    value, loss_cache = loss.forward(y, run.output, sample_weight, logits, run.mask)
    value = sum(penalties(model, run, costly), value)
    dy = loss.backward(loss_cache)
    dx, grads = model.backward(dy, run.caches, input_gradient, from_logits, run.costly, noted)
    add_gradients(grads, costly)
    return value, model.activate(run.output) if from_logits else run.output, dx, grads


def gradients(model: "Sequential", x: Any, y: Any, loss: Any = None) -> Gradients:
    """The loss of `model` on `(x, y)`, and its gradients for the input, all trained weights and all outputs.

    It runs in training mode: what a training pass changes besides (moving statistics, seeds) moves on,
    as in Keras. Regularizers are part of the loss. For integer inputs, `inputs` is None.

    Parameters
    ----------
    model : Sequential
        Built or not.
    x, y : array_like
        A batch and its targets.
    loss : str or Loss, optional
        The loss the model was compiled with, if not given.

    Raises a ValueError if there is neither a `loss` nor a compiled one.

    >>> from reference.models import Sequential
    >>> from reference.layers import Dense
    >>> model = Sequential([Dense(1, kernel_initializer="ones")])
    >>> found = gradients(model, [[3.0]], [[1.0]], loss="mse")     # L = (3 w + b - 1)²
    >>> float(found.loss), found.weights["dense/kernel"]           # dL/dw = 2 · 2 · 3
    (4.0, array([[12.]], dtype=float32))
    """
    chosen = model.loss if loss is None else losses.get(loss)
    if chosen is None:
        raise ValueError("gradients: give a loss, or compile the model with one")
    return gradients_of(model, chosen, model.prepare(x), np.asarray(y))


def gradients_of(
    model: "Sequential", loss: losses.Loss, x: Array, y: Array, commits: bool = True
) -> Gradients:
    """The same of a loss that is chosen and a batch that is prepared; for `commits` see above."""
    noted: dict[int, Array] = {}
    value, _, dx, grads = loss_and_gradients(model, loss, x, y, noted=noted, commits=commits)
    paths = {
        f"{layer.name}/{name}": grad
        for layer, layer_grads in zip(model.layers, grads, strict=True)
        for name, grad in layer_grads.items()
        if grad is not None
    }
    activations = {model.layers[i].name: noted[i] for i in sorted(noted)}
    return Gradients(value, dx, paths, activations)


def central_differences(function: Callable[[Array], Any], at: Any, step: float = 1e-6) -> Array:
    """The gradient of a scalar function at `at`, one coordinate at a time, without any chain rule.

    dL/dw ≈ (L(w + h) - L(w - h)) / 2h, with an error of the order h² and, from rounding, ε/h; in
    float64 about nine digits are right. `at` is an array, or one number.

    >>> central_differences(lambda w: (w - 1) ** 2, 2.0).round(6).tolist()
    2.0
    """
    point = np.array(at, dtype="float64")
    slope = np.empty_like(point)
    for index in np.ndindex(point.shape):
        here = point[index]
        point[index] = here + step
        above = np.float64(function(point.copy()))
        point[index] = here - step
        below = np.float64(function(point.copy()))
        point[index] = here
        slope[index] = (above - below) / (2 * step)
    return slope
