"""What a guest would read of words that are not published: rendered with sample values, beside what is wrong with them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.words import Saying, marked
from templates.compiled import RenderError
from templates.kinds import DateRange, Kind, ListOf, Record
from templates.lint import Problem, problems_of, values_given
from templates.placeholders import PLACEHOLDERS, SAMPLES
from templates.preview import PreviewStopped
from templates.renderer import Renderer
from templates.store import Catalog
from templates.wording import CHANNELS, BadWording, Wording

# What a code of lint means to somebody who writes words. What it concerns stands behind it; who reads English reads
# the whole message there.
MEANINGS = {
    "syntax": marked("This cannot be read"),
    "forbidden": marked("Not allowed in a reply"),
    "too-deep": marked("Too many conditions in each other"),
    "unknown-placeholder": marked("There is no such value"),
    "not-given": marked("This reply is not given that value"),
    "unknown-filter": marked("There is no such form of writing a value"),
    "filter-style": marked("There is no such style"),
    "type": marked("This value cannot be written that way"),
    "plural": marked("A plural form is wrong or missing"),
    "loop": marked("Only lists can be repeated over"),
    "nested-loop": marked("A repetition inside a repetition"),
    "phrase": marked("There is no such phrase"),
    "too-long": marked("Too long for a channel"),
    "button-title": marked("Button over 20 characters"),
    "markup": marked("Marks that guests would see"),
    "personal": marked("A guest's own data would leave the chat"),
    "unguarded": marked("This value may be absent"),
    "unrenderable": marked("This cannot be shown"),
    "no-assistant": marked("Guests must be told that an assistant writes"),
    "value-dropped": marked("A value that guests must read is gone"),
    "missing-placeholder": marked("A value is missing here"),
    "extra-placeholder": marked("English does not say this value"),
    "missing-reply": marked("The reply below all others is missing"),
    "missing-language": marked("Not written yet"),
    "buttons": marked("Other buttons than in English"),
    "attachments": marked("Other attachments than in English"),
    "bad-wording": marked("This cannot be read"),
    "stopped": marked("No preview could be made in time"),
}

_FILTERS = {"date": "date", "moment": "date", "time": "time", "money": "money", "date_range": "date_range"}


# Behind what the code means: the same in every language.
_WITH_NAMES = "%(what)s: %(about)s"


@dataclass(frozen=True)
class Preview:
    """channels: those on which it reads so; fault: why nothing can be shown."""

    channels: tuple[str, ...]
    text: str = ""
    buttons: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class Insert:
    """A value this reply is given. code: as it is written in a text; is_optional: it may be absent."""

    name: str
    code: str
    sample: str
    supplier: str
    is_optional: bool


@dataclass(frozen=True)
class Line:
    number: int
    text: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Verdict:
    """lines: the text's, with what is wrong beside each; others: what is wrong elsewhere (buttons, channels, the whole)."""

    problems: tuple[Problem, ...]
    lines: tuple[Line, ...]
    previews: tuple[Preview, ...]

    @property
    def blocking(self) -> int:
        return sum(problem.is_blocking for problem in self.problems)


def judge(
    wording: Wording,
    catalog: Catalog,
    packaged: Catalog,
    *,
    bare: bool = False,
    values: Mapping[str, Any] | None = None,
) -> Verdict:
    """catalog: in which the wording stands. bare: shown without the values that may be absent; values: in place of the samples."""
    problems = sorted(
        problems_of(wording, catalog, packaged=packaged), key=lambda problem: not problem.is_blocking
    )
    return Verdict(
        problems=tuple(problems),
        lines=_lines(wording.text, problems),
        previews=previews(wording, catalog, bare=bare, values=values),
    )


def told(problem: Problem) -> Saying:
    """A finding as a sentence for staff, whatever they read."""
    what = Saying(MEANINGS[problem.code])
    return Saying(_WITH_NAMES, {"what": what, "about": problem.about}) if problem.about else what


