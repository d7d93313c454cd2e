"""Wrong usage in the words of all other errors: what was expected, what came, and what to do.

click knows what is wrong and says it in its own way ("'five' is not a valid integer range"). What is expected is read
from the type of the parameter; what came stands at the beginning of click's message. A message of click that is not
known here is passed on as it is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

import click
from click.types import FloatParamType, IntParamType

_RECEIVED = re.compile(r"^(?P<value>.+?) is not (?:a valid|in the range|one of)")
_EXTRA = re.compile(r"^Got unexpected extra arguments? \((?P<values>.+)\)")
_NO_COMMAND = re.compile(r"^No such command ['\"](?P<name>.+?)['\"]")


def usage_message(error: click.UsageError, context: click.Context) -> str:
    """Return what is wrong, and where to read more.

    Parameters
    ----------
    context : of the group whose command it is; click does not say which command lacks a value after an option.
    """
    said = _in_our_words(error)
    group = f"{context.command_path} {context.invoked_subcommand or ''}".rstrip()
    path = group if error.ctx is None else error.ctx.command_path
    return f"{said if said.endswith(('.', '?')) else f'{said}.'} See `{path} --help`."


def _in_our_words(error: click.UsageError) -> str:
    if isinstance(error, click.MissingParameter):
        return f"expected {_name_of(error.param, error)}, got none"
    if isinstance(error, click.NoSuchOption):
        return _unknown("option", error.option_name, _options(error.ctx))
    if isinstance(error, click.BadOptionUsage):
        return (
            f"expected a value after `{error.option_name}`, got none" if "requires" in error.message else error.message
        )
    if isinstance(error, click.BadParameter):
        return _bad_value(error)
    if extra := _EXTRA.match(error.message):
        return f"expected nothing more, got `{extra['values']}`. {_way_out(extra['values'])}"
    if unknown := _NO_COMMAND.match(error.message):
        return _unknown("command", unknown["name"], _commands(error.ctx))
    return error.message


def _way_out(extra: str) -> str:
    if extra.rstrip("/").endswith(".coincide"):
        return f"A catalog is given as `--catalog {extra}`"
    return "Put names with spaces in quotes"


def _unknown(kind: str, name: str, known: Sequence[str]) -> str:
    bare = name.lstrip("-")  # `--k` means `-k`
    near = [each for each in known if each.lstrip("-") == bare] or difflib.get_close_matches(name, known, n=1)
    return f"there is no {kind} `{name}`" + (f". Did you mean `{near[0]}`?" if near else "")


def _options(context: click.Context | None) -> list[str]:
    parameters = [] if context is None else context.command.get_params(context)
    return [
        name for each in parameters if isinstance(each, click.Option) for name in (*each.opts, *each.secondary_opts)
    ]


def _commands(context: click.Context | None) -> list[str]:
    group = None if context is None else context.command
    return group.list_commands(context) if isinstance(group, click.Group) and context is not None else []


def _bad_value(error: click.BadParameter) -> str:
    received = _RECEIVED.match(error.message)
    if received is None or error.param is None:
        # Types of our own say it all but the name of the parameter.
        return error.message if error.param is None else f"{_name_of(error.param, error)}: {error.message}"
    value = received["value"].strip("'\"").removesuffix(".0")  # click turns 0 into 0.0 before it looks
    return f"expected {_expected(error.param.type)} for {_name_of(error.param, error)}, got `{value}`"


def _expected(kind: click.ParamType[Any]) -> str:
    if isinstance(kind, click.Choice):
        words = [str(choice) for choice in kind.choices]
        return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
    if isinstance(kind, IntParamType):
        return f"a whole number{_range(kind)}"
    if isinstance(kind, FloatParamType):
        return f"a number{_range(kind)}"
    return f"a {kind.name}"


def _range(kind: click.ParamType[Any]) -> str:
    """Say the bounds of a number: `` from 2 to 1,000``, `` above 0``, `` of at least 1``."""
    if not isinstance(kind, click.IntRange | click.FloatRange):
        return ""
    if kind.min is None or kind.max is None:
        low = "" if kind.min is None else f" {'above' if kind.min_open else 'of at least'} {kind.min:,}"
        return low if kind.max is None else f" {'below' if kind.max_open else 'of at most'} {kind.max:,}"
    if kind.min_open or kind.max_open:
        return f" above {kind.min:,} and {'below' if kind.max_open else 'at most'} {kind.max:,}"
    return f" from {kind.min:,} to {kind.max:,}"


def _name_of(parameter: click.Parameter | None, error: click.BadParameter) -> str:
    if isinstance(parameter, click.Argument):
        return f"`{parameter.make_metavar(error.ctx) if error.ctx is not None else parameter.human_readable_name}`"
    if isinstance(parameter, click.Option):
        return f"`{next((name for name in parameter.opts if name.startswith('--')), parameter.opts[0])}`"
    return f"`{error.param_hint}`" if error.param_hint else "a value"
