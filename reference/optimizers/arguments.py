"""What the options of optimizers must be."""

from typing import Any

from reference.checks import number

__all__ = ["beta", "check_options", "fraction", "not_negative"]


def fraction(owner: str, name: str, value: Any) -> Any:
    """Return a number from 0 to 1."""
    return number(owner, name, value, 0, 1)


def beta(owner: str, name: str, value: Any) -> Any:
    """Return a number from 0 to below 1; Keras takes 1, and divides by zero."""
    if fraction(owner, name, value) == 1:
        raise ValueError(f"{owner}: {name} must be a number from 0 to below 1, got {value!r}")
    return number(owner, name, value)


def not_negative(owner: str, name: str, value: Any) -> Any:
    """Return a number of 0 or more."""
    return number(owner, name, value, 0)


def check_options(owner: str, options: Any) -> None:
    """Raise a ValueError for an option of the base class that is not what Keras takes."""
    clips = {key: getattr(options, key) for key in ("clipnorm", "clipvalue", "global_clipnorm")}
    given = {key: value for key, value in clips.items() if value is not None}
    if len(given) > 1:
        raise ValueError(f"{owner}: only one of {', '.join(clips)} can be set, got {given}")
    for key, value in given.items():
        not_negative(owner, key, value)
    for key in ("weight_decay", "loss_scale_factor"):
        if getattr(options, key) is not None:
            number(owner, key, getattr(options, key))
    steps = options.gradient_accumulation_steps
    if steps and not _is_count(steps, 2):
        raise ValueError(f"{owner}: gradient_accumulation_steps must be an integer >= 2, got {steps!r}")
    if options.use_ema:
        fraction(owner, "ema_momentum", options.ema_momentum)
        every = options.ema_overwrite_frequency
        if every and not _is_count(every, 1):
            raise ValueError(f"{owner}: ema_overwrite_frequency must be an integer >= 1, got {every!r}")


def _is_count(value: Any, lowest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= lowest
