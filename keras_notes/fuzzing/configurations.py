"""Hostile configurations: what changes an honest one, and what the refusal must say."""

from collections.abc import Callable
from typing import Any

__all__ = ["CONFIGURATIONS"]

Change = Callable[[Any], Any]
DENSE = ("config", "layers", 1)  # where the first Dense stands
OPTIMIZER = ("compile_config", "optimizer")
SYSTEM = {"class_name": "function", "module": "builtins", "config": "eval", "registered_name": "eval"}


def _set(*path: Any, to: Any) -> Change:
    """Put `to` at the end of the path."""

    def change(config: Any) -> None:
        for key in path[:-1]:
            config = config[key]
        config[path[-1]] = to

    return change


def _dense(key: str, value: Any) -> Change:
    return _set(*DENSE, "config", key, to=value)


def _appended(*layers: tuple[str, dict[str, Any]], times: int = 1) -> Change:
    """More layers at the end."""

    def change(config: Any) -> None:
        config["config"]["layers"] += [{"class_name": n, "config": dict(c)} for n, c in layers] * times

    return change


def _metrics(*metrics: tuple[str, dict[str, Any]], times: int = 1) -> Change:
    """These metrics, instead of the honest ones."""
    found = [{"class_name": name, "config": config} for name, config in metrics] * times
    return _set("compile_config", "metrics", to=found)


def _array(value: Any) -> dict[str, Any]:
    """A value as Keras writes an array."""
    return {"class_name": "__numpy__", "config": {"value": value}}


def _custom(config: Any) -> None:
    config["config"]["layers"][1] |= {"module": "mine", "class_name": "Own", "registered_name": "mine>Own"}


