"""Reading TOML with refusals that name file and place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any


class BadData(ValueError):
    """Data that is refused at load; the message names the file and the place in it."""


@dataclass(frozen=True)
class Table:
    """A TOML table that knows its file and place, and refuses what is missing, unknown or of the wrong type."""

    file: str
    place: str
    values: dict[str, Any]

    def refuse(self, message: str) -> BadData:
        """The error to raise for this place."""
        where = f"{self.file}, [{self.place}]" if self.place else self.file
        return BadData(f"{where}: {message}")

    def only(self, *known: str) -> Table:
        """This table, refused if it holds a key that is not among `known`."""
        if unknown := sorted(set(self.values) - set(known)):
            raise self.refuse(f"unknown key {', '.join(unknown)}; known are {', '.join(known)}")
        return self

    def text(self, key: str, default: str | None = None) -> str:
        """A string that is not empty."""
        value = self._value(key, str, default)
        if not value.strip() and default is None:
            raise self.refuse(f"{key} is empty")
        return str(value)

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number of 0 or more."""
        value = self._value(key, int, default)
        if isinstance(value, bool) or value < 0:
            raise self.refuse(f"{key} must be a whole number of 0 or more, not {value!r}")
        return int(value)

    def number(self, key: str) -> Decimal | None:
        """A number as Decimal, or None where the key is missing."""
        if key not in self.values:
            return None
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.refuse(f"{key} must be a number, not {value!r}")
        return Decimal(value)

    def numbers(self, key: str) -> tuple[Decimal, ...]:
        """A list of numbers."""
        value = self._value(key, list, None)
        if any(isinstance(number, bool) or not isinstance(number, int | Decimal) for number in value):
            raise self.refuse(f"{key} must be a list of numbers")
        return tuple(map(Decimal, value))

    def truth(self, key: str) -> bool:
        """True or false."""
        return bool(self._value(key, bool, None))

    def names(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of different strings."""
        value = self._value(key, list, list(default) if default is not None else None)
        if not all(isinstance(name, str) for name in value):
            raise self.refuse(f"{key} must be a list of strings")
        if len(set(value)) != len(value):
            raise self.refuse(f"{key} names something twice: {', '.join(value)}")
        return tuple(value)

    def table(self, key: str) -> Table:
        """A table inside this one."""
        place = f"{self.place}.{key}" if self.place else key
        return Table(self.file, place, self._value(key, dict, None))

    def tables(self, *, without: tuple[str, ...] = ()) -> Iterator[tuple[str, Table]]:
        """Every key of this table but those in `without`, each with the table that it holds, in file order."""
        for key in self.values:
            if key not in without:
                yield key, self.table(key)

    def list_of_tables(self, key: str) -> list[Table]:
        """A list of tables; empty where the key is missing."""
        value = self._value(key, list, [])
        if not all(isinstance(entry, dict) for entry in value):
            raise self.refuse(f"{key} must be a list of tables")
        return [Table(self.file, f"{self.place}.{key}", entry) for entry in value]

    def _value(self, key: str, kind: type, default: Any) -> Any:
        value = self.values.get(key, default)
        if value is None:
            raise self.refuse(f"{key} is missing")
        if not isinstance(value, kind):
            raise self.refuse(f"{key} must be a {kind.__name__}, not {value!r}")
        return value


def read(path: Path) -> Table:
    """The whole of a TOML file, numbers as Decimal; raises BadData naming the file (duplicate keys included)."""
    try:
        values = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except FileNotFoundError:
        raise BadData(f"{path.name}: there is no such file in {path.parent.name}/") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadData(f"{path.name}: {error}") from error
    return Table(path.name, "", values)
