"""Networks that hold every layer between them, out of the layers of either half."""

from typing import Any

__all__ = ["counts", "pictures", "sentences", "tokens", "volumes", "words"]

Layers = list[Any]


def counts(half: Any) -> Any:
    """Rows of 5 numbers below 7, counted."""
    layers = half.layers
    encoded = layers.CategoryEncoding(7, output_mode="count")
    return half.models.Sequential([layers.Input((5,)), encoded, layers.Dense(3, "softmax")])


def tokens(half: Any) -> Any:
    """Rows of 5 numbers below 7, looked up."""
    layers = half.layers
    looked_up = [layers.Input((5,)), layers.ReversibleEmbedding(7, 4), layers.Flatten()]
    return half.models.Sequential([*looked_up, layers.Dense(3, "softmax")])


def sentences(half: Any) -> Any:
    """Rows of 3 numbers below 7, read both ways, with masks, dropout and normalization."""
    layers = half.layers
    return half.models.Sequential(
        [
            layers.Input((3,)),
            layers.Embedding(7, 4, mask_zero=True),
            layers.Bidirectional(layers.GRU(3, dropout=0.25)),
            layers.BatchNormalization(),
            layers.Dropout(0.25),
            layers.Dense(3, "softmax", kernel_regularizer="l2"),
        ]
    )


def pictures(half: Any) -> Any:
    """Pictures (7, 9, 3): what comes before training, and layers of two dimensions."""
    layers = half.layers
    ends = layers.Dense(3), layers.Softmax()
    stack = [layers.Input((7, 9, 3)), *_prepared(layers), *_filtered(layers), *_pooled(layers)]
    return half.models.Sequential([*stack, *_flattened(layers), *ends])


def _prepared(layers: Any) -> Layers:
    return [
        layers.Resizing(8, 7),
        layers.CenterCrop(6, 7),
        layers.Rescaling(0.5, offset=0.25),
        layers.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 0.5]),
        layers.ZeroPadding2D(((1, 0), (0, 1))),
    ]


def _filtered(layers: Any) -> Layers:
    return [
        layers.Conv2D(4, 3, padding="same", strides=2, activation="relu", kernel_regularizer="l2"),
        layers.BatchNormalization(),
        layers.UpSampling2D(2),
        layers.SpatialDropout2D(0.25),
        layers.DepthwiseConv2D(2, depth_multiplier=2, depthwise_constraint="max_norm"),
        layers.GroupNormalization(groups=2),
        layers.LeakyReLU(),
        layers.SeparableConv2D(5, 2, padding="same"),
        layers.PReLU(shared_axes=[1, 2]),
        layers.Conv2DTranspose(4, 3, strides=2, padding="same"),
        layers.Cropping2D(((1, 2), (3, 0))),
    ]


def _pooled(layers: Any) -> Layers:
    return [
        layers.MaxPooling2D(2),
        layers.SpectralNormalization(layers.Conv2D(3, 2)),
        layers.AveragePooling2D((1, 2)),
        layers.AdaptiveMaxPooling2D((4, 2)),
        layers.AdaptiveAveragePooling2D(2),
    ]


def _flattened(layers: Any) -> Layers:
    return [
        layers.UnitNormalization(),
        layers.Identity(),
        layers.Flatten(),
        layers.GaussianDropout(0.25),
        layers.Dense(6, "selu", kernel_initializer="lecun_normal"),
        layers.AlphaDropout(0.25),
        layers.ReLU(max_value=6.0),
    ]


def volumes(half: Any) -> Any:
    """Volumes (5, 6, 7, 2): layers of three dimensions and convolutional LSTMs, then what is global."""
    layers = half.layers
    stack = [layers.Input((5, 6, 7, 2)), *_cubes(layers), *_films(layers), *_repeated(layers)]
    return half.models.Sequential([*stack, layers.Dense(3, "softmax")])


