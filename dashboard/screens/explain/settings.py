"""The settings of the chosen method: a widget for each parameter, and SmoothGrad."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from core.attribution import METHODS, Layer, Parameter
from core.attribution.layers import DEEPEST
from dashboard.screens.explain import sentences
from dashboard.state.explain_choice import SMOOTH_SAMPLES, Choice
from dashboard.state.model_facts import ModelFacts
from dashboard.state.session import Session

#: The parameter that names a layer of the model.
LAYER = "layer"
BASELINE_WORDS = {"air": "Air", "blurred": "Blurred slice", "mean_liver": "Mean liver"}


def show(session: Session, facts: ModelFacts | None) -> None:
    """Draw them; a change is kept in `session.explaining`."""
    choice = session.explaining
    method = METHODS[choice.method]
    for parameter in method.parameters:
        _widget(session, choice, parameter, facts)
    if method.gradient:
        _smooth(session, choice)
    if not method.parameters and not method.gradient:
        st.caption(sentences.no_settings())
    if choice.parameters.get(method.name) or choice.smooth_samples:
        st.button("Back to the defaults", on_click=_reset, args=(choice,))


def in_words(choice: Choice) -> str:
    """What differs from the defaults, for the button: "Settings · 2 changed"."""
    method = METHODS[choice.method]
    defaults = {parameter.name: parameter.default for parameter in method.parameters}
    changed = choice.parameters.get(choice.method, {})
    count = sum(value != defaults.get(name) for name, value in changed.items())
    count += bool(method.gradient and choice.smooth_samples)
    return f"Settings · {count} changed" if count else "Settings"


def layer_name(layers: tuple[Layer, ...], name: str) -> str:
    """A layer for a person; "" is the default, see `core.attribution.layers.chosen_layer`."""
    if name == "":
        return "Finest that tells where"
    if name == DEEPEST:
        return "Deepest"
    found = next((layer for layer in layers if layer.name == name), None)
    if found is None:
        return name
    rows, columns = found.side
    return f"{found.name} · {rows} × {columns}"


def _widget(
    session: Session, choice: Choice, parameter: Parameter, facts: ModelFacts | None
) -> None:
    method = choice.method
    key = f"explain-{method}-{parameter.name}"
    value: Any = choice.parameters.get(method, {}).get(parameter.name, parameter.default)

    def take() -> None:
        choice.set_parameter(method, parameter.name, session.widget(key))

    options: dict[str, Any] = {"key": key, "help": _help(parameter), "on_change": take}
    if parameter.name == LAYER:
        layers = facts.layers if facts else ()
        names = list(dict.fromkeys(["", DEEPEST, *(layer.name for layer in layers), value]))
        # The help of the parameter is written for the command line; the options here need
        # none.
        options["help"] = sentences.which_layer()
        words = partial(layer_name, layers)
        st.selectbox(parameter.title, names, names.index(value), words, **options)
    elif parameter.choices:
        names = list(parameter.choices)
        st.selectbox(parameter.title, names, names.index(value), _choice_name, **options)
    elif isinstance(parameter.default, str):
        st.text_input(parameter.title, value, **options)
    else:
        kind: Any = type(parameter.default)
        low: Any = None if parameter.minimum is None else kind(parameter.minimum)
        high: Any = None if parameter.maximum is None else kind(parameter.maximum)
        st.number_input(parameter.title, low, high, kind(value), **options)


def _choice_name(name: str) -> str:
    return BASELINE_WORDS.get(name, name.replace("_", " "))


def _smooth(session: Session, choice: Choice) -> None:
    key = "explain-smooth"

    def take() -> None:
        choice.smooth_samples = session.widget(key)

    st.number_input(
        "SmoothGrad: noisy copies",
        0,
        64,
        choice.smooth_samples,
        key=key,
        on_change=take,
        help=sentences.what_smoothgrad_does(SMOOTH_SAMPLES),
    )


def _help(parameter: Parameter) -> str:
    return f"{parameter.help[:1].upper()}{parameter.help[1:]}."


def _reset(choice: Choice) -> None:
    choice.parameters.pop(choice.method, None)
    choice.smooth_samples = 0
