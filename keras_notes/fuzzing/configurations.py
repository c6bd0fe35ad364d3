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
    "huge_dense": (_dense("units", 10**12), "dense/kernel .* takes .* bytes, and the file has .* left"),
    "units_of_400_digits": (_dense("units", 10**400), "takes .* bytes, and the file has"),
    "huge_input": (
        _set("config", "layers", 0, "config", "batch_shape", to=[None, 4, 10**15]),
        "takes .* bytes",
    ),
    "huge_repetition": (_appended(("RepeatVector", {"n": 10**15})), "more than 134,217,728 numbers a sample"),
    "sixty_thousand_layers": (_appended(("ReLU", {}), times=60_000), "60,0.. layers, at most 2,000 are read"),
    "huge_auc": (
        _set("compile_config", "metrics", to=[{"class_name": "AUC", "config": {"num_thresholds": 10**12}}]),
        "num_thresholds is 1,000,000,000,000",
    ),
    "huge_iou": (
        _set("compile_config", "metrics", to=[{"class_name": "MeanIoU", "config": {"num_classes": 10**7}}]),
        "num_classes is 10,000,000",
    ),
    # ------------------------------------------------------------------ other types and shapes
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
        _appended(("Normalization", {"mean": {"class_name": "__numpy__", "config": {"value": [1.0] * 3}}})),
        "Normalization",
    ),
}
