"""BatchNormalization: every channel brought to mean 0 and variance 1 over the batch."""

from typing import Any, NamedTuple

import numpy as np

from reference import config
from reference.checks import Shape, choice, number
from reference.normalization.axes import Gradients, Scaled
from reference.normalization.channels import Channels

__all__ = ["BatchNormalization"]

Array = np.ndarray


class Moments(NamedTuple):
    """A mean and a variance a channel, and the numbers that they come from.

    `centred` is x - mean; `kept` the same with 0 where the mask leaves a number out, and `count` how many
    are left in. Moving statistics come from no numbers here: they have neither.
    """

    mean: Array
    variance: Array
    centred: Array
    kept: Any = None
    count: Any = None
    mask: Array | None = None


def batch_moments(channels: Channels, rows: Array, mask: Array | None) -> Moments:
    """Mean and biased variance of every channel of a view, over the places where the mask is True."""
    count: Any = channels.count
    if mask is not None:
        # the places that count, and so that it is never 0, a little more
        count = channels.total(mask.astype(rows.dtype)) + rows.dtype.type(config.epsilon())
    mean = channels.total(rows if mask is None else np.where(mask, rows, 0)) / count
    centred = rows - channels.spread(mean)
    kept = centred if mask is None else np.where(mask, centred, 0)
    return Moments(mean, channels.total(kept * kept) / count, centred, kept, count, mask)


def through_moments(channels: Channels, found: Moments, dbeta: Array, slope: Array) -> Array:
    """dβ / N + x̂ dγ / N, what the way through μ and σ² takes off dy; `slope` is dγ / √(σ² + ε)."""
    slope, level = slope / found.count, dbeta / found.count
    if found.mask is not None:
        level -= slope * channels.total(found.kept) / found.count
    pull = found.centred * channels.spread(slope)
    pull += channels.spread(level)
    return pull if found.mask is None else np.where(found.mask, pull, 0)


