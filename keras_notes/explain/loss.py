"""explain_loss: which loss Keras shows, and why it is not another."""

from typing import Any

import keras
import numpy as np
from rich.console import Console

from keras_notes.explain.explanation import LossExplanation, Quantity
from keras_notes.explain.sides import Batches, KerasSide, NumpySide
from keras_notes.explain.words import sentences
from keras_notes.parity.compare import compute_dtype
from keras_notes.reference_precision import reference_precision
from keras_notes.startup import quiet_tensorflow
from reference.checks import positive_int

__all__ = ["explain_loss"]

BEFORE, RUNNING, AFTER = "loss and regularizers", "running mean over the batches", "after the last update"


def explain_loss(
    model: Any, x: Any, y: Any, batch_size: int = 32, sample_weight: Any = None
) -> LossExplanation:
    """Print every loss that a compiled model has on `(x, y)`, and which of them Keras showed and why.

    These are the loss of the model's own outputs, from their logits where Keras finds these; the loss
    of the arrays that `predict` returns, whose probabilities are clipped; what each regularizer adds;
    the running mean over the batches of one epoch, each before its update; and the loss after the last
    update. Each is computed by Keras and by the NumPy twin.

    The model is trained for that one epoch, in the order of the data, and is afterwards what it was:
    weights, seeds and moving statistics, the optimizer's state.

    Parameters
    ----------
    model : keras.Sequential
        Compiled with a loss.
    x, y : array_like
        Samples and targets, as `fit` takes them.
    batch_size : int
    sample_weight : array_like, optional
        One weight a sample.

    Returns
    -------
    LossExplanation
        The same to read by program; `.agrees` says whether both halves have the same numbers.

    Raises
    ------
    TypeError
        If `model` is no Sequential.
    ValueError
        If it is not compiled with a loss, `reference` has no counterpart for it, or the data do not fit.
    """
    data = _checked(model, x, y, batch_size, sample_weight)
    if not model.built:
        model.build((None, *data.x.shape[1:]))
    dtype = compute_dtype(model)
    with reference_precision(dtype), quiet_tensorflow(), np.errstate(all="ignore"):
        found = _explained(model, dtype, data)
    Console().print(found)
    return found


def _checked(model: Any, x: Any, y: Any, batch_size: Any, sample_weight: Any) -> Batches:
    """Check all arguments, before anything runs."""
    if not isinstance(model, keras.Sequential):
        raise TypeError(f"explain_loss: expected a keras.Sequential, got {type(model).__name__}")
    if not model.compiled or model.loss is None:
        raise ValueError(f"explain_loss: compile {model.name} with an optimizer and a loss first")
    x, y = np.asarray(x), np.asarray(y)
    weight = None if sample_weight is None else np.asarray(sample_weight)
    lengths = {name: len(a) if a.ndim else 0 for name, a in (("x", x), ("y", y), ("sample_weight", weight))
               if a is not None}  # fmt: skip
    if len(set(lengths.values())) != 1 or not len(x):
        raise ValueError(f"explain_loss: expected equally many samples, at least one, got {lengths}")
    return Batches(x, y, weight, positive_int("explain_loss", "batch_size", batch_size))


def _data_losses(theirs: KerasSide, ours: NumpySide) -> tuple[Quantity, Quantity]:
    """The loss without regularizers, in the two ways in which it can be computed."""
    loss, name = ours.model.loss, "loss of the outputs"
    on_arrays = "loss of predict()'s array"
    if ours.model.reads_logits:
        name = "loss from the logits"
    if loss.reads_logits and not getattr(loss, "from_logits", False):
        on_arrays = "loss from clipped probabilities"
    numbers = [(theirs.data_loss(arrays), ours.data_loss(arrays)) for arrays in (False, True)]
    return Quantity(name, *numbers[0]), Quantity(on_arrays, *numbers[1], shown_by="the loss on predict()")


def _explained(model: Any, dtype: str, data: Batches) -> LossExplanation:
    ours = NumpySide(model, data)  # first: it refuses what does not fit in plainer words
    ours.data_loss(on_arrays=True)
    theirs = KerasSide(model, data)
    with theirs.undone():
        outputs, arrays = _data_losses(theirs, ours)
        terms = [
            Quantity(*term)
            for term in zip(ours.penalty_names(), theirs.penalties(), ours.penalties(), strict=True)
        ]
        start = outputs.numpy + sum(term.numpy for term in terms)
        before = Quantity(BEFORE, theirs.evaluate(), start, "evaluate()")
        shown, batches = theirs.fit(), ours.fit()
        fit = Quantity(RUNNING, shown, data.mean(batches), "fit()")
        left = ours.data_loss(on_arrays=False) + sum(ours.penalties())
        after = Quantity(AFTER, theirs.evaluate(), left, "evaluate() after fit()")
    terms = [term for term in terms if term.keras or term.numpy]
    words = sentences(ours.model, outputs, arrays, terms, before, fit, after, batches)
    quantities = (outputs, arrays, *terms, before, fit, after)
    return LossExplanation(model.name, dtype, quantities, tuple(batches), tuple(words))
