"""compile: how a model learns, and by what it is judged."""

from typing import Any

from reference import losses, optimizers
from reference.training.arguments import loss_and_weight, refuse
from reference.training.compiled_metrics import CompiledMetrics
from reference.training.logs import Logs
from reference.training.trainable import Trainable

__all__ = ["Compiled"]

CROSSENTROPY = ("crossentropy", "ce")


class Compiled(Trainable):
    """What `compile` sets."""

    def __init__(self) -> None:
        self.optimizer: Any = None
        self.loss: Any = None
        self.loss_weight = 1.0
        self.compile_arguments: dict[str, Any] | None = None
        self.history: Any = None
        self.stop_training = self.stop_evaluating = self.stop_predicting = False
        self._logs: Logs | None = None

    @property
    def reads_logits(self) -> bool:
        """Whether the loss is computed from the logits of the output."""
        return self.loss.takes_logits_of(self)

    def compile(
        self,
        optimizer: Any = "rmsprop",
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
            "crossentropy" or "ce" is one of three, by the shapes of the first data.
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

        Compiled once more without a loss, or without metrics, a model keeps those it had, as in Keras.
        """
        refuse("compile", {"steps_per_execution": steps_per_execution}, {"steps_per_execution": 1})
        given = {"loss": loss, "loss_weights": loss_weights}
        judged = {"metrics": metrics, "weighted_metrics": weighted_metrics}
        loss, weight = loss_and_weight(loss, loss_weights)
        rule, measure = optimizers.get(optimizer), loss if loss in CROSSENTROPY else self._measure(loss)
        compiled = self._logs.compiled if self._logs is not None else None
        if metrics is not None or weighted_metrics is not None:
            compiled = CompiledMetrics(metrics, weighted_metrics)
        self._logs, self.optimizer = Logs(compiled), rule
        if loss is not None:
            self.loss, self.loss_weight = measure, weight
        kept = self.compile_arguments or dict.fromkeys((*given, *judged))
        kept |= given if loss is not None else {}
        kept |= judged if metrics is not None or weighted_metrics is not None else {}
        self.compile_arguments = kept | {"optimizer": rule}
        self.stop_training = False

    def _measure(self, loss: Any) -> Any:
        """The loss, of a kind that gives one number; None for none."""
        measure = None if loss is None else losses.get(loss)
        if measure is not None and measure.reduction in (None, "none"):
            raise ValueError(f"compile: the loss must be one number, got reduction={measure.reduction!r}")
        return measure

    def settle_loss(self, y_shape: tuple[int, ...]) -> None:
        """Make of the loss "crossentropy" what suits targets of this shape."""
        if not isinstance(self.loss, str):
            return
        outputs, name = self.output_shape, self.loss
        if outputs[-1] == 1:
            self.loss = losses.BinaryCrossentropy(name=name)
        elif len(y_shape) < len(outputs) or y_shape[-1] == 1:
            self.loss = losses.SparseCategoricalCrossentropy(name=name)
        else:
            self.loss = losses.CategoricalCrossentropy(name=name)

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
    def flat_metrics(self) -> list[Any]:
        """The single metrics; none before the first batch if "accuracy" is among them."""
        return [] if self._logs is None else self._logs.compiled.metrics

    def reset_metrics(self) -> None:
        """Start the running means of the loss and the metrics anew, as `fit` does before each epoch."""
        self.require_compiled("reset_metrics").reset()
