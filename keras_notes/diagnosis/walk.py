"""diagnose: the finger on the first wrong layer."""

import os
from typing import Any

import numpy as np

from keras_notes.diagnosis.diagnosis import Compared, Diagnosis
from keras_notes.diagnosis.given import given_tensors
from keras_notes.diagnosis.hints import hint
from keras_notes.diagnosis.judge import Judge
from keras_notes.diagnosis.search import Match, matches
from keras_notes.diagnosis.truth import (
    Question,
    copy_of,
    is_output,
    lost_in_float32,
    names_of,
    random_layers,
    tensors,
)
from keras_notes.reference_precision import reference_precision
from reference import losses
from reference.losses.function import LossFunction
from reference.serialization import load_model

__all__ = ["diagnose"]

Array = np.ndarray
TOLERANCE = 1e-5


def diagnose(
    model: Any,
    x: Any,
    yours: Any,
    y: Any = None,
    loss: Any = None,
    training: bool = False,
    tolerance: float = TOLERANCE,
) -> Diagnosis:
    """Say which of your numbers departs first from Keras's, and which mistake it comes of.

    It walks forward, then backward, through what you give of your own network. At the first tensor that
    departs it makes, one after the other, the mistakes that people make with such layers, until one gives
    your numbers.

    Parameters
    ----------
    model : keras.Sequential, reference Sequential, or path of a .keras file
        With the weights that you used.
    x : array_like
        The batch that you computed on. A few samples will do: the network runs once for each mistake.
    yours : dict, path of an .npz, list, or a function of x that returns one of these
        Your numbers. In a list, the outputs of all layers in order. By name: "dense" is a layer's output,
        "dense/z" what its activation was applied to, "loss" the loss, "d dense" the gradient of the
        output, "d dense/kernel" that of a weight, "d input" that of x. Few of them will do.
    y, loss
        The targets, for the loss and its gradients, and the loss, unless the model was compiled with one.
    training : bool
        Whether your outputs are those of training; gradients always are.
    tolerance : float
        How far apart, in shares of the largest entry, two arrays may be and still agree. They also do as far
        as the precision you computed in cannot tell them apart, as where all terms of a sum cancel.

    Returns
    -------
    Diagnosis
        With `.agrees`, `.first`, `.layer`, `.mistake`, `.sentence` and `.to_json()`; print it.

    Raises
    ------
    ValueError
        If x does not fit the model, or `yours` holds names that are none, or no numbers.
    """
    with reference_precision("float64"):
        question = _question(model, x, y, loss, training)
        layers = [layer.name for layer in question.model.layers]
        given = given_tensors(yours, question.x, layers, names_of(question))
        ours = tensors(question, list(given))
        missing = [name for name in given if name not in ours]
        if missing:
            raise ValueError(f"diagnose: there is no gradient {missing[0]!r}: nothing leads back to it")
        judge = Judge(tolerance, lost_in_float32(question, ours))
        compared = tuple(_compared(name, given[name], ours[name], judge) for name in given)
        first = next((each.name for each in compared if not each.agrees), None)
        if first is None:
            return Diagnosis(compared, None, None, None, _agreement(list(given)))
        found = matches(question, given, first, _suspects(question, compared, first), judge)
    if found:
        return _explained(compared, first, found)
    sizes = {"the batch": len(question.x), "the outputs": question.model.output_shape[-1] or 1}
    sizes["the batch times the outputs"] = sizes["the batch"] * sizes["the outputs"]
    words = hint(given[first], ours[first], tolerance, sizes)
    sentence = f"{_named(first)} is the first to depart: {words}.{_of_chance(question, first)}"
    return Diagnosis(compared, first, None, None, sentence)


def _of_chance(question: Question, first: str) -> str:
    """What to say where no two runs give the same numbers."""
    drawing = random_layers(question.model) if question.training or not is_output(first) else []
    if not drawing:
        return ""
    names = " and ".join(drawing)
    return f" In training, the random numbers of {names} are not yours: compare at the rate 0."


def _question(model: Any, x: Any, y: Any, loss: Any, training: bool) -> Question:
    if isinstance(model, str | os.PathLike):
        model = load_model(model)
    compiled = getattr(model, "loss", None) if loss is None else loss
    if y is None and loss is not None:
        raise ValueError("diagnose: a loss needs targets; pass y as well")
    if y is not None and compiled is None:
        raise ValueError("diagnose: y was given without a loss; pass loss, or compile the model with one")
    other = copy_of(model, "float64")
    x, chosen = other.prepare(x), None if y is None else _loss(compiled)
    if not len(x):
        raise ValueError(f"diagnose: x: expected a batch of at least one sample, got shape {x.shape}")
    return Question(other, x, None if y is None else np.asarray(y), chosen, training)


def _loss(loss: Any) -> losses.Loss:
    if isinstance(loss, str | losses.Loss | LossFunction):
        return losses.get(loss)
    from keras_notes.parity import twin  # which imports Keras
    from keras_notes.parity.compare import loss_object

    found: losses.Loss = twin(loss_object(loss))
    return found


def _compared(name: str, yours: Array, ours: Array, judge: Judge) -> Compared:
    return Compared(name, yours.shape, judge.distance(name, yours, ours), judge.agree(name, yours, ours))


def _suspects(question: Question, compared: tuple[Compared, ...], first: str) -> list[int]:
    """The layers between the last output that agrees and the first that departs; of gradients, all."""
    numbers = {layer.name: i for i, layer in enumerate(question.model.layers)}
    if not is_output(first):
        return list(numbers.values())
    last = numbers[first.removesuffix("/z")]
    agreeing = [numbers[each.name] for each in compared if each.agrees and each.name in numbers]
    before = [i for i in agreeing if i < last]  # a later one may agree by chance: a mean knows no order
    return list(range(max(before, default=-1) + 1, last + 1))


def _explained(compared: tuple[Compared, ...], first: str, found: list[Match]) -> Diagnosis:
    best, *others = found
    sentence = best.mistake.sentence(best.owner)
    if best.next is not None:
        sentence += f". It does not explain {_named(best.next)}: correct it, and look again."
    else:
        sentence += "." if first == compared[-1].name else ". It explains all that comes after, too."
    alike = {  # of one mistake the fewest places
        each.mistake: each.mistake.sentence(each.owner)
        for each in reversed(others)
        if each.next == best.next and each.mistake != best.mistake
    }
    return Diagnosis(
        compared, first, best.owner, best.mistake.name, sentence, tuple(reversed(alike.values()))[:3]
    )


def _agreement(names: list[str]) -> str:
    return f"All agree: {', '.join(names)}."


def _named(name: str) -> str:
    if name == "loss":
        return "your loss"
    if name.startswith("d "):
        return f"the gradient of {name.removeprefix('d ')}"
    return (
        f"what {name.removesuffix('/z')} applies its activation to" if name.endswith("/z") else f"your {name}"
    )
