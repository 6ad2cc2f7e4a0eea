"""The field table: one declaration per header, read by codec, byte inspector and documentation.

A header is a frozen dataclass whose annotations say how each field lies on the wire.  When
the class is made, its table is compiled to `struct` calls, so the table stays the truth and
still costs about a microsecond to use.  Nothing here knows any protocol; a row holds only
plain data, so that a table travels to the browser as JSON.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, ClassVar, NamedTuple, Self, get_args, get_type_hints

from simulation.errors import WireError


@dataclass(frozen=True, slots=True)
class Bits:
    """A field of a fixed width in bits: an integer, a flag or an address."""

    width: int
    label: str
    meaning: str
    values: Mapping[int, str] | None = None
    """What the numbers stand for, where the field is a code."""
    when: str | None = None
    """Name of the earlier field that makes this one present when it is not zero."""
    base: int = 10
    """10 or 16: how the number is written for people."""


@dataclass(frozen=True, slots=True)
class Octets:
    """A field of whole octets: fixed, counted by an earlier field, or all that is left."""

    label: str
    meaning: str
    length: int | str | None = None
    """Octets: a constant, the name of the field that counts them, or `None` for the rest."""
    less: int = 0
    """What the counting field counts beyond these octets."""
    unit: int = 1
    """How many octets the counting field counts as one."""
    when: str | None = None
    text: bool = False
    """True where the octets are characters."""


class Row(NamedTuple):
    """One row of a header's table; *kind* turns what the wire holds into a value."""

    name: str
    kind: type
    field: Bits | Octets


class Span(NamedTuple):
    """One field of one header: where it lies, in bits from the header's start, and its value."""

    row: Row
    start: int
    width: int
    value: Any

    @property
    def text(self) -> str:
        """The value as people write it."""
        field, value = self.row.field, self.value
        if isinstance(field, Octets):
            if field.text:
                return bytes(value).decode("ascii", "replace")
            return str(value) if type(value) is not bytes else value.hex()
        number = int(value)
        shown = str(value) if type(value) not in (int, bool) else str(number)
        if field.base == 16:
            shown = f"0x{number:0{(field.width + 3) // 4}x}"
        name = (field.values or {}).get(number)
        return f"{shown} ({name})" if name else shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Base of every header on the wire.

    A subclass sets `key` (its short name everywhere), `title`, `spec` (RFC and section) and
    annotates its fields as ``Annotated[type, Bits(...)]`` or ``Annotated[bytes, Octets(...)]``.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    spec: ClassVar[str]
    table: ClassVar[tuple[Row, ...]]
    packer: ClassVar[struct.Struct | None]
    """The whole header as one `struct`, where every field is fixed; for hot paths."""

    def __init_subclass__(cls) -> None:
        """Compile the table once, so that a bad one fails when it is imported."""
        hints = get_type_hints(cls, include_extras=True)
        cls.table = tuple(
            Row(name, _bare(hint.__origin__), hint.__metadata__[0])
            for name, hint in hints.items()
            if hasattr(hint, "__metadata__")
        )
        if cls.table:
            _compile(cls)

    def encode(self) -> bytes:
        """Return the octets of this header; raise `WireError` where a value does not fit."""
        raise NotImplementedError  # replaced for every subclass that has a table

    @classmethod
    def decode(cls, octets: bytes, start: int = 0) -> tuple[Self, int]:
        """Read one header at *start*; return it and the offset of the first octet after it."""
        raise NotImplementedError  # replaced for every subclass that has a table

    def spans(self) -> Iterator[Span]:
        """Yield the fields that are present, in wire order."""
        start = 0
        for row in self.table:
            if row.field.when is not None and not getattr(self, row.field.when):
                continue
            value = getattr(self, row.name)
            width = row.field.width if isinstance(row.field, Bits) else len(value) * 8
            yield Span(row, start, width, value)
            start += width

    def named(self, name: str) -> str:
        """Return what the value of the field *name* stands for, or the number itself."""
        value = int(getattr(self, name))
        for row in self.table:
            if row.name == name and isinstance(row.field, Bits) and row.field.values:
                return row.field.values.get(value, str(value))
        return str(value)

    def complain(self) -> WireError:
        """Return the error that names the first value which does not fit its field."""
        for row in self.table:
            value = getattr(self, row.name)
            if not isinstance(row.field, Bits) or value is None:
                continue
            if not 0 <= int(value) < 1 << row.field.width:
                return WireError(
                    f"{self.title}: {row.field.label} {value} exceeds {row.field.width} bits"
                )
        return WireError(f"{self.title}: a value does not fit its field")

    @classmethod
    def describe(cls) -> dict[str, Any]:
        """Return the table as plain data for the catalogue."""
        return {
            "key": cls.key,
            "title": cls.title,
            "spec": cls.spec,
            "fields": [
                {
                    "name": row.name,
                    "label": row.field.label,
                    "meaning": row.field.meaning,
                    "bits": row.field.width if isinstance(row.field, Bits) else None,
                    "values": {
                        str(number): name
                        for number, name in (getattr(row.field, "values", None) or {}).items()
                    },
                }
                for row in cls.table
            ],
        }


