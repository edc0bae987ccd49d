"""The grammar: a typed model as lines in postfix order, ready for a machine with a stack.

    model      = line { end-of-line line }
    line       = name "=" expression
    expression = expression ("+" | "-" | "*" | "/" | "@" | "**") expression
               | ("+" | "-") expression | primary
    primary    = number | name | call | "(" expression ")" | "(" [ list ] ")" | "[" [ list ] "]"
    call       = ["tf." | "tf.nn." | "tf.math."] name "(" [ argument { "," argument } ] ")"
    argument   = [ name "=" ] expression

Precedence is Python's: ** before signs before * / @ before + -; ** groups to the right.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from keyword import kwlist
from typing import Literal

from gradviz.study.language import limits
from gradviz.study.language.tokens import Token, tokens
from gradviz.study.language.values import DTYPES

BINARY = {"+": 10, "-": 10, "*": 20, "/": 20, "@": 20, "**": 40}
SIGN = 30
PREFIXES = (("tf",), ("tf", "nn"), ("tf", "math"))
WORDS = frozenset({"True", "False", "None"})
RESERVED = (frozenset(kwlist) - WORDS) | {"tf"}

Kind = Literal["number", "name", "sign", "operator", "call", "list"]

_NOWHERE = Token("end", "", 1, 1)


@dataclass(frozen=True)
class Step:
    """One instruction: puts a value on the stack, or replaces the last ones by what it makes.

    Attributes:
        kind: "number" and "name" put a value; "sign", "operator", "call" and "list" take some.
        token: where it stands, and the number, name or operator.
        count: how many values a call or a list takes.
        keywords: the names of a call's last arguments.
        span: the first and the last token of the expression that ends with this instruction.
        whole: the same with the parentheses around it.
    """

    kind: Kind
    token: Token
    count: int = 0
    keywords: tuple[Token, ...] = ()
    span: tuple[Token, Token] = field(default=(_NOWHERE, _NOWHERE), compare=False)
    whole: tuple[Token, Token] = field(default=(_NOWHERE, _NOWHERE), compare=False)


@dataclass(frozen=True)
class Line:
    """An assignment: the name, and how its value is made."""

    name: Token
    steps: tuple[Step, ...]


def parse(text: str) -> tuple[Line, ...]:
    """The lines of a typed model.

    Raises:
        ExpressionError: at the first thing that has no place in the grammar.

    Example:
        >>> [line] = parse("pred = X*W + b")
        >>> [step.token.text for step in line.steps]
        ['X', 'W', '*', 'b', '+']
    """
    parser = _Parser(tokens(text))
    lines = []
    while parser.place < len(parser.tokens):
        lines.append(parser.line())
    return tuple(lines)


@dataclass
class _Parser:
    tokens: list[Token]
    place: int = 0
    depth: int = 0
    operations: int = 0
    steps: list[Step] = field(default_factory=list)

    @property
    def now(self) -> Token:
        token = self.tokens[self.place]
        if token.kind == "broken":
            raise token.error(token.text)
        return token

    @property
    def after(self) -> Token:
        """The token after this one, if there is one, which is so after a name."""
        return self.tokens[min(self.place + 1, len(self.tokens) - 1)]

    def next(self) -> Token:
        token = self.now
        # The last token is the end of a line, and stays the one that is looked at.
        self.place = (
            min(self.place + 1, len(self.tokens) - 1) if token.kind != "end" else self.place
        )
        return token

    def add(self, step: Step, first: int) -> None:
        """Adds an instruction whose expression goes from a token to the last one passed."""
        self.operations += step.kind in ("sign", "operator", "call")
        if self.operations > limits.OPERATIONS:
            raise step.token.error(f"a model has at most {limits.OPERATIONS} operations")
        span = (self.tokens[first], self.tokens[self.place - 1])
        self.steps.append(replace(step, span=span, whole=span))

    def line(self) -> Line:
        self.steps = []
        name = self.now
        if name.kind != "name":
            raise name.error("a line is name = expression, as in cost = reduce_sum(x)")
        if name.text in RESERVED | WORDS and self.after.text != ".":
            raise name.error(f"{name.text} cannot be a name; a line is name = expression")
        self.next()
        if self.now.text != "=":
            raise self._no_name(name)
        self.next()
        self.expression(0)
        if self.now.kind != "end":
            raise self._left_over(self.now)
        self.place += 1
        return Line(name, tuple(self.steps))

    def _no_name(self, name: Token) -> Exception:
        if self.now.text == ",":
            return self.now.error("one name stands on the left of =; write a line for each")
        line = [token for token in self.tokens[self.place :] if token.line == name.line]
        if all(token.text != "=" for token in line) or self.now.text in ("(", "."):
            return name.error("a line is name = expression: give this a name, as in cost = …")
        return self.now.error("a line is name = expression: = comes after the name")

    def _left_over(self, token: Token) -> Exception:
        if token.text == "=":
            return token.error("= gives a name to what stands on its right, once in a line")
        if token.text == ",":
            return token.error("a line makes one value; several stand in parentheses, as in (2, 3)")
        if token.text in (")", "]"):
            return token.error(f"this {token.text} closes nothing that was opened")
        if token.text == "[":
            return token.error("entries are taken with gather(x, indices) or slice(x, begin, size)")
        if token.text == ".":
            return token.error("nothing can be taken from a value with a dot")
        if token.text in RESERVED:
            return token.error(f"{token.text} has no place here: lines have names, numbers, calls")
        return token.error(f"a sign is missing before {token.text}: write * for a product")

    def expression(self, power: int) -> None:
        """Everything from here on whose operators bind at least so tightly."""
        token, first = self.now, self.place
        if token.text in ("+", "-") and token.kind == "operator":
            self.next()
            self.nested(token, SIGN)
            self.add(Step("sign", token), first)
        else:
            self.primary()
        while self.now.kind == "operator" and BINARY.get(self.now.text, -1) >= power:
            token = self.next()
            binds = BINARY[token.text]
            if token.text == "**":
                self.nested(token, binds)
            else:
                self.expression(binds + 1)
            self.add(Step("operator", token), first)

    def nested(self, token: Token, power: int) -> None:
        self.depth += 1
        if self.depth > limits.DEPTH:
            raise token.error(f"more than {limits.DEPTH} levels deep; give a part of it a name")
        self.expression(power)
        self.depth -= 1

    def primary(self) -> None:
        first, token = self.place, self.next()
        if token.kind == "number":
            self.add(Step("number", token), first)
        elif token.kind == "name":
            self.name(token)
        elif token.text in ("(", "["):
            self.group(token)
        elif token.kind == "end":
            raise token.error("the line ends here, but a value should follow")
        elif token.text == ".":
            raise token.error("nothing can be taken from a value with a dot")
        else:
            raise token.error(f"a name, a number or ( should stand here, not {token.text}")

    def name(self, token: Token) -> None:
        first = self.place - 1
        if prefix := self.now.text == ".":
            token = self.prefixed(token)
        elif token.text in RESERVED:
            raise token.error(f"{token.text} has no place here: lines have names, numbers, calls")
        if self.now.text == "(":
            self.call(token, first)
        elif prefix and token.text not in DTYPES:
            raise token.error(f"after tf. a function is called, as in tf.{token.text}(x)")
        else:
            self.add(Step("name", token), first)

    def prefixed(self, token: Token) -> Token:
        """The function's name after tf., tf.nn. or tf.math., which says nothing more."""
        first, path = token, [token.text]
        while self.now.text == ".":
            if tuple(path) not in PREFIXES:
                raise first.error(
                    "a dot stands only in numbers and in tf., tf.nn. and tf.math. before a function"
                )
            self.next()
            token = self.next()
            if token.kind != "name":
                raise token.error("after the dot the name of a function is missing")
            path.append(token.text)
        if tuple(path) in PREFIXES:
            raise token.error(
                f"{'.'.join(path)} is not a value; a function follows, as in tf.exp(x)"
            )
        return token

    def call(self, function: Token, first: int) -> None:
        opening = self.next()
        count, keywords = 0, list[Token]()
        while self.now.text != ")":
            if self.now.kind == "name" and self.after.text == "=":
                keywords.append(self.next())
                self.next()
            elif keywords and self.now.kind != "end":
                raise self.now.error("arguments without a name come before those with one")
            self.nested(self.now, 0)
            count += 1
            self.separator(opening, ")")
        self.next()
        self.add(Step("call", function, count, tuple(keywords)), first)

    def group(self, opening: Token) -> None:
        """A value in parentheses, or a list of values."""
        first, closing = self.place - 1, ")" if opening.text == "(" else "]"
        count, listed = 0, opening.text == "["
        while self.now.text != closing:
            self.nested(opening, 0)
            count += 1
            listed = self.separator(opening, closing) or listed
        self.next()
        if listed or not count:
            self.add(Step("list", opening, count), first)
        else:
            whole = (opening, self.tokens[self.place - 1])
            self.steps[-1] = replace(self.steps[-1], whole=whole)

    def separator(self, opening: Token, closing: str) -> bool:
        """Passes a comma; without one the closing parenthesis must follow."""
        if self.now.text == ",":
            self.next()
            return True
        if self.now.kind == "end":
            raise opening.error(f"this {opening.text} is never closed with {closing}")
        if self.now.text != closing:
            raise self._left_over(self.now)
        return False
