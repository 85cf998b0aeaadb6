"""The ways in which SQL is made wrong: one edit each, which a test ought to notice."""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.sql_mutants.tokens import Token, closing, parts, tokens

_BOUNDARY = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "<>", "<>": "=", "!=": "="}
_ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*"}
_FUNCTIONS = {
    "min": "max", "max": "min", "greatest": "least", "least": "greatest", "lead": "lag", "lag": "lead",
    "bool_or": "bool_and", "bool_and": "bool_or", "floor": "ceil", "round": "floor", "sum": "max", "upper": "lower", "lower": "upper",
}  # fmt: skip
_JOINS = {"left": "inner", "inner": "left", "full": "left"}
_BEFORE_A_SIGN = ("select", "distinct", "else", "then", "when", "by", "and", "or", "on", "where")
_CLAUSE_ENDS = (
    "group", "order", "having", "window", "limit", "union", "except", "intersect", "left", "right", "inner", "full", "cross",
    "join", "where", "from", "then", "select", "insert", "delete", "as",
)  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """Text from `start` to `end` becomes `new`; `operator` names the kind of mistake."""

    operator: str
    start: int
    end: int
    new: str

    def applied_to(self, text: str) -> str:
        """The mutated text."""
        return text[: self.start] + self.new + text[self.end :]


def edits(text: str) -> list[Edit]:
    """All edits of a text, each of which alone makes a mutant, in the order of their places."""
    found = tokens(text)
    made = [edit for operator in _OPERATORS for edit in operator(found, text)]
    return sorted(dict.fromkeys(made), key=lambda edit: (edit.start, edit.end, edit.operator, edit.new))


def _token(token: Token, operator: str, new: str) -> Edit:
    return Edit(operator, token.start, token.end, new)


def _comparisons(found: Sequence[Token], text: str) -> Iterator[Edit]:
    for token in found:
        if token.kind == "operator":
            if token.text in _BOUNDARY:
                yield _token(token, "boundary", _BOUNDARY[token.text])
            if token.text in _OPPOSITE:
                yield _token(token, "comparison", _OPPOSITE[token.text])


def _negations(found: Sequence[Token], text: str) -> Iterator[Edit]:
    for n, token in enumerate(found[:-1]):
        after = found[n + 1]
        if token.is_word("is") and after.is_word("not"):
            yield Edit("negation", after.start, found[n + 2].start, "")
        elif token.is_word("is") and after.is_word("null", "distinct"):
            yield Edit("negation", after.start, after.start, "not ")
        elif token.is_word("not") and not after.is_word("null") and not found[n - 1].is_word("is"):
            yield Edit("negation", token.start, after.start, "")
        elif token.is_word("true", "false"):
            yield _token(token, "constant", "false" if token.is_word("true") else "true")


def _logic(found: Sequence[Token], text: str) -> Iterator[Edit]:
    between: set[int] = set()
    for token in found:
        if token.is_word("between"):
            between.add(token.depth)
        elif token.is_word("and") and token.depth in between:
            between.discard(token.depth)
        elif token.is_word("and", "or"):
            yield _token(token, "and/or", "or" if token.is_word("and") else "and")


def _arithmetic(found: Sequence[Token], text: str) -> Iterator[Edit]:
    for before, token, after in zip(found, found[1:], found[2:], strict=False):
        if token.kind != "operator" or token.text not in _ARITHMETIC:
            continue
        has_left = before.kind in ("number", "string", "template") or before.text in (")", "]")
        has_left = has_left or (before.kind == "word" and not before.is_word(*_BEFORE_A_SIGN))
        has_right = after.text not in (")", ",") and not after.is_word("from")
        if has_left and has_right:
            yield _token(token, "arithmetic", _ARITHMETIC[token.text])
        elif token.text == "-":
            yield _token(token, "arithmetic", "")


