"""One step of learning, in the five moves that it consists of."""

from typing import TYPE_CHECKING, Any

from reference.gradients import loss_and_gradients
from reference.penalties import bound_weights
from reference.training.data import as_data
from reference.training.update import build_optimizer, update

if TYPE_CHECKING:
    from reference.sequential import Sequential

__all__ = ["training_step"]


def training_step(model: "Sequential", x: Any, y: Any, sample_weight: Any = None) -> Any:
    """Teach a compiled model one batch and return its loss on it, taken before the update.

    1. pass the data through the model             y = model(x)
    2. compute the loss of that output             L
    3. compute the gradient for every weight       dL/dw
    4. multiply it by the learning rate            η dL/dw
    5. subtract the product from the weight        w ← w - η dL/dw   (the plain SGD rule)

    The notes stop at the fourth move, which changes nothing yet.
    """
    model.require_compiled("training_step")
    x, y, weight = as_data(model, x, y, sample_weight)
    value, _, _, grads = loss_and_gradients(model, model.loss, x, y, weight, input_gradient=False)
    build_optimizer(model)
    update(model.optimizer, grads, model.trainable_weights, bound_weights(model))
    return value
