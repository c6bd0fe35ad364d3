"""The chain rule through a stack of layers, written out and traced."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from reference import losses
from reference.activated import Activated

if TYPE_CHECKING:
    from reference.sequential import Sequential

__all__ = ["LayerTrace", "backpropagate", "trace"]

Array = np.ndarray


class LayerTrace(NamedTuple):
    """What one layer did: forward, and (from `backpropagate`) backward."""

    name: str
    z: Array | None
    output: Array
    dz: Array | None = None
    doutput: Array | None = None
    weights: dict[str, Array] | None = None


def _pre_activation(layer: Any, cache: Any) -> Array | None:
    return cache[1] if isinstance(layer, Activated) else None


def trace(model: "Sequential", x: Any) -> list[LayerTrace]:
    """For each layer its name, its pre-activation `z` where it has one, and its output.

    A layer's z is what its activation is applied to: x K + b in a Dense. Recurrent layers have one a
    gate and a step, and are shown without.
    """
    steps = model.steps(model.prepare(x))
    return [
        LayerTrace(layer.name, _pre_activation(layer, cache), output)
        for layer, (output, cache, _) in zip(model.layers, steps, strict=True)
    ]


def backpropagate(model: "Sequential", x: Any, y: Any, loss: Any = None) -> list[LayerTrace]:
    """The pass forward and the pass back, layer by layer.

    From the loss backwards, for each layer (da is the gradient of its output, da₀ that of the input):

        dz = f'(z) da         the activation's slope, entry by entry (softmax: row by row)
        dK = aᵀ dz            a is the layer's input, the output of the one before it
        db = Σ dz             over the samples
        da = dz Kᵀ            what the layer before receives

    This is the chain rule of the loss alone: what regularizers add to it is left out.

    Parameters
    ----------
    model, x, y, loss
        As for `gradients`.

    Returns
    -------
    list of LayerTrace
        With `z`, `output`, `dz`, `doutput` and the gradients of the weights by name. Where a
        cross-entropy reads the logits, `doutput` of their layer is None: that gradient is never formed.
    """
    chosen = model.loss if loss is None else losses.get(loss)
    if chosen is None:
        raise ValueError("backpropagate: give a loss, or compile the model with one")
    steps = list(model.steps(model.prepare(x), training=True))
    at = model.logits_at if chosen.takes_logits_of(model) else len(steps)
    logits = _pre_activation(model.layers[at], steps[at][1]) if at < len(steps) else None
    output, _, mask = steps[-1]
    _, loss_cache = chosen.forward(np.asarray(y), output, logits=logits, mask=mask)
    return _way_back(model.layers, steps, chosen.backward(loss_cache), at)


def _way_back(layers: list[Any], steps: list[Any], gradient: Any, at: int) -> list[LayerTrace]:
    """All layers from the last to the first, given the gradient of the logits of layer `at`, or of y."""
    traces: list[LayerTrace] = []
    for i in reversed(range(len(layers))):
        layer, (output, cache, _) = layers[i], steps[i]
        z = _pre_activation(layer, cache)
        doutput = dz = None
        grads: dict[str, Array] = {}
        if i == at:
            dz = gradient
            gradient, grads = layer.backward_from_logits(dz, cache)
        elif i < at:  # what stands behind the logits, the loss goes past
            doutput = gradient
            dz = None if z is None else layer.activation.derivative(doutput, z, output)
            gradient, grads = layer.backward(doutput, cache)
        traces.append(LayerTrace(layer.name, z, output, dz, doutput, grads))
    return traces[::-1]
