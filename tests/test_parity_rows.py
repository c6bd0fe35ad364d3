"""The parity rows of the concepts whose other tests stand in files of their own."""

from parity_rows import parity_of

test_parity_of_activations = parity_of("activations")
test_parity_of_initializers = parity_of("initializers")
test_parity_of_losses = parity_of("losses")
test_parity_of_metrics = parity_of("metrics")
test_parity_of_random = parity_of("random")
