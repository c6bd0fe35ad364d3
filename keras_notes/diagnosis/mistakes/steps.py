"""Mistakes in the order of the steps, and with masks."""

from typing import Any

import numpy as np

from keras_notes.diagnosis.mistakes.mistake import changed, mistake
from reference.recurrence import RNN, Bidirectional


@mistake(
    RNN,
    yours="the steps taken from the last to the first",
    keras="takes them in their order, unless go_backwards=True",
)
def steps_backwards(layer: Any) -> Any:
    return None if layer.go_backwards else changed(layer, go_backwards=True)


@mistake(
    RNN,
    yours="outputs turned back to the order of the inputs",
    keras="leaves them in the order of the steps where go_backwards=True, the last one first",
)
def outputs_turned_back(layer: Any) -> Any:
    if not (layer.go_backwards and layer.return_sequences):
        return None

    def forward(*arguments: Any, **options: Any) -> Any:
        y, cache = layer.forward(*arguments, **options)
        return y[:, ::-1], cache

    return changed(layer, forward=forward)


@mistake(
    RNN,
    yours="a state that goes on from sample to sample of the batch",
    keras="starts every sample from zeros; a stateful layer goes on from batch to batch, row by row",
)
def state_carried_from_sample_to_sample(layer: Any) -> Any:
    def forward(x: Any, training: bool = False, mask: Any = None, initial_state: Any = None) -> Any:
        _, cache = layer.forward(x, training, mask, initial_state)
        telling, states, rows = changed(layer, return_state=True), None, []
        for i in range(len(x)):
            one = slice(i, i + 1)
            (y, *states), _ = telling.forward(x[one], training, None if mask is None else mask[one], states)
            rows.append(y)
        return np.concatenate(rows), cache

    return None if layer.return_state else changed(layer, forward=forward)


@mistake(
    RNN,
    Bidirectional,
    yours="steps that the mask leaves out taken all the same",
    keras="keeps state and output where the mask is False (an Embedding with mask_zero, a Masking before)",
)
def mask_ignored(layer: Any) -> Any:
    return changed(layer, takes_mask=False)


@mistake(
    Bidirectional,
    yours="the outputs of the backward half in the order of its steps",
    keras="turns them back, so that both halves say something about the same step",
)
def backward_half_not_turned_back(layer: Any) -> Any:
    return changed(layer, _turned=lambda b: b) if layer.return_sequences else None


@mistake(
    Bidirectional,
    yours="the backward half before the forward half",
    keras="puts the forward half first",
)
def halves_exchanged(layer: Any) -> Any:
    if layer.merge_mode != "concat":
        return None

    def forward(*arguments: Any, **options: Any) -> Any:
        y, cache = layer.forward(*arguments, **options)
        ahead = cache.outputs[0].shape[-1]
        return np.concatenate((y[..., ahead:], y[..., :ahead]), axis=-1), cache

    return changed(layer, forward=forward)