class BatchNormalization(Scaled):
    """Normalization over the batch, and over all axes but that of the channels (Ioffe & Szegedy 2015).

    In training, by the statistics of the batch, N numbers a channel:

    forward   μ = Σ x / N                σ² = Σ (x - μ)² / N              (biased: N, not N - 1)
              x̂ = (x - μ) / √(σ² + ε)    y = γ x̂ + β
    backward  dβ = Σ dy                  dγ = Σ dy x̂
              dx = γ / √(σ² + ε) · (dy - dβ / N - x̂ dγ / N)
    after     moving_mean     ← momentum · moving_mean + (1 - momentum) μ
              moving_variance ← momentum · moving_variance + (1 - momentum) σ²

    In use, and always if `trainable` is False, by the moving statistics m and v, which are constants:

    forward   x̂ = (x - m) / √(v + ε)     y = γ x̂ + β
    backward  dβ, dγ as above            dx = γ / √(v + ε) · dy

    A mask, of the shape of x without its last axis, leaves places out of μ and σ²; they are normalized
    all the same, and in dx the terms with / N are 0 there. N is the number of the others plus 1e-7, so
    that Σ (x - μ) over them is not quite 0: dβ / N becomes (dβ - dγ / √(σ² + ε) · Σ (x - μ) / N) / N.
    Keras cannot train a single channel with a mask unless `axis` is -1; here it is like any other.

    Parameters
    ----------
    axis : int
        That of the channels.
    momentum : float
        How much of the old moving statistics stays: with 0.99 they need some hundred batches.
    epsilon : float
        ε, inside the root.
    center, scale : bool
        Whether there is a β, whether there is a γ.
    beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer
        How the weights start; γ and the moving variance at 1, the others at 0.
    beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint
        What the sizes of β and γ cost in training, and what holds them after each update.
    renorm, renorm_clipping, renorm_momentum, synchronized
        Batch renormalization and statistics over several machines: refused.

    Source: `keras.layers.BatchNormalization`.
    """

    takes_mask = True
    one_axis = True

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: Any = None,
        renorm_momentum: float = 0.99,
        synchronized: bool = False,
        **kwargs: Any,
    ) -> None:
        beta = (beta_initializer, beta_regularizer, beta_constraint)
        gamma = (gamma_initializer, gamma_regularizer, gamma_constraint)
        super().__init__(axis, epsilon, center, scale, beta, gamma, **kwargs)
        self.epsilon = float(self.epsilon)
        self.momentum = float(number("BatchNormalization", "momentum", momentum))
        self.weight_rules("moving_mean", initializer=moving_mean_initializer)
        self.weight_rules("moving_variance", initializer=moving_variance_initializer)
        self.renorm = choice("BatchNormalization", "renorm", renorm, (False,))
        self.renorm_clipping, self.renorm_momentum = renorm_clipping, renorm_momentum
        self.synchronized = choice("BatchNormalization", "synchronized", synchronized, (False,))
        self.moving_mean: Array
        self.moving_variance: Array

    def create_weights(self, input_shape: Shape) -> None:
        """Make `gamma`, `beta`, `moving_mean` and `moving_variance`, all (channels,)."""
        super().create_weights(input_shape)
        for name in ("moving_mean", "moving_variance"):
            self.add_weight(name, self.sizes_along(input_shape), trainable=False)

    def forward(self, x: Array, training: bool = False, mask: Array | None = None) -> tuple[Array, Any]:
        """Return `(y, cache)`; the last of the cache is the pair of new moving statistics, or None."""
        channels, learns = Channels(x.shape, self.axis), training and self.trainable
        rows, chosen = channels.view(x), self._chosen(x, mask)
        if learns:
            found = batch_moments(channels, rows, None if chosen is None else channels.view(chosen))
        else:
            centred = rows - channels.spread(self.moving_mean)
            found = Moments(self.moving_mean, self.moving_variance, centred)
        inverse = 1 / np.sqrt(found.variance + self.epsilon)
        factor = inverse * self.gamma if self.scale else inverse
        y = found.centred * channels.spread(factor)
        if self.center:
            y += channels.spread(self.beta)
        return y.reshape(x.shape), (channels, found, inverse, factor, self._moved(found) if learns else None)

    def backward(self, dy: Array, cache: Any, input_gradient: bool = True) -> tuple[Array | None, Gradients]:
        """Return `(dx, grads)`: through the mean and the variance, if they are those of the batch."""
        channels, found, inverse, factor, moved = cache
        dy_rows = channels.view(dy)
        dbeta = channels.total(dy_rows)
        dgamma = channels.total(dy_rows * found.centred) * inverse
        grads = self.of_the_wanted(dgamma, dbeta)
        if not input_gradient:
            return None, grads
        if moved is not None:
            dy_rows = dy_rows - through_moments(channels, found, dbeta, dgamma * inverse)
        return (dy_rows * channels.spread(factor)).reshape(dy.shape), grads

    def commit(self, cache: Any) -> None:
        """Write the new moving statistics; a run in use has none."""
        if cache[-1] is not None:
            self.moving_mean[...], self.moving_variance[...] = cache[-1]

    def _moved(self, found: Moments) -> tuple[Array, Array]:
        """The moving statistics after a batch with these."""
        old, new = self.momentum, 1 - self.momentum
        mean = self.moving_mean * old + found.mean * new
        return mean, self.moving_variance * old + found.variance * new

    def _chosen(self, x: Array, mask: Array | None) -> Array | None:
        """The mask in the shape of `x`; a ValueError unless it has one axis less."""
        if mask is None:
            return None
        if mask.ndim != x.ndim - 1:
            raise ValueError(
                f"{self.name}: mask must have one axis less than the input of shape {x.shape}, "
                f"got shape {mask.shape}"
            )
        return np.broadcast_to(mask[..., None].astype(bool), x.shape)

    def get_config(self) -> dict[str, Any]:
        """Keras's arguments of this layer."""
        return super().get_config() | {
            "momentum": self.momentum,
            "renorm": self.renorm,
            "renorm_clipping": self.renorm_clipping,
            "renorm_momentum": self.renorm_momentum,
            "synchronized": self.synchronized,
        }
