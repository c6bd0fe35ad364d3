"""What the numbers of `explain_loss` mean: sentences that name the one that Keras showed."""

from collections.abc import Iterator, Sequence
from typing import Any

from keras_notes.explain.explanation import Quantity

__all__ = ["sentences"]


def _of_logits(loss: Any, reads_logits: bool, outputs: Quantity, arrays: Quantity) -> str:
    """Which of the two ways to compute the loss Keras took."""
    if reads_logits:
        return (
            f"The outputs come from logits, and {loss.name} is computed from these, without any clipping: "
            f"{outputs.keras:.6g}. The array that predict() returns has no logits; its probabilities are "
            f"clipped at 1e-7, and the loss is {arrays.keras:.6g}. fit() and evaluate() show the former."
        )
    if getattr(loss, "from_logits", False):
        return f"The outputs are logits themselves: {loss.name} has from_logits=True, on arrays as in fit()."
    if loss.reads_logits:
        return (
            f"The outputs carry no logits, so {loss.name} takes them for probabilities, clipped at 1e-7, "
            "in fit() as on the array of predict()."
        )
    return f"{loss.name} looks at the outputs alone; on the array of predict() it is the same number."


def sentences(
    ours: Any,
    outputs: Quantity,
    arrays: Quantity,
    terms: Sequence[Quantity],
    before: Quantity,
    fit: Quantity,
    after: Quantity,
    batches: Sequence[float],
) -> Iterator[str]:
    """What to say of the quantities, of the NumPy model `ours`, and of the loss of each batch."""
    yield _of_logits(ours.loss, ours.reads_logits, outputs, arrays)
    if terms:
        yield (
            f"Regularizers add {sum(term.keras for term in terms):.6g}. fit() and evaluate() show the sum, "
            f"{before.keras:.6g} before training; no loss called on predict() has it."
        )
    one = len(batches) == 1
    mean = "the loss of its one batch" if one else f"the mean over {len(batches)} batches"
    path = "" if one else f" (the first {batches[0]:.6g}, the last {batches[-1]:.6g})"
    each = "taken before the update" if one else "each taken before its update"
    yield (
        f"fit() showed {fit.keras:.6g}: {mean}{path}, {each} and in training mode. It is not the loss of "
        "the model that fit() leaves."
    )
    yield f"That one is what evaluate() shows after the last update: {after.keras:.6g}."