CONFIGURATIONS: dict[str, tuple[Change, str]] = {
    # ------------------------------------------------------------------ code, and what stands for it
    "lambda_layer": (_appended(("Lambda", {})), "the function of a Lambda is code, and no code is run"),
    "lambda_activation": (
        _dense("activation", {"class_name": "__lambda__", "config": {"value": "4wAAA"}}),
        "a Python lambda is code, and no code is run",
    ),
    "typespec": (_dense("activation", {"class_name": "__typespec__", "config": []}), "are not read"),
    "custom_layer": (_custom, "mine>Own is a custom object, which only its author's code can make"),
    "layer_of_another_module": (_set(*DENSE, "module", to="os"), "Dense is a custom object"),
    "path_for_a_class": (_set(*DENSE, "class_name", to="os.system"), "no layer named 'os.system' here"),
    "dunder_for_a_class": (_set(*DENSE, "class_name", to="__class__"), "no layer named '__class__' here"),
    "base_class": (_set(*DENSE, "class_name", to="Layer"), "no layer named 'Layer' here"),
    "list_for_a_class": (_set(*DENSE, "class_name", to=["Dense"]), "class_name must be a text"),
    "initializer_popen": (
        _dense(
            "kernel_initializer", {"class_name": "Popen", "module": "subprocess", "config": {"args": "ls"}}
        ),
        "Popen is a custom object",
    ),
    "activation_path": (_dense("activation", "os.system"), "unknown activation 'os.system'"),
    "loss_eval": (_set("compile_config", "loss", to=SYSTEM), "unknown loss 'eval'"),
    "metric_eval": (_set("compile_config", "metrics", to=[SYSTEM]), "unknown metric 'eval'"),
    "function_without_a_name": (
        _set("compile_config", "loss", to=SYSTEM | {"config": [1]}),
        "the name of a function must be a text",
    ),
    "unknown_optimizer": (_set(*OPTIMIZER, "class_name", to="Evil"), "unknown optimizer"),
    "unknown_loss": (_set("compile_config", "loss", to="evil"), "unknown loss 'evil'"),
    # ------------------------------------------------------------------ absurd sizes
    "huge_dense": (
        _dense("units", 2 * 10**9),
        "dense/kernel .* takes .* bytes, and there are .* left in the file",
    ),
    "units_of_400_digits": (_dense("units", 10**400), "units must be less than 2,147,483,648"),
    "huge_input": (
        _set("config", "layers", 0, "config", "batch_shape", to=[None, 4, 2 * 10**9]),
        "takes .* bytes",
    ),
    "huge_repetition": (_appended(("RepeatVector", {"n": 10**9})), "becomes more than 134,217,728 numbers"),
    "many_large_layers": (
        _appended(("RepeatVector", {"n": 10**6}), ("GlobalMaxPooling1D", {}), times=100),
        "becomes more than 134,217,728 numbers",
    ),
    "sixty_thousand_layers": (_appended(("ReLU", {}), times=60_000), "60,0.. layers, at most 1,000 are read"),
    "huge_auc": (_metrics(("AUC", {"num_thresholds": 10**9})), "num_thresholds=1,.* takes 32,0"),
    "two_hundred_aucs": (
        _metrics(("AUC", {"num_thresholds": 10**5}), times=200),
        "takes .* bytes, and there are .* left for the states of metrics",
    ),
    "huge_auc_of_labels": (
        _metrics(("AUC", {"multi_label": True, "num_labels": 10**9})),
        "auc/true_positives .* takes",
    ),
    "huge_number_in_an_array": (
        _metrics(("AUC", {"num_thresholds": _array(10**9)})),
        "num_thresholds=1,.* takes 32,0",
    ),
    "huge_precision": (
        _metrics(("PrecisionAtRecall", {"recall": 0.5, "num_thresholds": 10**9})),
        "num_thresholds=1,.* takes 32,0",
    ),
    "huge_iou": (_metrics(("MeanIoU", {"num_classes": 10**7})), "mean_io_u/total_.* takes"),
    "object_in_an_array": (
        _metrics(("AUC", {"thresholds": _array([{"class_name": "Lambda"}])})),
        "__numpy__ must hold numbers, got {'class_name': 'Lambda'}",
    ),
    "a_thousand_axes": (
        _set("config", "layers", 0, "config", "batch_shape", to=[None] + [1] * 1000),
        "a shape may have 64 axes, got 1001",
    ),
    "a_thousand_new_axes": (
        _appended(("Reshape", {"target_shape": [1] * 1000})),
        "may have 63 axes, got 1000",
    ),
    "ten_thousand_metrics": (
        _metrics(("MeanSquaredError", {}), times=20_000),
        "mean_squared_error takes 2,048",
    ),
    "long_name": (_dense("name", "n" * 10**6), "a text of 1,000,000 characters, at most 1,000 are read"),
    "pattern_that_never_ends": (
        _set(*OPTIMIZER, to={"class_name": "Muon", "config": {"exclude_layers": ["(a+)+$"]}}),
        "exclude_layers: from a file nothing but names are read, got '.a.*'",
    ),
    "patterns_of_numbers": (
        _set(*OPTIMIZER, to={"class_name": "Muon", "config": {"exclude_layers": [1]}}),
        "exclude_layers: from a file nothing but names are read, got 1",
    ),
    # ------------------------------------------------------------------ other types and shapes
    "orders_to_a_terminal": (
        _appended(("Dense", {"units": 2, "name": "\x1b[2J\u202e\ud800"})),
        "\N{REPLACEMENT CHARACTER}.2J\N{REPLACEMENT CHARACTER}{2} has 2 arrays",
    ),
    "number_of_400_digits": (_appended(("Masking", {"mask_value": 10**400})), "mask_value must be a number"),
    "bins_of_400_digits": (
        _appended(("Discretization", {"num_bins": 3, "bin_boundaries": [1.0, 10**400]})),
        "Discretization: bin_boundaries: expected numbers",
    ),
    "fill_value_object": (
        _appended(("Resizing", {"height": 2, "width": 2, "fill_value": {"a": 1}})),
        "Resizing: fill_value must be a number",
    ),
    "strides_of_62_bits": (
        _appended(("MaxPooling1D", {"strides": 2**62})),
        "strides must be less than 2,147,483,648",
    ),
    "true_for_an_axis": (_appended(("UnitNormalization", {"axis": True})), "axis must be an integer"),
    "true_for_a_dimension": (_appended(("Permute", {"dims": [2, True]})), "dims must be the numbers 1, 2"),
    "negative_units": (_dense("units", -4), "units must be a positive integer, got -4"),
    "true_for_a_number": (_dense("units", True), "units must be a positive integer, got True"),
    "text_for_a_number": (_dense("units", "4"), "units must be a positive integer, got '4'"),
    "layer_without_config": (
        _set(*DENSE, "config", to=[1]),
        "the configuration of layer 1 must be an object",
    ),
    "layer_is_a_text": (_set(*DENSE, to="Dense"), "layer 1 must be an object, got 'Dense'"),
    "layers_object": (_set("config", "layers", to={}), "a model must have a list of layers"),
    "no_layers": (_set("config", "layers", to=[]), "a model must have a list of layers"),
    "functional": (
        _set("class_name", to="Functional"),
        "only a Sequential is read, and this is 'Functional'",
    ),
    "unknown_argument": (_dense("evil", 1), "Dense does not support the argument"),
    "argument_self": (_dense("self", 1), "TypeError"),
    "name_is_a_list": (_dense("name", ["a"]), "a name must be a text"),
    "dtype_object": (_dense("dtype", {"a": 1}), "dtype must be one of"),
    "dtype_half": (_dense("dtype", "float16"), "dtype must be one of"),
    "compile_list": (_set("compile_config", to=[1]), "compile_config must be an object"),
    "compile_argument": (_set("compile_config", "evil", to=1), r"compile has no arguments \['evil'\]"),
    "rate_is_a_text": (_set(*OPTIMIZER, "config", "learning_rate", to="fast"), "learning_rate must be"),
    "array_of_the_wrong_shape": (
        _appended(("Normalization", {"mean": _array([1.0] * 3)})),
        "Normalization",
    ),
}
