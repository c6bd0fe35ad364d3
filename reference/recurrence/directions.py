"""The two layers of a Bidirectional: made, and checked against each other."""

from typing import Any

from reference.nested import layer_from
from reference.recurrence.rnn import RNN

__all__ = ["two_directions"]

SHARED = ("stateful", "return_sequences", "return_state")


def two_directions(layer: Any, backward_layer: Any = None) -> tuple[RNN, RNN]:
    """The layer that goes ahead and the one that goes back, as `Bidirectional` describes them.

    Raises a ValueError that names the argument unless the two are recurrent and fit together.
    """
    model = _recurrent("layer", layer)
    given = None if backward_layer is None else _recurrent("backward_layer", backward_layer)
    ahead = _anew(model, "forward")  # last: the order in which seeds are drawn is Keras's
    back = _anew(model, "backward", go_backwards=True) if given is None else given
    if ahead.go_backwards == back.go_backwards:
        raise ValueError(
            "Bidirectional: layer and backward_layer must have different go_backwards, "
            f"got {ahead.go_backwards} twice"
        )
    for name in SHARED:
        one, other = getattr(ahead, name), getattr(back, name)
        if one != other:
            raise ValueError(
                f"Bidirectional: layer and backward_layer must have the same {name}, got {one}, {other}"
            )
    return ahead, back


def _recurrent(argument: str, value: Any) -> RNN:
    """The recurrent layer that `value` is or describes."""
    layer = layer_from(f"Bidirectional: {argument}", value)
    if not isinstance(layer, RNN):
        raise ValueError(f"Bidirectional: {argument} must be a recurrent layer, got a {type(layer).__name__}")
    if layer.activity_regularizer is not None:  # training reads that of the outermost layer alone
        raise ValueError(f"Bidirectional does not support a {argument} with an activity_regularizer")
    return layer


def _anew(layer: RNN, direction: str, **changes: Any) -> RNN:
    """The layer made again from its configuration, as "forward_lstm" or "backward_lstm", with new weights."""
    name = f"{direction}_{layer.name.removeprefix(f'{direction}_')}"
    return type(layer).from_config(layer.get_config() | {"name": name} | changes)