def _numbers(found: Sequence[Token], text: str) -> Iterator[Edit]:
    for n, token in enumerate(found):
        is_type = any(one.is_word("numeric") for one in found[max(0, n - 4) : n])  # numeric(18, 6)
        is_nothing = [one.text for one in found[n - 1 : n + 2 : 2]] == ["select", "from"]  # exists (select 1 from ...)
        if token.kind == "number" and "." not in token.text and not is_type and not is_nothing:
            yield _token(token, "number", str(int(token.text) + 1))
        if (
            token.kind == "string"
            and found[n - 1].is_word("interval")
            and (span := re.match(r"'(\d+)( \w+')", token.text))
        ):
            yield _token(token, "number", f"'{int(span[1]) + 1}{span[2]}")


def _functions(found: Sequence[Token], text: str) -> Iterator[Edit]:
    for token, after in itertools.pairwise(found):
        if token.kind == "word" and token.text in _FUNCTIONS and after.text == "(":
            yield _token(token, "function", _FUNCTIONS[token.text])


def _defaults(found: Sequence[Token], text: str) -> Iterator[Edit]:
    for n, token in enumerate(found[:-1]):
        if token.is_word("coalesce", "nullif") and found[n + 1].text == "(":
            end = closing(found, n + 1)
            arguments = parts(found, n + 2, end, ",")
            if len(arguments) == 2:
                (first, last), _ = arguments
                yield Edit("default", token.start, found[end].end, text[found[first].start : found[last].end])


def _distinct(found: Sequence[Token], text: str) -> Iterator[Edit]:
    for before, token, after in zip(found, found[1:], found[2:], strict=False):
        if token.is_word("distinct") and not after.is_word("from") and not before.is_word("is", "not"):
            yield Edit("distinct", token.start, after.start, "")


def _joins(found: Sequence[Token], text: str) -> Iterator[Edit]:
    for token, after in itertools.pairwise(found):
        if token.is_word("left", "inner") and after.is_word("join"):
            yield _token(token, "join", _JOINS[token.text.lower()])
        elif token.is_word("full") and after.is_word("outer"):
            yield Edit("join", token.start, after.end, "left")


def _unions(found: Sequence[Token], text: str) -> Iterator[Edit]:
    for n, token in enumerate(found[:-1]):
        if not token.is_word("union"):
            continue
        after = n + 1 + found[n + 1].is_word("all")
        yield Edit("union", token.start, found[after - 1].end, "union" if after == n + 2 else "union all")
        if found[after].is_word("select"):
            yield Edit("branch", token.start, _end_of_branch(found, after), "")
        before = next(
            (m for m in range(n - 1, -1, -1) if found[m].is_word("select") and found[m].depth == token.depth), None
        )
        if before is not None and not any(one.kind == "block" or one.is_word("union") for one in found[before:n]):
            is_first = before == 0 or not (found[before - 1].is_word("union", "all"))
            if is_first:
                yield Edit("branch", found[before].start, found[after].start, "")


def _end_of_branch(found: Sequence[Token], select: int) -> int:
    """Where the branch of a union ends that begins at `select`: a place at which every block that it opened is closed."""
    nesting, end = 0, found[select].end
    for token in found[select + 1 :]:
        nesting += token.nesting
        is_over = token.depth < found[select].depth or (
            token.is_word("union", "except") and token.depth == found[select].depth
        )
        if nesting < 0 or is_over or token.text == ";" or (token.turns and nesting == 0):
            break
        if nesting == 0 and token.kind != "block":
            end = token.end
    return end


def _orders(found: Sequence[Token], text: str) -> Iterator[Edit]:
    for n, token in enumerate(found[:-2]):
        if not (token.is_word("order", "partition") and found[n + 1].is_word("by")):
            continue
        keys = parts(found, n + 2, _end_of_keys(found, n + 2), ",")
        ranges = [(found[a].start, found[b].end) for a, b in keys]
        if any(one.kind == "block" for one in found[n + 2 : keys[-1][1] + 1]):
            continue
        yield from _without_each(f"{token.text.lower()} key", ranges)
        if token.is_word("partition") and len(keys) == 1:
            yield Edit("partition key", token.start, ranges[0][1], "")
        for _, b in keys if token.is_word("order") else []:
            last = found[b]
            if last.is_word("asc", "desc"):
                yield _token(last, "order", "desc" if last.is_word("asc") else "asc")
            else:
                yield Edit("order", last.end, last.end, " desc")


