"""What of a model's or macro's text is SQL, and what is comment, text or template: only SQL is mutated."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TEMPLATE = r"\{\{.*?\}\}"
_KINDS = re.compile(
    rf"""
    (?P<comment>--[^\n]*|/\*.*?\*/|\{{\#.*?\#\}})
    | (?P<block>\{{%.*?%\}})
    | (?P<template>{_TEMPLATE})
    | (?P<string>'(?:{_TEMPLATE}|''|[^'])*')
    | (?P<quoted>"[^"]*")
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<word>[A-Za-z_](?:\w|{_TEMPLATE})*)
    | (?P<operator><=|>=|<>|!=|\|\||::|[-+*/%<>=])
    | (?P<mark>[(),.;\[\]:])
    | (?P<space>\s+)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENS = re.compile(r"\{%-?\s*(if|for|macro|call|set(?=\s+\w+\s*-?%\}))\b")
_CLOSES = re.compile(r"\{%-?\s*(endif|endfor|endmacro|endcall|endset)\b")
_TURNS = re.compile(r"\{%-?\s*(else|elif)\b")


class TokenError(ValueError):
    """SQL that can't be read: names the character and its place."""


@dataclass(frozen=True)
class Token:
    """A piece of SQL: what kind it is, where it lies in the text, and in how many parentheses."""

    kind: str
    text: str
    start: int
    end: int
    depth: int

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these SQL words."""
        return self.kind == "word" and self.text.lower() in words

    @property
    def nesting(self) -> int:
        """1 where a block of the template opens, -1 where one closes, 0 elsewhere."""
        return bool(_OPENS.match(self.text)) - bool(_CLOSES.match(self.text)) if self.kind == "block" else 0

    @property
    def turns(self) -> bool:
        """Whether a block goes on otherwise from here (else, elif)."""
        return self.kind == "block" and bool(_TURNS.match(self.text))


def tokens(text: str) -> list[Token]:
    """All that matters of a text, in its order: SQL and templates, without space and comments.

    Raises
    ------
    TokenError
        There is a character that SQL doesn't have.
    """
    return list(_significant(text))


def _significant(text: str) -> Iterator[Token]:
    depth = place = 0
    while place < len(text):
        found = _KINDS.match(text, place)
        if found is None:
            line = text.count("\n", 0, place) + 1
            raise TokenError(
                f"line {line}: {text[place]!r} is no SQL that the mutator knows; teach bench/sql_mutants/tokens.py"
            )
        kind, place = str(found.lastgroup), found.end()
        if kind in ("comment", "space"):
            continue
        depth -= found[0] in (")", "]")
        yield Token(kind, found[0], found.start(), found.end(), depth)
        depth += found[0] in ("(", "[")


def closing(found: Sequence[Token], opening: int) -> int:
    """Index of the parenthesis that closes the one at `opening`."""
    depth = found[opening].depth
    return next(n for n in range(opening + 1, len(found)) if found[n].text in (")", "]") and found[n].depth == depth)


def parts(found: Sequence[Token], first: int, last: int, *marks: str) -> list[tuple[int, int]]:
    """Tokens from `first` to before `last`, cut at these words or marks at their own depth: indexes of first and last token."""
    cuts, between = [first - 1], False
    for n in range(first, last):
        token = found[n]
        if token.depth != found[first].depth:
            continue
        if token.kind == "block":
            cuts.append(n)
        elif token.is_word("and") and between:
            between = False
        elif token.text.lower() in marks:
            cuts.append(n)
        else:
            between = between or token.is_word("between")
    cuts.append(last)
    return [(a + 1, b - 1) for a, b in itertools.pairwise(cuts) if a + 1 <= b - 1]
