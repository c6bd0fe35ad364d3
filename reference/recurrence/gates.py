"""The gates of an LSTM, behind the linear maps of input and state: matrices or convolutions."""

from typing import Any

import numpy as np

from reference.activations.function import ActivationFunction

__all__ = ["gates_of", "lstm_gates", "lstm_gates_back"]

Array = np.ndarray


def gates_of(z: Array, gates: int) -> Array:
    """`z` (..., gates · u) as (..., gates, u), without a copy: the columns of each gate stand together."""
    return z.reshape(*z.shape[:-1], gates, -1)


def lstm_gates(z: Array, c: Array, f: ActivationFunction, s: ActivationFunction) -> tuple[Array, Array, Any]:
    """One step of an LSTM behind its linear maps.

    forward   z = (z_i, z_f, z_c, z_o)                   z (..., 4u)   all others (..., u)
              i, φ, o = s(z_i), s(z_f), s(z_o)           input, forget, output gate
              g = f(z_c)                                 candidate
              c' = φ c + i g        h = o f(c')
    backward  do = dh f(c')         dc' = dc' + f'(c') dh o
              di = dc' g            dφ = dc' c           dg = dc' i           dc = dc' φ
              dz_k = s'(z_k) dk     dz_c = f'(z_c) dg

    Parameters
    ----------
    z : array, shape (..., 4u)
        The pre-activations, gate after gate.
    c : array, shape (..., u)
        The carry.
    f, s : activation
        Of candidate and output, and of the gates.

    Returns
    -------
    `(h, c', saved)`

    Source: Hochreiter and Schmidhuber (1997), forget gate by Gers et al. (2000); the order is Keras's.
    """
    z = gates_of(z, 4)
    between = s.function(z[..., :2, :])
    o = s.function(z[..., 3, :])
    g = f.function(z[..., 2, :])
    i, phi = between[..., 0, :], between[..., 1, :]
    new_c = phi * c
    new_c += i * g
    squashed = f.function(new_c)
    return o * squashed, new_c, (z, between, g, o, c, new_c, squashed)


def lstm_gates_back(
    dh: Array, dc: Array, saved: Any, dz: Array, f: ActivationFunction, s: ActivationFunction
) -> Array:
    """Fill `dz` and return the gradient of the old carry, given those of h and of the new carry."""
    z, between, g, o, c, new_c, squashed = saved
    i, phi = between[..., 0, :], between[..., 1, :]
    dc = dc + f.derivative(dh * o, new_c, squashed)
    dgates = np.empty_like(between)
    np.multiply(dc, g, out=dgates[..., 0, :])
    np.multiply(dc, c, out=dgates[..., 1, :])
    dz = gates_of(dz, 4)
    dz[..., :2, :] = s.derivative(dgates, z[..., :2, :], between)
    dz[..., 2, :] = f.derivative(dc * i, z[..., 2, :], g)
    dz[..., 3, :] = s.derivative(dh * squashed, z[..., 3, :], o)
    return dc * phi