def _cubes(layers: Any) -> Layers:
    return [
        layers.ZeroPadding3D(((0, 1), (1, 0), (0, 0))),
        layers.Conv3D(4, 2, activation="elu"),
        layers.LayerNormalization(),
        layers.SpatialDropout3D(0.25),
        layers.UpSampling3D((1, 2, 1)),
        layers.MaxPooling3D((1, 2, 2)),
        layers.Conv3DTranspose(3, 2),
        layers.Cropping3D((1, 0, 1)),
        layers.AveragePooling3D((2, 1, 1)),
    ]


def _films(layers: Any) -> Layers:
    return [
        layers.Reshape((2, 1, 7, 2, 3)),
        layers.ConvLSTM3D(3, (1, 2, 1), return_sequences=True, dropout=0.25),
        layers.Reshape((2, 6, 2, 3)),
        layers.ConvLSTM2D(4, (2, 1), return_sequences=True),
        layers.AdaptiveAveragePooling3D((2, 3, 2)),
        layers.AdaptiveMaxPooling3D(2),
        layers.Reshape((2, 2, 8)),
        layers.ConvLSTM1D(5, 2, return_sequences=True, padding="same"),
        layers.TimeDistributed(layers.Dense(4, "tanh")),
        layers.RMSNormalization(),
    ]


def _repeated(layers: Any) -> Layers:
    return [
        layers.Permute((3, 1, 2)),
        layers.Reshape((2, 2, 2, 2)),
        layers.GlobalAveragePooling3D(),
        layers.RepeatVector(4),
        layers.Reshape((2, 2, 1, 2)),
        layers.GlobalMaxPooling3D(),
        layers.RepeatVector(6),
        layers.Reshape((2, 3, 2)),
        layers.GlobalAveragePooling2D(),
        layers.RepeatVector(6),
        layers.Reshape((3, 2, 2)),
        layers.GlobalMaxPooling2D(),
    ]


def words(half: Any) -> Any:
    """Rows of 4 numbers, told apart by bins, as words: layers over time, masks, gates."""
    layers = half.layers
    ends = layers.Reshape((3, 1)), layers.GlobalAveragePooling1D(), layers.Dense(3, "softmax")
    stack = [layers.Input((4,)), *_read(layers), *_windows(layers), *_short(layers)]
    return half.models.Sequential([*stack, *ends])


def _read(layers: Any) -> Layers:
    cells = [layers.LSTMCell(3), layers.GRUCell(4), layers.SimpleRNNCell(3)]
    return [
        layers.Discretization(bin_boundaries=[-1.0, -0.5, 0.0, 0.5, 1.0]),
        layers.Embedding(6, 4, mask_zero=True),
        layers.Bidirectional(layers.LSTM(3, return_sequences=True, dropout=0.25), merge_mode="sum"),
        layers.Masking(),
        layers.GRU(4, return_sequences=True, recurrent_dropout=0.25),
        layers.SimpleRNN(5, return_sequences=True, activation="relu"),
        layers.RNN(layers.StackedRNNCells(cells)),
        layers.RepeatVector(11),
    ]


def _windows(layers: Any) -> Layers:
    return [
        layers.EinsumDense("abc,cd->abd", output_shape=(None, 4), bias_axes="d"),
        layers.SpatialDropout1D(0.25),
        layers.Conv1D(5, 3, padding="causal", activation="swish"),
        layers.DepthwiseConv1D(2),
        layers.SeparableConv1D(4, 2, strides=2),
        layers.Conv1DTranspose(3, 2, strides=2),
        layers.ELU(),
        layers.ZeroPadding1D(1),
        layers.Cropping1D((2, 0)),
        layers.UpSampling1D(2),
    ]


def _short(layers: Any) -> Layers:
    return [
        layers.MaxPooling1D(2),
        layers.AveragePooling1D(2, strides=1),
        layers.AdaptiveAveragePooling1D(6),
        layers.AdaptiveMaxPooling1D(4),
        layers.GaussianNoise(0.125),
        layers.ActivityRegularization(l2=0.01),
        layers.Activation("softsign"),
        layers.Dropout(0.25),
        layers.GlobalMaxPooling1D(),
    ]
