"""Every concept of the notes in real Keras, held to its NumPy twin in `reference`.

    from keras_notes import compare
    print(compare(model, x, y, loss="mse"))

The package imports Keras only when it is needed, and quietly.
"""

from typing import TYPE_CHECKING, Any

from keras_notes import startup

if TYPE_CHECKING:
    from keras_notes.explain import LossExplanation, explain_loss
    from keras_notes.parity import Comparison, compare, twin

__all__ = ["Comparison", "LossExplanation", "compare", "explain_loss", "twin"]
__version__ = "0.3.0"

startup.install()


def __getattr__(name: str) -> Any:
    if name in __all__:
        from keras_notes import explain, parity

        return getattr(explain if name in explain.__all__ else parity, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