def _end_of_keys(found: Sequence[Token], first: int) -> int:
    depth = found[first].depth
    for n in range(first, len(found)):
        token = found[n]
        if token.depth < depth or token.text == ";":
            return n
        if token.depth == depth and token.is_word("order", "rows", "range", "limit", "union"):
            return n
    return len(found)


def _without_each(operator: str, ranges: list[tuple[int, int]]) -> Iterator[Edit]:
    """Edits that leave out one of several parts that commas divide."""
    if len(ranges) < 2:
        return
    for n, (start, end) in enumerate(ranges):
        if n:
            yield Edit(operator, ranges[n - 1][1], end, "")
        else:
            yield Edit(operator, start, ranges[1][0], "")


def _lists(found: Sequence[Token], text: str) -> Iterator[Edit]:
    for n, token in enumerate(found[:-2]):
        if token.is_word("in") and found[n + 1].text == "(" and not found[n + 2].is_word("select"):
            ranges = [(found[a].start, found[b].end) for a, b in parts(found, n + 2, closing(found, n + 1), ",")]
            yield from _without_each("list", ranges)


def _predicates(found: Sequence[Token], text: str) -> Iterator[Edit]:
    for n, token in enumerate(found[:-1]):
        if token.is_word("where", "on", "having", "when"):
            yield from _atoms(found, n + 1, _end_of_clause(found, n + 1), alone=not token.is_word("when"))
        elif token.text == "(" and not found[n + 1].is_word("select", "partition", "order"):
            for first, last in parts(found, n + 1, closing(found, n), ","):
                yield from _atoms(found, first, last + 1, alone=False)


def _end_of_clause(found: Sequence[Token], first: int) -> int:
    depth = found[first].depth
    for n in range(first, len(found)):
        token = found[n]
        if token.depth < depth or token.text == ";" or re.match(r"\{%-?\s*(endmacro|endset|set)\b", token.text):
            return n
        if (
            token.depth == depth
            and token.is_word(*_CLAUSE_ENDS)
            and not (token.is_word("from") and found[n - 1].is_word("distinct"))
        ):
            return n
    return len(found)


def _atoms(found: Sequence[Token], first: int, last: int, *, alone: bool) -> Iterator[Edit]:
    """Conditions that `and` and `or` connect, each held for true (or, beside an `or`, for false); a single one only if `alone`."""
    atoms = parts(found, first, last, "and", "or")
    if len(atoms) < 2 and not alone:
        return
    for a, b in atoms:
        beside = [found[n] for n in (a - 1, b + 1) if first <= n < last]
        if len(atoms) > 1 and not any(one.is_word("and", "or") for one in beside):
            continue
        new = "false" if any(one.is_word("or") for one in beside) else "true"
        if not found[a].is_word(new):
            yield Edit("predicate", found[a].start, found[b].end, new)


def _cases(found: Sequence[Token], text: str) -> Iterator[Edit]:
    for n, token in enumerate(found):
        if not token.is_word("case"):
            continue
        places, level, end = [], 0, None
        for m in range(n + 1, len(found)):
            one = found[m]
            level += one.is_word("case") - one.is_word("end")
            if level < 0:
                end = m
                break
            if level == 0 and one.is_word("when", "else"):
                places.append(m)
        if end is None:
            continue
        is_few = sum(found[m].is_word("when") for m in places) < 2
        for a, b in zip(places, [*places[1:], end], strict=True):
            has_blocks = any(one.kind == "block" for one in found[a:b])
            if not has_blocks and not (is_few and found[a].is_word("when")):
                yield Edit("case", found[a].start, found[b].start, "")


_OPERATORS: tuple[Callable[[Sequence[Token], str], Iterator[Edit]], ...] = (
    _comparisons, _negations, _logic, _arithmetic, _numbers, _functions, _defaults, _distinct, _joins, _unions, _orders, _lists,
    _predicates, _cases,
)  # fmt: skip
