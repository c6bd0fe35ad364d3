"""Every concept of the notes in real Keras, held to its NumPy twin in `reference`.

    from keras_notes import compare, diagnose
    print(compare(model, x, y, loss="mse"))  # do both halves agree?
    print(diagnose(model, x, yours))  # and do you agree with them?

The package imports Keras only when it is needed, and quietly.
"""

import importlib
from typing import TYPE_CHECKING, Any

from keras_notes import startup

if TYPE_CHECKING:
    from keras_notes.backpropagation import trace
    from keras_notes.diagnosis import Diagnosis, diagnose
    from keras_notes.explain import LossExplanation, explain_loss
    from keras_notes.gradients import gradients
    from keras_notes.parity import Comparison, compare, twin

__all__ = [
    "Comparison",
    "Diagnosis",
    "LossExplanation",
    "compare",
    "diagnose",
    "explain_loss",
    "gradients",
    "trace",
    "twin",
]
__version__ = "0.4.0"

startup.install()

# Where they are; imported when they are asked for.
_HOMES = {
    "Comparison": "parity",
    "Diagnosis": "diagnosis",
    "LossExplanation": "explain",
    "compare": "parity",
    "diagnose": "diagnosis",
    "explain_loss": "explain",
    "gradients": "gradients",
    "trace": "backpropagation",
    "twin": "parity",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"keras_notes.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
