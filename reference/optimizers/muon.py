"""Muon."""

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.casting import through_float32
from reference.checks import number
from reference.optimizers.adam import step_by_means
from reference.optimizers.arguments import beta
from reference.optimizers.means import debias, move_towards, move_towards_square
from reference.optimizers.optimizer import Grads, Optimizer
from reference.optimizers.rate import applied_rate
from reference.optimizers.state import Groups

__all__ = ["Muon"]

Array = np.ndarray


class Muon(Optimizer):
    """Momentum whose matrices are made nearly orthogonal; vectors and some others get Adam.

    matrix   m ← m + g + (μ - 1) m        h = g + μ m, or m without `nesterov`
             X₀ = h / (‖h‖ + 1e-7)        X ← a X + (b X Xᵀ + c (X Xᵀ)²) X, `ns_steps` times
             w ← w - η √max(rows, columns) rms_rate X      or w - η X if `rms_rate` is None
    other    Adam at the rate η `adam_lr_ratio`, with its own β and ε

    Adam gets each weight that has not two axes, whose path holds "embedding" (unless
    `exclude_embeddings` is False), or in whose path one of the patterns of `exclude_layers` is found.
    A matrix with more rows than columns is transposed for the iteration. `weight_decay` is that of the
    matrices, `adam_weight_decay` that of the others; None means none. Of a rate that a function gives,
    which is rounded to float32 everywhere else, the matrices take the number itself.
    Source: `keras.optimizers.Muon`; Jordan et al. 2024; Liu et al. 2025 for `rms_rate`.
    """

    hyperparameters = (
        *("adam_beta_1", "adam_beta_2", "epsilon", "exclude_layers", "muon_a", "muon_b", "muon_c"),
        *("adam_lr_ratio", "momentum", "ns_steps", "nesterov", "exclude_embeddings", "adam_weight_decay"),
        "rms_rate",
    )
    scratches = 2

    def __init__(
        self,
        learning_rate: Any = 0.001,
        adam_beta_1: float = 0.9,
        adam_beta_2: float = 0.999,
        adam_weight_decay: float | None = 0.004,
        epsilon: float = 1e-7,
        weight_decay: float | None = 0.004,
        *,
        exclude_layers: Sequence[str] | None = None,
        exclude_embeddings: bool = True,
        muon_a: float = 3.4445,
        muon_b: float = -4.775,
        muon_c: float = 2.0315,
        adam_lr_ratio: float = 1,
        momentum: float = 0.95,
        ns_steps: int = 5,
        nesterov: bool = True,
        rms_rate: float | None = 0.2,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay, **kwargs)
        self.epsilon = epsilon
        self.muon_a, self.muon_b, self.muon_c = muon_a, muon_b, muon_c
        self.adam_lr_ratio = adam_lr_ratio
        self.momentum = momentum
        self.ns_steps = ns_steps
        for name in ("epsilon", "muon_a", "muon_b", "muon_c", "adam_lr_ratio", "momentum"):
            number("Muon", name, getattr(self, name))
        if isinstance(ns_steps, bool) or not isinstance(ns_steps, int) or ns_steps < 0:
            raise ValueError(f"Muon: ns_steps must be an integer >= 0, got {ns_steps!r}")
        self.adam_beta_1 = beta("Muon", "adam_beta_1", adam_beta_1)
        self.adam_beta_2 = beta("Muon", "adam_beta_2", adam_beta_2)
        self.adam_weight_decay = adam_weight_decay
        self.exclude_layers = list(exclude_layers or [])
        self.exclude_embeddings = exclude_embeddings
        self.nesterov = nesterov
        self.rms_rate = rms_rate

    def gets_adam(self, weight: Array, name: str) -> bool:
        """Whether Adam updates this weight."""
        if weight.ndim != 2 or (self.exclude_embeddings and "embedding" in name.lower()):
            return True
        return any(re.search(pattern, name) for pattern in self.exclude_layers)

    def make_slots(self, weight: Array, name: str) -> Groups:
        """The momentum, and Adam's mean square for the weights that it updates."""
        return (tuple(np.zeros_like(weight) for _ in range(1 + self.gets_adam(weight, name))),)

    def decaying(self, weights: Sequence[Array]) -> list[bool]:
        """Whether each weight decays; here Keras goes by the last part of the path."""
        if self._decaying is None:
            self._decaying = self._excluded.kept(weights, [name.split("/")[-1] for name in self.names])
        return self._decaying

    def decay(self, grads: Grads, weights: Sequence[Array]) -> None:
        """Shrink the weights that have a gradient and are not excluded."""
        for i, (grad, weight) in enumerate(zip(grads, weights, strict=True)):
            factor = self.weight_decay if len(self.slots[i]) == 1 else self.adam_weight_decay
            if factor is not None and grad is not None and self.decaying(weights)[i]:
                weight -= weight * through_float32(factor) * self.rate

    def begin_step(self) -> None:
        """Compute Adam's α."""
        corrections = (debias(each, self.iterations + 1) for each in (self.adam_beta_1, self.adam_beta_2))
        of_mean, of_square = corrections
        rate = applied_rate(self.given_rate * self.adam_lr_ratio)
        self._alpha = rate * math.sqrt(of_square) / of_mean

    def update(self, grad: Array, weight: Array, slots: Sequence[Array], work: Sequence[Array]) -> None:
        """One step for one weight."""
        if len(slots) == 2:
            move_towards(slots[0], grad, 1 - self.adam_beta_1, work[0])
            move_towards_square(slots[1], grad, 1 - self.adam_beta_2, work[0])
            step_by_means(weight, slots[0], slots[1], self._alpha, self.epsilon, work)
            return
        (mean,), (step, _) = slots, work
        np.multiply(mean, self.momentum - 1, out=step)
        step += grad
        mean += step
        if self.nesterov:
            np.multiply(mean, self.momentum, out=step)
            step += grad
        else:
            step[...] = mean
        factor = 1.0 if self.rms_rate is None else math.sqrt(max(weight.shape)) * self.rms_rate
        weight -= self.orthogonal(step) * (float(self.given_rate) * factor)

    def orthogonal(self, x: Array) -> Array:
        """The matrix after the Newton-Schulz iteration: its singular values come near 1."""
        wide = x.T if x.shape[0] > x.shape[1] else x
        flat = x.reshape(-1)
        wide = wide / (math.sqrt(float(np.dot(flat, flat))) + 1e-7)
        for _ in range(self.ns_steps):
            gram = wide @ wide.T
            product = (self.muon_c * gram) @ gram
            product += self.muon_b * gram
            wide = self.muon_a * wide + product @ wide
        return wide.T if x.shape[0] > x.shape[1] else wide
