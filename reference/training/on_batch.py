"""train_on_batch, test_on_batch, predict_on_batch: one batch, without anything around it."""

from typing import Any

import numpy as np

from reference.training.class_weight import weights_of
from reference.training.compiled import Compiled
from reference.training.data import as_data
from reference.training.loop import Loop

__all__ = ["OnBatch", "quiet"]

Array = np.ndarray
# Keras prints no warnings of floating-point trouble either: a loss of nan says it.
quiet = np.errstate(all="ignore")


class OnBatch(Compiled):
    """Methods that take one batch."""

    @quiet
    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """Do one update; return what `evaluate` returns, of this batch alone and from before the update."""
        logs = self.require_compiled("train_on_batch")
        batch = as_data(self, x, y, weights_of(y, sample_weight, class_weight))
        logs.reset()
        Loop(self, logs, trains=True).train(batch)
        return logs.report(return_dict)

    @quiet
    def test_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """Return what `evaluate` returns, of this batch alone."""
        logs = self.require_compiled("test_on_batch")
        batch = as_data(self, x, y, sample_weight)
        logs.reset()
        Loop(self, logs).test(batch)
        return logs.report(return_dict)

    @quiet
    def predict_on_batch(self, x: Any) -> Array:
        """Return the outputs for `x`."""
        output, caches = self.forward(self.prepare(x))
        self.commit(caches)
        return output
