"""The catalogue of `diagnose` planted in the rows: one home for the mistakes that people make.

Not here are those that no row of a single layer shows: activations that have no row in a Dense, gradients of
losses, regularizers. test_diagnosis.py plants all of them in networks.
"""

from planted import PLANTED, Planted

from keras_notes.diagnosis.mistakes import MISTAKES, varied
from reference.layers import (
    GRU,
    LSTM,
    AveragePooling1D,
    Bidirectional,
    Conv1D,
    Conv2D,
    Dense,
    Embedding,
    Flatten,
    GlobalAveragePooling1D,
    GroupNormalization,
    LayerNormalization,
    LeakyReLU,
    MaxPooling1D,
    MaxPooling2D,
    Normalization,
    Permute,
    Reshape,
    SimpleRNN,
    TimeDistributed,
)
from reference.losses import MeanSquaredError

# where: the concept, what is in the label of its row, the class, and the method that goes wrong
IN_ROWS = {
    ("dense", "Dense(units=4, activation='relu') on (3, 5)", Dense, "forward"): (
        "activation_forgotten bias_behind_the_activation"
    ),
    ("dense", "Dense(units=1, activation='sigmoid') on (6, 3)", Dense, "forward"): (
        "activation_twice sigmoid_of_the_other_sign"
    ),
    ("dense", "Dense(units=5, activation='softmax', use_bias=False)", Dense, "forward"): (
        "softmax_over_the_batch softmax_over_everything sigmoid_for_softmax log_softmax_for_softmax"
    ),
    ("activation_layers", "LeakyReLU() on (3, 5)", LeakyReLU, "forward"): ("leaky_slope_of_pytorch"),
    ("dense", "Dense(units=1, activation='sigmoid') on (6, 3)", Dense, "backward"): ("slope_at_z"),
    ("dense", "Dense(units=4, activation='relu') on (3, 5)", Dense, "backward"): ("slope_forgotten"),
    ("dense", "Dense(units=5, activation='softmax', use_bias=False)", Dense, "backward"): (
        "softmax_slope_by_entry"
    ),
    ("convolution", "Conv1D(filters=4, kernel_size=3) on (2, 7, 3)", Conv1D, "forward"): (
        "kernel_flipped kernel_reshaped_to_pytorch same_for_valid input_reshaped_to_channels_first"
    ),
    (
        "convolution",
        "Conv2D(filters=4, kernel_size=3, padding='same', activation='relu')",
        Conv2D,
        "forward",
    ): ("kernel_rows_for_columns"),
    (
        "convolution",
        "Conv1D(filters=4, kernel_size=2, padding='same', activation='relu')",
        Conv1D,
        "forward",
    ): ("padding_on_the_other_side valid_for_same"),
    (
        "convolution",
        "Conv1D(filters=4, kernel_size=3, padding='causal', dilation_rate=2, activation='relu')",
        Conv1D,
        "forward",
    ): ("causal_padding_on_both_sides"),
    ("convolution", "Conv1D(filters=5, kernel_size=3, padding='same', strides=2)", Conv1D, "forward"): (
        "stride_ignored"
    ),
    ("convolution", "Conv1D(filters=3, kernel_size=3, padding='same', dilation_rate=2)", Conv1D, "forward"): (
        "dilation_ignored"
    ),
    ("convolution", "Conv1D(filters=4, kernel_size=3) on (2, 7, 3)", Conv1D, "backward"): (
        "kernel_gradient_flipped input_gradient_flipped"
    ),
    ("dense", "Dense(units=4) on (3, 4)", Dense, "forward"): ("kernel_transposed"),
    ("dense", "Dense(units=4) on (3, 5)", Dense, "forward"): (
        "kernel_reshaped bias_forgotten bias_subtracted"
    ),
    ("dense", "Dense(units=4) on (3, 5)", Dense, "backward"): (
        "bias_gradient_missing bias_gradient_averaged kernel_gradient_divided_twice"
    ),
    ("dense", "Dense(units=4) on (3, 4)", Dense, "backward"): (
        "kernel_gradient_transposed input_gradient_through_the_kernel kernel_gradient_with_the_output"
    ),
    (
        "losses",
        "MeanSquaredError(reduction='sum_over_batch_size') on real (4, 8)",
        MeanSquaredError,
        "forward",
    ): (
        "summed_over_the_batch summed_over_the_outputs summed_over_everything "
        "half_of_the_squared_error quadratic_cost"
    ),
    (
        "normalization",
        "LayerNormalization(epsilon=0.1) on (2, 3, 5), training",
        LayerNormalization,
        "forward",
    ): (
        "epsilon_of_pytorch epsilon_forgotten unbiased_variance_of_the_sample gamma_for_beta "
        "normalized_over_the_whole_sample normalized_over_the_batch"
    ),
    (
        "recurrence",
        "TimeDistributed(layer=BatchNormalization(momentum=0.75)) on (3, 2, 4), training, masked",
        TimeDistributed,
        "forward",
    ): (
        "epsilon_outside_the_root variance_for_deviation batch_statistics_in_use "
        "moving_statistics_in_training unbiased_variance_of_the_batch"
    ),
    (
        "recurrence",
        "TimeDistributed(layer=BatchNormalization(momentum=0.75)) on (3, 2, 4), training, masked",
        TimeDistributed,
        "backward",
    ): ("statistics_taken_for_constants"),
    (
        "normalization",
        "LayerNormalization(epsilon=0.1) on (2, 3, 5), training",
        LayerNormalization,
        "backward",
    ): ("statistics_of_the_sample_taken_for_constants"),
    ("embedding", "Embedding(input_dim=5, output_dim=3) on (4, 3)", Embedding, "forward"): (
        "rows_counted_from_1"
    ),
    ("normalization", "GroupNormalization(groups=2) on (3, 6)", GroupNormalization, "forward"): (
        "channels_of_a_group_lie_apart"
    ),
    ("reshaping", "Flatten() on (2, 3, 5)", Flatten, "forward"): ("flattened_by_columns"),
    ("reshaping", "Flatten() on (3, 2, 4, 3)", Flatten, "forward"): ("flattened_channels_first"),
    ("reshaping", "Reshape(target_shape=(6, 2)) on (2, 3, 4)", Reshape, "forward"): ("reshaped_by_columns"),
    ("reshaping", "Permute(dims=(2, 1)) on (2, 3, 4)", Permute, "forward"): ("reshaped_for_permuted"),
    ("embedding", "Embedding(input_dim=5, output_dim=3) on (4, 3)", Embedding, "backward"): (
        "last_occurrence_alone"
    ),
    ("pooling", "GlobalAveragePooling1D() on (3, 4, 2)", GlobalAveragePooling1D, "forward"): (
        "max_for_average sum_for_average"
    ),
    ("pooling", "AveragePooling1D(pool_size=3, strides=2, padding='same')", AveragePooling1D, "forward"): (
        "padding_counted"
    ),
    ("pooling", "MaxPooling1D() on (3, 7, 2)", MaxPooling1D, "forward"): ("pooling_stride_of_1"),
    ("recurrence", "TimeDistributed(layer=Dropout(rate=0.5, seed=3))", TimeDistributed, "forward"): (
        "dropout_scales_in_use"
    ),
    ("preprocessing", "Normalization() on (6, 3)", Normalization, "forward"): ("divided_by_the_variance"),
    ("pooling", "MaxPooling1D() on (3, 7, 2)", MaxPooling1D, "backward"): ("gradient_to_the_whole_window"),
    ("pooling", "MaxPooling2D(pool_size=3, strides=1, padding='same')", MaxPooling2D, "forward"): (
        "zeros_of_padding_win"
    ),
    ("pooling", "MaxPooling2D() on (2, 5, 6, 3)", MaxPooling2D, "backward"): ("gradient_to_all_of_a_tie"),
    ("pooling", "AveragePooling1D(pool_size=2) on (3, 7, 2)", AveragePooling1D, "backward"): (
        "gradient_of_the_mean_not_divided"
    ),
    ("recurrence", "LSTM(units=3) on (2, 3, 4)", LSTM, "forward"): (
        "gates_in_the_order_ifoc gates_in_onnx_s_order gates_in_the_order_fico "
        "gates_in_the_order_fioc hard_gates_of_keras_2 carry_leaves_as_it_is "
        "forget_bias_added_again"
    ),
    ("recurrence", "GRU(units=3) on (2, 3, 4)", GRU, "forward"): (
        "gates_in_the_order_rzh update_gate_the_other_way_round reset_gate_before_the_matrix "
        "recurrent_bias_dropped both_biases_beside_the_input"
    ),
    (
        "recurrence",
        "GRU(units=2, reset_after=False, activation=None, recurrent_activation=None)",
        GRU,
        "forward",
    ): ("reset_gate_behind_the_matrix"),
    (
        "recurrence",
        "SimpleRNN(units=3, return_sequences=True, go_backwards=True) on (2, 3, 4), masked",
        SimpleRNN,
        "forward",
    ): ("relu_for_tanh outputs_turned_back"),
    ("recurrence", "SimpleRNN(units=3, activation='relu') on (2, 2, 4)", SimpleRNN, "forward"): (
        "recurrent_kernel_transposed state_forgotten_at_every_step steps_backwards "
        "state_carried_from_sample_to_sample"
    ),
    ("recurrence", "masked within the steps", TimeDistributed, "forward"): ("mask_ignored"),
    (
        "recurrence",
        "Bidirectional(layer=SimpleRNN(name='rnn', units=2, activation='relu', return_sequences=True))",
        Bidirectional,
        "forward",
    ): ("backward_half_not_turned_back halves_exchanged"),
    ("recurrence", "SimpleRNN(units=3, activation='relu') on (2, 2, 4)", SimpleRNN, "backward"): (
        "gradient_ends_at_each_step recurrent_gradient_a_step_late"
    ),
    ("recurrence", "LSTM(units=3) on (2, 3, 4)", LSTM, "backward"): (
        "carry_hands_no_gradient_on output_sends_nothing_to_the_carry"
    ),
    (
        "recurrence",
        "SimpleRNN(units=3, return_sequences=True, go_backwards=True) on (2, 3, 4), masked",
        SimpleRNN,
        "backward",
    ): ("slope_at_z_in_the_cell"),
    ("recurrence", "GRU(units=3) on (2, 3, 4)", GRU, "backward"): (
        "no_gradient_through_the_reset_gate one_gradient_for_both_biases"
    ),
}


def planting(mistake, attribute):
    """A `make` for one method: it does what the wrong variant of its owner would do."""

    def make(original):
        busy = []  # the variant calls the method, too: then it is the right one

        def wrong(self, *args, **kwargs):
            variant = None if busy else _variant(self, mistake)
            if variant is None:
                return original(self, *args, **kwargs)
            busy.append(True)
            try:
                return getattr(variant, attribute)(*args, **kwargs)
            finally:
                busy.pop()

        return wrong

    return make


def _variant(thing, mistake):
    return mistake.variant(thing) if isinstance(thing, MeanSquaredError) else varied(thing, mistake)


for (concept, label, owner, attribute), names in IN_ROWS.items():
    for name in names.split():
        make = planting(MISTAKES[name], attribute)
        PLANTED.append(Planted(name, concept, label, owner, attribute, make))