def unreadable(text: str, key: str, language: str, why: BadWording | PreviewStopped) -> Verdict:
    """For what is not even a reply, or one that nobody has the time to look at."""
    if isinstance(why, BadWording):
        problem = Problem(key, language, "bad-wording", str(why), about=why.about)
    else:
        problem = Problem(key, language, "stopped", str(why))
    return Verdict((problem,), _lines(text, [problem]), ())


def previews(
    wording: Wording, catalog: Catalog, *, bare: bool = False, values: Mapping[str, Any] | None = None
) -> tuple[Preview, ...]:
    """One for each way in which the channels differ."""
    renderer = Renderer(catalog)
    together: dict[Wording, list[str]] = {}
    for channel in CHANNELS:
        together.setdefault(wording.on(channel), []).append(channel)
    return tuple(
        _preview(renderer, form, tuple(channels), bare, values) for form, channels in together.items()
    )


def inserts(key: str, packaged: Catalog, catalog: Catalog) -> list[Insert]:
    """The values a reply of this name may use; for a new one, every value that names no guest."""
    given = values_given(key, packaged)
    if not given and key not in packaged.keys:
        given = {name: True for name, row in PLACEHOLDERS.items() if not row.is_personal}
    return [
        Insert(
            name=name,
            code=_code(name, PLACEHOLDERS[name].kind, catalog),
            sample=_sample(PLACEHOLDERS[name].sample),
            supplier=PLACEHOLDERS[name].supplier,
            is_optional=is_optional,
        )
        for name, is_optional in given.items()
    ]


def _preview(
    renderer: Renderer,
    form: Wording,
    channels: tuple[str, ...],
    bare: bool,
    values: Mapping[str, Any] | None,
) -> Preview:
    if values is None:
        values = SAMPLES
    if bare:
        optional = renderer.findings(form).optional
        values = {name: value for name, value in values.items() if name not in optional}
    try:
        rendered = renderer.render(form, values)
    except RenderError as error:
        return Preview(channels, fault=str(error))
    return Preview(
        channels,
        text=rendered.text,
        buttons=tuple(str(button["title"]) for button in rendered.buttons),
        attachments=tuple(str(one.get("kind", "")) for one in rendered.attachments),
    )


def _lines(text: str, problems: Sequence[Problem]) -> tuple[Line, ...]:
    written = text.splitlines() or [""]
    return tuple(
        Line(
            number,
            line,
            tuple(
                problem
                for problem in problems
                if problem.line == number or (number == len(written) and problem.line > number)
            ),
        )
        for number, line in enumerate(written, 1)
    )


def _code(name: str, kind: Kind, catalog: Catalog) -> str:
    if f"phrase.{name}" in catalog.keys:
        return f'{{{{ {name} | phrase("{name}") }}}}'
    if isinstance(kind, ListOf):
        if isinstance(kind.item, Record):
            first = next(iter(kind.item.fields))
            return f"{{% for one in {name} %}}{{{{ {_field(f'one.{first}', kind.item.fields[first])} }}}}\n{{% endfor %}}"
        return f"{{{{ {name} | list }}}}"
    if isinstance(kind, Record):
        return " ".join(f"{{{{ {_field(f'{name}.{one}', inner)} }}}}" for one, inner in kind.fields.items())
    if kind.name == "bool":
        return f"{{% if {name} %}}…{{% endif %}}"
    return f"{{{{ {_field(name, kind)} }}}}"


def _field(path: str, kind: Kind) -> str:
    if isinstance(kind, ListOf):
        return f"{path} | list"
    if isinstance(kind, DateRange) or kind.name in _FILTERS:
        return f"{path} | {_FILTERS[kind.name]}"
    return path


def _sample(value: Any) -> str:
    if isinstance(value, Mapping):
        if set(value) == {"minor", "currency"}:
            return f"{value['minor'] / 100:.2f} {value['currency']}"
        return ", ".join(f"{name}: {_sample(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "; ".join(_sample(one) for one in value)
    return str(value)
