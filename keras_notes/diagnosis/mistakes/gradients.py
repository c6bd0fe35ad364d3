"""Mistakes with the gradients of kernels and biases."""

from collections.abc import Callable
from typing import Any

from keras_notes.diagnosis.mistakes.mistake import changed, mistake
from reference.activated import Activated
from reference.dense import Dense


def _grads(layer: Any, change: Callable[[dict[str, Any], Any], dict[str, Any]]) -> Any:
    """The layer whose gradients pass through `change(grads, dz)`."""

    def backward_from_logits(dlogits: Any, cache: Any, input_gradient: bool = True) -> Any:
        dx, grads = type(layer).backward_from_logits(layer, dlogits, cache, input_gradient)
        return dx, change(dict(grads), dlogits)

    return changed(layer, backward_from_logits=backward_from_logits)


@mistake(Activated, yours="no gradient for the bias", keras="gives it the sum of dz")
def bias_gradient_missing(layer: Any) -> Any:
    if not getattr(layer, "use_bias", False):
        return None
    return _grads(layer, lambda grads, dz: grads | {"bias": 0 * grads["bias"]})


@mistake(
    Activated,
    yours="the mean of dz for the gradient of the bias",
    keras="takes the sum of it: the 1 / n is in dz already",
)
def bias_gradient_averaged(layer: Any) -> Any:
    if not getattr(layer, "use_bias", False):
        return None

    def averaged(grads: dict[str, Any], dz: Any) -> dict[str, Any]:
        return grads | {"bias": grads["bias"] / (dz.size // grads["bias"].size)}

    return _grads(layer, averaged)


@mistake(
    Dense,
    yours="the gradient of its kernel transposed, dzᵀ x",
    keras="computes xᵀ dz, of the shape of the kernel",
)
def kernel_gradient_transposed(layer: Any) -> Any:
    if layer.kernel.shape[0] != layer.kernel.shape[1]:
        return None
    return _grads(layer, lambda grads, dz: grads | {"kernel": grads["kernel"].T})


@mistake(
    Dense,
    yours="the gradient of its kernel divided by the batch once more",
    keras="divides by n once, in the gradient of the loss",
)
def kernel_gradient_divided_twice(layer: Any) -> Any:
    return _grads(layer, lambda grads, dz: grads | {"kernel": grads["kernel"] / len(dz)})


@mistake(
    Dense,
    yours="a gradient that goes back through dz K",
    keras="computes dx = dz Kᵀ",
)
def input_gradient_through_the_kernel(layer: Any) -> Any:
    inputs, units = layer.kernel.shape
    if inputs != units or units == 1:
        return None

    def backward_from_logits(dlogits: Any, cache: Any, input_gradient: bool = True) -> Any:
        _, grads = Dense.backward_from_logits(layer, dlogits, cache, False)
        return dlogits @ layer.kernel, grads

    return changed(layer, backward_from_logits=backward_from_logits)


@mistake(
    Dense,
    yours="the gradient of its kernel taken with the output for the input, aᵀ dz",
    keras="takes it with what the layer was given: xᵀ dz",
)
def kernel_gradient_with_the_output(layer: Any) -> Any:
    if layer.kernel.shape[0] != layer.kernel.shape[1]:
        return None

    def backward_from_logits(dlogits: Any, cache: Any, input_gradient: bool = True) -> Any:
        _, z, y = cache
        dx, grads = Dense.backward_from_logits(layer, dlogits, cache, input_gradient)
        out = layer.activation.function(z) if y is None else y
        rows = out.reshape(-1, layer.units), dlogits.reshape(-1, layer.units)
        return dx, grads | {"kernel": rows[0].T @ rows[1]}

    return changed(layer, backward_from_logits=backward_from_logits)
