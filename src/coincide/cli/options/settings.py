"""An option for each setting of each stage, made from the settings themselves, so that they cannot drift.

`EventSettings.onset_z` becomes `--events-onset-z`, with its description, default, unit and bounds in the help. The few
that most people need have a short name too and are listed first.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, Union, get_args, get_origin

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from coincide.cli.options.shared import ChoiceOrNumber, one_of
from coincide.learned.settings import LearnSettings

SHORT_NAMES = {
    ("recordings", "channels"): "--channels",
    ("recordings", "timezone"): "--timezone",
    ("embed", "recipe"): "--recipe",
    ("embed", "space"): "--embedding",
    ("categorize", "categories"): "--categories",
}
_UNITS = {"_s": "SECONDS", "_hz": "HZ", "_db": "DB"}
_SIDES = {"ge": ("min", False), "gt": ("min", True), "le": ("max", False), "lt": ("max", True)}
_JOIN = "__"


class SectionedCommand(click.Command):
    """A command whose help lists settings by stage, below its other options."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {"Options": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                sections.setdefault(_section_of(parameter), []).append(record)
        for title, records in sections.items():
            with formatter.section(title):
                formatter.write_dl(records)


def setting_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add an option for each setting; the function gets their values by keyword."""
    for stage, name, field in reversed(list(settings_by_stage())):
        function = click.option(*_declarations(stage, name), **_attributes(name, field))(function)
    return function


def settings_by_stage() -> Iterator[tuple[str, str, FieldInfo]]:
    """Give stage, name and field of each setting."""
    for stage, part in LearnSettings.model_fields.items():
        model = part.annotation
        assert isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items():
            yield stage, name, field


def option_name(stage: str, name: str) -> str:
    """Return the long name of a setting's option, such as ``--events-onset-z``."""
    return f"--{stage}-{name}".replace("_", "-")


def given_settings(context: click.Context, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the settings that were typed, by stage and name; defaults are left to the settings file.

    Parameters
    ----------
    values : what the options of `setting_options` hold, by parameter name.
    """
    given: dict[str, dict[str, Any]] = {}
    for key, value in values.items():
        if context.get_parameter_source(key) is not click.core.ParameterSource.DEFAULT:
            stage, _, name = key.partition(_JOIN)
            given.setdefault(stage, {})[name] = value
    return given


def _section_of(parameter: click.Parameter) -> str:
    stage, joined, name = (parameter.name or "").partition(_JOIN)
    return "Options" if not joined or (stage, name) in SHORT_NAMES else f"Settings of {stage}"


def _declarations(stage: str, name: str) -> list[str]:
    short = SHORT_NAMES.get((stage, name))
    return [f"{stage}{_JOIN}{name}", *([] if short is None else [short]), option_name(stage, name)]


def _attributes(name: str, field: FieldInfo) -> dict[str, Any]:
    kind = _type_of(field.annotation, _bounds(field))
    is_number = isinstance(kind, click.IntRange | click.FloatRange)
    return {
        "type": kind,
        "default": field.default,
        "show_default": field.default is not None,
        "help": field.description,
        "metavar": _metavar(name, kind) if is_number else None,
    }


def _metavar(name: str, kind: click.IntRange | click.FloatRange) -> str:
    unit = next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), None)
    return unit or ("N" if isinstance(kind, click.IntRange) else "NUMBER")


def _type_of(annotation: Any, bounds: Mapping[str, Any]) -> click.ParamType[Any]:
    """Choose the type of an option; `None` in an annotation stands for "not given"."""
    options = [each for each in _members(annotation) if each is not type(None)]
    words = [word for each in options if get_origin(each) is Literal for word in get_args(each)]
    others = [each for each in options if get_origin(each) is not Literal]
    if words:
        return one_of(words) if not others else ChoiceOrNumber(tuple(words))
    if others == [int]:
        return click.IntRange(**bounds)
    if others == [float]:
        return click.FloatRange(**bounds)
    if others == [str]:
        return click.STRING
    raise TypeError(f"no option for a setting of type `{annotation}`")


def _members(annotation: Any) -> Sequence[Any]:
    return get_args(annotation) if get_origin(annotation) in (types.UnionType, Union) else (annotation,)


def _bounds(field: FieldInfo) -> dict[str, Any]:
    """Turn pydantic's bounds (ge, gt, le, lt) into click's."""
    bounds: dict[str, Any] = {}
    for each in field.metadata:
        for key, (side, is_open) in _SIDES.items():
            if getattr(each, key, None) is not None:
                bounds |= {side: getattr(each, key), f"{side}_open": is_open}
    return bounds
