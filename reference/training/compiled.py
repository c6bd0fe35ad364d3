"""compile: how a model learns, and by what it is judged."""

from typing import Any

from reference import losses, optimizers
from reference.training.arguments import loss_and_weight, refuse
from reference.training.logs import Logs
from reference.training.trainable import Trainable

__all__ = ["Compiled"]


class Compiled(Trainable):
    """What `compile` sets."""

    def __init__(self) -> None:
        self.optimizer: Any = None
        self.loss: Any = None
        self.loss_weight = 1.0
        self.history: Any = None
        self.stop_training = self.stop_evaluating = self.stop_predicting = False
        self._logs: Logs | None = None

    @property
    def reads_logits(self) -> bool:
        """Whether the loss is computed from the logits of the output."""
        return self.loss.reads_logits and self.has_logits

    def compile(
        self,
        optimizer: Any,
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
    ) -> None:
        """Say how the model learns.

        Parameters
        ----------
        optimizer : str, dict or Optimizer
        loss : str, dict or Loss
            What `fit` minimises; there is no default loss, as in Keras. A list with one will do.
        loss_weights : float, optional
            Multiplies the loss, in the gradients and in the reports, but not the regularizers. A list or
            dict with one float will do.
        metrics, weighted_metrics : list, tuple or dict, optional
            "accuracy", or any metric of `reference.metrics`, however nested. `metrics` ignore the weights
            of samples, `weighted_metrics` do not.
        run_eagerly, jit_compile, auto_scale_loss
            Mean nothing here: there is nothing to compile, and no float16 to scale a loss for.
        steps_per_execution : int
            1; Keras calls the hooks of callbacks only so often.
        """
        refuse("compile", {"steps_per_execution": steps_per_execution}, {"steps_per_execution": 1})
        loss, weight = loss_and_weight(loss, loss_weights)
        rule, measure = optimizers.get(optimizer), None if loss is None else losses.get(loss)
        if measure is not None and measure.reduction in (None, "none"):
            raise ValueError(f"compile: the loss must be one number, got reduction={measure.reduction!r}")
        self._logs = Logs(metrics, weighted_metrics)
        self.optimizer, self.loss, self.loss_weight = rule, measure, weight
        self.stop_training = False

    def require_compiled(self, caller: str) -> Logs:
        """Return the running means, or raise a ValueError that says what `caller` needs first."""
        if self._logs is None:
            raise ValueError(f"{caller}: call compile(optimizer, loss) first")
        if self.loss is None:
            raise ValueError(f"{caller}: there is no loss; give one to compile")
        return self._logs

    @property
    def compiled(self) -> bool:
        """Whether `compile` was called."""
        return self._logs is not None

    @property
    def metrics(self) -> list[Any]:
        """The mean of the loss, and the metrics as one thing, "compile_metrics"; see `Logs`."""
        return [] if self._logs is None else self._logs.metrics

    @property
    def metrics_names(self) -> list[str]:
        """Their names, which in Keras 3 are no longer those of the single metrics."""
        return [metric.name for metric in self.metrics]

    @property
    def compiled_metrics(self) -> list[Any]:
        """The single metrics; none before the first batch if "accuracy" is among them."""
        return [] if self._logs is None else self._logs.compiled.metrics

    def reset_metrics(self) -> None:
        """Start the running means of the loss and the metrics anew, as `fit` does before each epoch."""
        self.require_compiled("reset_metrics").reset()