def _bare(kind: type | UnionType) -> type:
    """Return the type itself, without the `None` of an optional field."""
    return get_args(kind)[0] if isinstance(kind, UnionType) else kind


_CODES = {8: "B", 16: "H", 32: "I", 64: "Q"}


class _Run(NamedTuple):
    """Neighbouring fields of fixed width that one `struct` reads and writes."""

    words: tuple[tuple[Row, ...], ...]
    when: str | None

    @property
    def format(self) -> str:
        return "!" + "".join(_word_code(word) for word in self.words)


def _word_width(word: tuple[Row, ...]) -> int:
    return sum(
        row.field.width if isinstance(row.field, Bits) else int(row.field.length or 0) * 8
        for row in word
    )


def _word_code(word: tuple[Row, ...]) -> str:
    width = _word_width(word)
    fixed = isinstance(word[0].field, Bits) and width in _CODES
    return _CODES[width] if fixed else f"{width // 8}s"


def _runs(cls: type[Header]) -> list[_Run | Row]:
    """Split the table into runs of fixed fields and single fields of variable length."""
    parts: list[_Run | Row] = []
    words: list[tuple[Row, ...]] = []
    word: list[Row] = []

    def close(when: str | None = None) -> None:
        if word:
            raise TypeError(f"{cls.__name__}: {word[-1].name} does not end on an octet")
        if words:
            parts.append(_Run(tuple(words), when))
            words.clear()

    for row in cls.table:
        fixed = isinstance(row.field, Bits) or isinstance(row.field.length, int)
        if not fixed or row.field.when is not None:
            close()
        if not fixed:
            parts.append(row)
            continue
        word.append(row)
        if _word_width(tuple(word)) % 8 == 0:
            words.append(tuple(word))
            word.clear()
        if row.field.when is not None:
            close(row.field.when)
    close()
    return parts


def _compile(cls: type[Header]) -> None:
    """Attach `encode` and `decode`, generated from the table, to *cls*."""
    parts = _runs(cls)
    space: dict[str, Any] = {"WireError": WireError, "StructError": struct.error}
    encode = ["def encode(self):", " try:", "  out = b''"]
    # A field may have any name but one that begins with an underscore, so the code's own do.
    decode = [
        "def decode(cls, octets, start=0):",
        " _octets, _at = octets, start",
        " try:",
        "  pass",
    ]
    for number, part in enumerate(parts):
        if isinstance(part, _Run):
            space[f"s{number}"] = struct.Struct(part.format)
            _compile_run(number, part, encode, decode, space)
        else:
            _compile_octets(part, cls.title, encode, decode, space)
    encode += ["  return out", " except (StructError, TypeError, OverflowError) as error:"]
    encode += ["  raise self.complain() from error"]
    decode += [" except StructError as error:"]
    decode += [f"  raise WireError({cls.title!r} + ': the octets end inside it') from error"]
    names = ", ".join(f"{row.name}={row.name}" for row in cls.table)
    decode += [f" return cls({names}), _at"]
    exec("\n".join(encode) + "\n" + "\n".join(decode), space)  # noqa: S102 built from tables only
    cls.encode = space["encode"]  # type: ignore[method-assign]
    cls.decode = classmethod(space["decode"])  # type: ignore[assignment, method-assign]
    single = len(parts) == 1 and isinstance(parts[0], _Run)
    cls.packer = struct.Struct(parts[0].format) if single else None  # type: ignore[union-attr]


