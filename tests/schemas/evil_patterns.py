"""Two hundred patterns made to hurt, by families (FAULTS I-18)."""

from __future__ import annotations

_ATOMS = ["a", "[a-z]", "\\w", "\\d", ".", "(a|b)", "(?:ab)", "[^x]"]
_OUTER = ["({}+)+$", "({}*)*$", "^({}|{}?)+$", "(({}+)*)+!", "^({}+)+x$", "({0}|{0})*y"]

NESTED = [outer.format(atom, atom) for outer in _OUTER for atom in _ATOMS]
ALTERNATIONS = [f"^({'|'.join(['a' * n for n in range(1, k)])})+$" for k in range(3, 19)]
LOOKAROUND = [
    f"{opening}{atom})b" for opening in ["(?=", "(?!", "(?<=", "(?<!", "(?>"] for atom in _ATOMS
]
BACK_REFERENCES = [f"({atom}+)\\{n}" for atom in _ATOMS for n in (1, 2)] + [
    "(?P<x>a)(?P=x)", "(?<x>a)\\k<x>", "(a)(?(1)b|c)", "(?R)", "(?1)(a)",
]  # fmt: skip
REPEATED = [f"({'(' * n}a{{1,{m}}}{')' * n}{{1,{m}}}){{1,{m}}}" for n in range(1, 6)
            for m in (10, 50, 100, 500, 999, 1000, 5000)]  # fmt: skip
DIFFERENT = [
    "\\s+", "[\\s]", "\\S", "[[:alpha:]]", "\\bmot\\b", "\\Bx", "\\Aa", "a\\Z", "a\\z", "(?i)a",
    "(?x) a", "(?s:.)", "\\p{Letter}", "\\p{Script=Latin}", "\\cA", "a++", "a*+", "\\Qa\\E",
    "\\u00e9", "\\x{110000}", "[z-a]", "(", ")", "[", "a{2,1}", "*a", "\\", "\\C", "\ud800",
    "(a{1000}){1000}", "x" * 501, "((((((((((a{1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9})))){1,9}",
    "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)!", "(a?){60}a{60}", ".*.*.*.*=.*", "^(.+)+@(.+)+$",
    "(a|aa)+$", "(a|a?)+$", "(.|\\d)*;", "([a-zA-Z]+)*[0-9]", "(x+x+)+y", "^(([a-z])+.)+[A-Z]$",
]  # fmt: skip

EVIL = [*NESTED, *ALTERNATIONS, *LOOKAROUND, *BACK_REFERENCES, *REPEATED, *DIFFERENT]
