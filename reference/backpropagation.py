"""The chain rule through a stack of layers, written out and traced."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from reference import losses

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
    return cache[1] if hasattr(layer, "activation") else None


def trace(model: "Sequential", x: Any) -> list[LayerTrace]:
    """For each layer its name, its pre-activation `z` where it has an activation, and its output.

    A layer's z is what its activation is applied to: x K + b in a Dense.
    """
    x = model.prepare(x)
    steps = []
    for layer in model.layers:
        x, cache = layer.forward(x)
        steps.append(LayerTrace(layer.name, _pre_activation(layer, cache), x))
    return steps


def backpropagate(model: "Sequential", x: Any, y: Any, loss: Any = None) -> list[LayerTrace]:
    """The pass forward and the pass back, layer by layer.

    From the loss backwards, for each layer (da is the gradient of its output, da₀ that of the input):

        dz = f'(z) da         the activation's slope, entry by entry (softmax: row by row)
        dK = aᵀ dz            a is the layer's input, the output of the one before it
        db = Σ dz             over the samples
        da = dz Kᵀ            what the layer before receives

    Parameters
    ----------
    model, x, y, loss
        As for `gradients`.

    Returns
    -------
    list of LayerTrace
        With `z`, `output`, `dz`, `doutput` and the gradients of the weights by name. Where a
        cross-entropy reads the logits, `doutput` of the last layer is None: that gradient is never formed.
    """
    chosen = model.loss if loss is None else losses.get(loss)
    if chosen is None:
        raise ValueError("backpropagate: give a loss, or compile the model with one")
    outputs, caches = [model.prepare(x)], []
    for layer in model.layers:
        output, cache = layer.forward(outputs[-1], training=True)
        outputs.append(output)
        caches.append(cache)
    reads_logits = chosen.reads_logits and model.layers[-1].has_logits
    logits = _pre_activation(model.layers[-1], caches[-1]) if reads_logits else None
    _, loss_cache = chosen.forward(np.asarray(y), outputs[-1], logits=logits)
    gradient: Any = chosen.backward(loss_cache)
    steps: list[LayerTrace] = []
    last = len(model.layers) - 1
    for i, layer in reversed(list(enumerate(model.layers))):
        z = _pre_activation(layer, caches[i])
        if i == last and logits is not None:
            doutput, dz = None, gradient
            gradient, grads = layer.backward_from_logits(dz, caches[i])
        else:
            doutput = gradient
            dz = None if z is None else layer.activation.derivative(doutput, z, outputs[i + 1])
            gradient, grads = layer.backward(doutput, caches[i])
        steps.append(LayerTrace(layer.name, z, outputs[i + 1], dz, doutput, grads))
    return steps[::-1]
