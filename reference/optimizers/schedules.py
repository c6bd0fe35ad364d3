"""The schedules under the name users type: `from reference.optimizers.schedules import CosineDecay`."""

from reference import schedules
from reference.schedules import *  # noqa: F403

__all__ = schedules.__all__  # noqa: PLE0605
