"""What the right numbers are, and what they would be with a mistake: all by the NumPy half, in float64."""

import copy
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from keras_notes.diagnosis.mistakes import Mistake, varied
from keras_notes.reference_precision import reference_precision
from reference import losses
from reference.activated import Activated
from reference.gradients import Gradients, gradients_of
from reference.nested import with_dtype
from reference.recurrence.cell import RNNCell
from reference.sequential import Sequential

__all__ = [
    "Question",
    "copy_of",
    "gradients_by_name",
    "is_output",
    "lost_in_float32",
    "names_of",
    "planted",
    "random_layers",
    "tensors",
]

Array = np.ndarray


class Question(NamedTuple):
    """What is computed: a model on data, under a loss if there are targets."""

    model: Sequential
    x: Array
    y: Array | None
    loss: losses.Loss | None
    training: bool


def copy_of(model: Any, dtype: str) -> Sequential:
    """The model of either half, as one of `reference` in floats of this type."""
    if not isinstance(model, Sequential):
        from keras_notes.parity import twin  # which imports Keras

        found: Sequential = twin(model, dtype)
        return found
    other = Sequential.from_config(with_dtype(model.get_config(), dtype))
    if model.built:
        other.build(model.input_shape)
        other.set_weights(model.get_weights())
    for one, same in zip(_flat(model.layers), _flat(other.layers), strict=True):
        if getattr(one, "seed_generator", None) is not None:  # the same masks as the model would draw next
            same.seed_generator.state = one.seed_generator.state.copy()
        if hasattr(one, "cell") and one.states is not None:  # and a stateful layer goes on where it is
            same.states = [state.astype(dtype) for state in one.states]
    return other


def _flat(layers: Sequence[Any]) -> Iterator[Any]:
    for layer in layers:
        yield layer
        yield from _flat(layer.sublayers)


def names_of(question: Question) -> list[str]:
    """The names of all tensors, in the order of the walk: forward, the loss, backward."""
    layers = question.model.layers
    forward = [name for each in layers for name in _forward_names(each)]
    if question.loss is None:
        return forward
    back = [name for each in reversed(layers) for name in (f"d {each.name}", *_weight_names(each))]
    return [*forward, "loss", *back, "d input"]


def is_output(name: str) -> bool:
    """Whether a tensor of this name is known after the way forward."""
    return name != "loss" and not name.startswith("d ")


def _forward_names(layer: Any) -> list[str]:
    return [f"{layer.name}/z", layer.name] if isinstance(layer, Activated) else [layer.name]


def _weight_names(layer: Any) -> list[str]:
    return [f"d {layer.name}/{name}" for name in layer.trainable_weight_names]


def planted(question: Question, mistake: Mistake, places: Collection[int]) -> Question | None:
    """The question with the mistake in these layers, or in the loss; None if it cannot be made."""
    model, loss = copy.copy(question.model), question.loss
    if loss is not None and isinstance(loss, mistake.kinds):
        wrong = mistake.variant(loss)
        return None if wrong is None else question._replace(loss=wrong)
    variants = {i: varied(model.layers[i], mistake) for i in places}
    if any(each is None for each in variants.values()) or not variants:
        return None
    model.layers = [variants.get(i, layer) for i, layer in enumerate(model.layers)]
    return question._replace(model=model)


def random_layers(model: Sequential) -> list[str]:
    """The names of the layers that draw numbers in training."""
    return [layer.name for layer in model.layers if any(_draws(each) for each in _flat([layer]))]


def _draws(layer: Any) -> bool:
    if isinstance(layer, RNNCell):  # which has a generator, whether it drops something or not
        return layer.drops_at(layer.dropout) or layer.drops_at(layer.recurrent_dropout)
    return getattr(layer, "seed_generator", None) is not None


def lost_in_float32(question: Question, ours: dict[str, Array]) -> dict[str, float]:
    """By how much each of `ours`, made in float64, is another number in float32.

    Nothing for a model with random layers, whose masks depend on the type.
    """
    if random_layers(question.model):
        return {}
    x = question.x.astype("float32") if question.x.dtype.kind == "f" else question.x
    with reference_precision("float32"):
        found = tensors(question._replace(model=copy_of(question.model, "float32"), x=x), list(ours))
    apart = {name: np.abs(found[name] - array) for name, array in ours.items()}
    return {name: float(np.nan_to_num(each, nan=0.0).max(initial=0.0)) for name, each in apart.items()}


@np.errstate(all="ignore")
def tensors(question: Question, wanted: Sequence[str]) -> dict[str, Array]:
    """Those of the tensors that are wanted, by name; forward no further than is needed."""
    found = _forward(question, set(wanted))
    if not all(map(is_output, wanted)):
        found |= _backward(question)
    return {name: np.asarray(found[name]) for name in wanted if name in found}


def _forward(question: Question, wanted: set[str]) -> dict[str, Array]:
    found: dict[str, Array] = {}
    left = set(filter(is_output, wanted))
    steps = question.model.steps(question.x, question.training)
    for layer in question.model.layers:
        if not left:
            break
        output, cache, _ = next(steps)
        found[layer.name] = output
        if isinstance(layer, Activated):
            found[f"{layer.name}/z"] = cache[1]
        left -= found.keys()
    return found


def _backward(question: Question) -> dict[str, Any]:
    if question.y is None or question.loss is None:
        raise ValueError("gradients need targets and a loss")
    return gradients_by_name(
        gradients_of(question.model, question.loss, question.x, question.y, commits=False)
    )


def gradients_by_name(found: Gradients) -> dict[str, Any]:
    """The loss and the gradients by the names of their tensors."""
    named = {f"d {name}": each for name, each in (found.weights | found.activations).items()}
    return {"loss": found.loss, **named} | ({} if found.inputs is None else {"d input": found.inputs})
