"""Settings of the NumPy half, under the names of `keras.config`; its only global state."""

from typing import Any

__all__ = [
    "epsilon",
    "floatx",
    "image_data_format",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
]

FLOATS = ("float32", "float64")
DATA_FORMATS = ("channels_last", "channels_first")

_settings: dict[str, Any] = {"floatx": "float32", "epsilon": 1e-7, "image_data_format": "channels_last"}


def floatx() -> str:
    """The name of the default float type: "float32" unless `set_floatx` said otherwise.

    >>> floatx()
    'float32'
    """
    floatx: str = _settings["floatx"]
    return floatx


def set_floatx(value: str) -> None:
    """Make `value` ("float32" or "float64") the float type of layers built from now on."""
    if value not in FLOATS:
        raise ValueError(f"set_floatx: value must be one of {FLOATS}, got {value!r}")
    _settings["floatx"] = value


def epsilon() -> float:
    """The fuzz factor that keeps logarithms finite, 1e-7 by default.

    >>> epsilon()
    1e-07
    """
    epsilon: float = _settings["epsilon"]
    return epsilon


def set_epsilon(value: float) -> None:
    """Make `value` the fuzz factor."""
    if not 0 < value < 1:
        raise ValueError(f"set_epsilon: value must lie between 0 and 1, got {value!r}")
    _settings["epsilon"] = float(value)


def image_data_format() -> str:
    """Where images keep their channels: "channels_last" by default.

    >>> image_data_format()
    'channels_last'
    """
    data_format: str = _settings["image_data_format"]
    return data_format


def set_image_data_format(value: str) -> None:
    """Make `value` ("channels_last" or "channels_first") the default layout of images."""
    if value not in DATA_FORMATS:
        raise ValueError(f"set_image_data_format: value must be one of {DATA_FORMATS}, got {value!r}")
    _settings["image_data_format"] = value
