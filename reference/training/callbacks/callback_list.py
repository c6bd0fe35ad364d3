"""Several callbacks as one."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reference.training.callbacks.callback import Callback, listens
from reference.training.callbacks.history import History
from reference.training.callbacks.progbar_logger import ProgbarLogger

__all__ = ["CallbackList"]

Hook = Callable[..., None]


class CallbackList(Callback):
    """Callbacks in a row: what is called on it is called on each of them.

    Parameters
    ----------
    callbacks : Callback, or lists of them, optional
    add_history, add_progbar : bool
        Whether to add a History and a ProgbarLogger at the end, if there is none yet.
    model : model, optional
    **params
        "verbose", "epochs" and "steps", which each callback gets as `params`.

    A keras callback will do, too, if it asks no more of its model than ours has.

    Source: `keras.callbacks.CallbackList`.
    """

    def __init__(
        self,
        callbacks: Any = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: Any = None,
        **params: Any,
    ) -> None:
        super().__init__()
        self.callbacks = list(_flat(callbacks))
        history = next((each for each in self.callbacks if isinstance(each, History)), None)
        if history is None and add_history:
            history = History()
            self.callbacks.append(history)
        if add_progbar and not any(isinstance(each, ProgbarLogger) for each in self.callbacks):
            self.callbacks.append(ProgbarLogger())
        self._history = history
        if model is not None:
            self.set_model(model)
        self.set_params(params)

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Hand the params on, if there are any."""
        self.params = params
        for callback in self.callbacks if params else ():
            callback.set_params(params)

    def set_model(self, model: Any) -> None:
        """Hand the model on, and make the History that of the model."""
        super().set_model(model)
        if self._history is not None:
            model.history = self._history
        for callback in self.callbacks:
            callback.set_model(model)

    def batch_hooks(self, kind: str) -> tuple[Hook | None, Hook | None]:
        """What to call before and after each batch in "train", "test" or "predict"; None if nobody listens.

        `begin(batch)` and `end(batch, results)`, where `results` is a function that gives the logs: it is
        called only for those who look at them, since a step may take less time than that.
        """
        before, after = f"on_{kind}_batch_begin", f"on_{kind}_batch_end"
        starters = [getattr(each, before) for each in self.callbacks if listens(each, before)]
        bars = [each for each in self.callbacks if isinstance(each, ProgbarLogger) and each.counts]
        enders = [
            getattr(each, after)
            for each in self.callbacks
            if listens(each, after) and not isinstance(each, ProgbarLogger)
        ]

        def begin(batch: int) -> None:
            logs: dict[str, Any] = {}
            for hook in starters:
                hook(batch, logs=logs)

        def end(batch: int, results: Callable[[], dict[str, Any]]) -> None:
            if enders:
                logs = results()
                for hook in enders:
                    hook(batch, logs=logs)
            for bar in bars:
                getattr(bar, after)(batch, results)

        return begin if starters else None, end if enders or bars else None


def _flat(callbacks: Any) -> Iterator[Any]:
    if callbacks is None:
        return
    if isinstance(callbacks, list | tuple):
        for each in callbacks:
            yield from _flat(each)
    elif isinstance(callbacks, type) or not hasattr(callbacks, "set_model"):
        raise ValueError(f"callbacks: expected callbacks, as of reference.callbacks, got {callbacks!r}")
    else:
        yield callbacks


def _for_each(name: str, *, counted: bool) -> Hook:
    """The method `name` of the list: one call for each callback."""

    def called(self: CallbackList, logs: Any = None) -> None:
        logs = {} if logs is None else logs
        for callback in self.callbacks:
            getattr(callback, name)(logs)

    def called_with_a_number(self: CallbackList, number: int, logs: Any = None) -> None:
        logs = {} if logs is None else logs
        for callback in self.callbacks:
            getattr(callback, name)(number, logs)

    hook = called_with_a_number if counted else called
    hook.__name__, hook.__doc__ = name, "Call it on each of the callbacks."
    return hook


for _name in [name for name in vars(Callback) if name.startswith("on_")]:
    setattr(CallbackList, _name, _for_each(_name, counted="batch" in _name or "epoch" in _name))