def _compile_run(
    number: int, run: _Run, encode: list[str], decode: list[str], space: dict[str, Any]
) -> None:
    values, checks, reads, names = [], [], [], []
    for place, word in enumerate(run.words):
        slot = f"_w{place}"
        names.append(slot)
        if not isinstance(word[0].field, Bits):
            values.append(f"self.{word[0].name}")
            checks.append(f"len(self.{word[0].name}) != {word[0].field.length}")
            reads.append(f"{word[0].name} = {_convert(word[0], slot, space)}")
            continue
        left = width = _word_width(word)
        whole, terms = slot, []
        if width not in _CODES:
            whole = f"int.from_bytes({slot}, 'big')"
        for row in word:
            if not isinstance(row.field, Bits):
                raise TypeError(f"{row.name}: octets cannot share a word with bits")
            left -= row.field.width
            terms.append(f"(self.{row.name} << {left})" if left else f"self.{row.name}")
            if len(word) > 1:
                checks.append(f"self.{row.name} >> {row.field.width}")
            mask = (1 << row.field.width) - 1
            value = f"{whole} >> {left} & {mask}" if len(word) > 1 else whole
            reads.append(f"{row.name} = {_convert(row, value, space)}")
        joined = " | ".join(terms)
        values.append(joined if width in _CODES else f"({joined}).to_bytes({width // 8}, 'big')")
    indent = "  "
    if run.when:
        encode.append(f"  if self.{run.when}:")
        decode += [f"  {row.name} = None" for word in run.words for row in word]
        decode.append(f"  if {run.when}:")
        indent = "   "
    if checks:
        encode.append(f"{indent}if {' or '.join(checks)}: raise self.complain()")
    encode.append(f"{indent}out += s{number}.pack({', '.join(values)})")
    decode.append(f"{indent}{', '.join(names)}, = s{number}.unpack_from(_octets, _at)")
    decode.append(f"{indent}_at += {space[f's{number}'].size}")
    decode += [f"{indent}{read}" for read in reads]


def _convert(row: Row, value: str, space: dict[str, Any]) -> str:
    if row.kind in (int, bytes):
        return f"({value})"
    space[f"k_{row.name}"] = row.kind
    return f"k_{row.name}({value})"


def _compile_octets(
    row: Row, title: str, encode: list[str], decode: list[str], space: dict[str, Any]
) -> None:
    field = row.field
    if not isinstance(field, Octets):
        raise TypeError(f"{row.name}: a field of variable length must be octets")
    indent = "  "
    if field.when:
        encode.append(f"  if self.{field.when}:")
        decode += [f"  {row.name} = None", f"  if {field.when}:"]
        indent = "   "
    encode.append(f"{indent}out += self.{row.name}")
    if field.length is None:
        end = "len(_octets)"
    else:
        end = f"_at + {field.length} * {field.unit} - {field.less}"
    message = repr(f"{title}: {field.label} runs past the end")
    decode.append(f"{indent}_end = {end}")
    decode.append(f"{indent}if not _at <= _end <= len(_octets): raise WireError({message})")
    decode.append(f"{indent}{row.name} = {_convert(row, '_octets[_at:_end]', space)}")
    decode.append(f"{indent}_at = _end")
