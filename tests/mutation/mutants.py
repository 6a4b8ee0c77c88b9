"""The mutants of one module: its source with one thing changed for the worse.

Knows syntax trees and what is worth changing; must never know tests, files or how a mutant is tried.
"""

import ast
import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

MORE, LESS = 1.25, 0.8  # of a number with a decimal point; a whole number becomes the next one up or down
LOGS = {"log", "logger", "logging"}  # what is said there is for people

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
}
CALLED = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor", "sorted": "list"}


@dataclass(frozen=True)
class Mutant:
    """One change: where it begins, the whole source with it, and the lines of the outermost function it is in, if any.

    What is outside of functions runs once, while the module is loaded.
    """

    line: int
    column: int
    source: str
    function: range | None = None

    def diff(self, original: str, path: str) -> str:
        """What was changed, as lines taken away and lines put in."""
        lines = difflib.unified_diff(original.splitlines(), self.source.splitlines(), path, path, n=0, lineterm="")
        return "\n".join(list(lines)[2:])


def mutants_of(source: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its text, none twice and none that does not compile."""
    lines, tree = source.encode().splitlines(keepends=True), ast.parse(source)
    functions = list(_functions(tree))
    found: dict[str, Mutant] = {}
    for node in _worth_changing(tree):
        for old, new in _changed(node):
            function = next((function for function in functions if old.lineno in function), None)
            mutant = Mutant(old.lineno, old.col_offset, _with(lines, old, new), function)
            if mutant.source != source and _compiles(mutant.source):
                found.setdefault(mutant.source, mutant)
    return sorted(found.values(), key=lambda mutant: (mutant.line, mutant.column))


def _functions(tree: ast.AST) -> Iterator[range]:
    """The lines of every outermost function, from its first decorator to its end."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min(part.lineno for part in (node, *node.decorator_list))
            yield range(first, (node.end_lineno or first) + 1)
        else:
            yield from _functions(node)


Changeable = ast.expr | ast.stmt


def _worth_changing(node: ast.AST) -> Iterator[ast.AST]:
    """The node and those below it, without those that only people, type checkers or other programs read."""
    yield node
    yield from chain.from_iterable(map(_worth_changing, _parts(node)))


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Assert | ast.Raise | ast.JoinedStr) or _is_log(node) or _is_strict(node):
        return
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns"}:
            yield from _ranges(value)
        elif name != "decorator_list":
            yield from (part for part in _as_list(value) if not _is_type(part))


def _as_list(value: object) -> list[ast.AST]:
    return [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, ast.AST)]


def _ranges(annotation: ast.AST | None) -> Iterator[ast.AST]:
    """The calls in `Annotated[float, Range(0, 100)]`: they are no annotation but a bound."""
    return (node for node in ast.walk(annotation) if isinstance(node, ast.Call)) if annotation else iter(())


def _is_log(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and ast.unparse(node.value.func.value).lower() in LOGS
    )


def _is_strict(node: ast.AST) -> bool:
    """Whether this is the `strict` of `zip`: an assertion that no input should ever break."""
    return isinstance(node, ast.keyword) and node.arg == "strict"


def _is_type(node: ast.AST) -> bool:
    """Whether this is a union of types, which only a type checker reads: all its names are written large."""
    names = [inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)]
    union = isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)
    return union and bool(names) and all(name[0].isupper() and not name.isupper() for name in names)


def _changed(node: ast.AST) -> Iterator[tuple[Changeable, str]]:
    """Parts of a node, or itself, and what may stand in their place."""
    yield from ((condition, f"(not {_text(condition)})") for condition in _conditions(node))
    if isinstance(node, Changeable):
        yield from ((node, new) for kind, change in CHANGES if isinstance(node, kind) for new in change(node))


def _conditions(node: ast.AST) -> list[ast.expr]:
    """What decides here, unless another change turns it round too."""
    tests = [node.test] if isinstance(node, ast.If | ast.IfExp | ast.While) else []
    ifs = node.ifs if isinstance(node, ast.comprehension) else []
    return [test for test in (*tests, *ifs) if not isinstance(test, ast.Compare | ast.UnaryOp)]


def _constant(node: ast.Constant) -> Iterator[str]:
    value = node.value
    if isinstance(value, bool):
        yield repr(not value)
    elif isinstance(value, int):
        yield from (f"({value + 1})", f"({value - 1})")
    elif isinstance(value, float):
        yield from (repr(value * MORE), repr(value * LESS)) if value else ("1.0",)


def _compare(node: ast.Compare) -> Iterator[str]:
    for place, old in enumerate(node.ops):
        for new in COMPARED[type(old)]:
            ops = [*node.ops[:place], new(), *node.ops[place + 1 :]]
            yield _text(ast.Compare(node.left, ops, node.comparators))


def _calculate(node: ast.BinOp) -> Iterator[str]:
    yield _text(ast.BinOp(node.left, CALCULATED[type(node.op)](), node.right))


def _assign_calculated(node: ast.AugAssign) -> Iterator[str]:
    yield ast.unparse(ast.AugAssign(node.target, CALCULATED[type(node.op)](), node.value))


def _join(node: ast.BoolOp) -> Iterator[str]:
    yield _text(ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values))


def _sign(node: ast.UnaryOp) -> Iterator[str]:
    yield _text(node.operand)


def _call(node: ast.Call) -> Iterator[str]:
    name = node.func
    if isinstance(name, ast.Name) and name.id in CALLED:
        yield _text(_calling(node, ast.Name(CALLED[name.id])))
    elif isinstance(name, ast.Attribute) and name.attr in CALLED:
        yield _text(_calling(node, ast.Attribute(name.value, CALLED[name.attr])))


def _calling(node: ast.Call, function: ast.expr) -> ast.Call:
    keywords = [] if isinstance(function, ast.Name) and function.id == "list" else node.keywords
    return ast.Call(function, node.args, keywords)


def _return(node: ast.Return) -> Iterator[str]:
    if node.value is not None and ast.unparse(node.value) != "None":
        yield "return None"


def _act(node: ast.Expr) -> Iterator[str]:
    if isinstance(node.value, ast.Call) and not _is_log(node):
        yield "pass"


def _remember(node: ast.Assign) -> Iterator[str]:
    if all(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets):
        yield "pass"


def _leave(node: ast.Continue | ast.Break) -> Iterator[str]:
    yield "break" if isinstance(node, ast.Continue) else "continue"


CHANGES: Sequence[tuple[type[ast.AST] | tuple[type[ast.AST], ...], Callable[..., Iterator[str]]]] = (
    (ast.Constant, _constant),
    (ast.Compare, _compare),
    (ast.BinOp, _calculate),
    (ast.AugAssign, _assign_calculated),
    (ast.BoolOp, _join),
    (ast.UnaryOp, _sign),
    (ast.Call, _call),
    (ast.Return, _return),
    (ast.Expr, _act),
    (ast.Assign, _remember),
    ((ast.Continue, ast.Break), _leave),
)


def _text(node: ast.expr) -> str:
    return f"({ast.unparse(ast.fix_missing_locations(node))})"


def _with(lines: Sequence[bytes], old: Changeable, new: str) -> str:
    """The source with `new` where `old` stood; columns of a syntax tree are bytes."""
    first, last = old.lineno - 1, (old.end_lineno or old.lineno) - 1
    before = b"".join(lines[:first]) + lines[first][: old.col_offset]
    after = lines[last][old.end_col_offset :] + b"".join(lines[last + 1 :])
    return (before + new.encode() + after).decode()


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
