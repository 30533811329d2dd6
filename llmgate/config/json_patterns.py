r"""The file's texts as regular expressions for JSON Schema, which editors read as JavaScript's.

They say what the loader's own validators say, as far as an expression can: of variables they
know the spelling and not the value. ``$(?!\n)`` is the end of the text in Python too, where
``$`` alone also stands before a last line break.
"""

from __future__ import annotations

END = r"$(?!\n)"
CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
NAME = "[A-Za-z_][A-Za-z0-9_]*"


def template(letters: str, letters_of_default: str) -> str:
    """Return the expression for one letter or variable of a text; ``letters`` are those allowed.

    ``$${`` stands for ``${`` itself, and the default of a variable holds no further one.
    """
    default = rf"(?::-(?:{letters_of_default}|\$(?!\{{))*)?"
    variable = rf"\$\{{{NAME}{default}\}}"
    return rf"(?:\$\$\{{|{variable}|{letters}|\$(?!\{{|\$\{{))"


ANY = template(r"[^$]", r"[^$}]")
LINE = template(rf"[^${CONTROL}]", rf"[^$}}{CONTROL}]")
ASCII = template(r"[\x20-\x23\x25-\x7e]", r"[\x20-\x23\x25-\x7c\x7e]")

ANY_TEXT = rf"^{ANY}*{END}"
TEXT = rf"^(?=[\s\S]*\S){LINE}+{END}"

# A name in which a variable stands, and a name with a blank at either end, are none.
NAME_TEXT = rf"^(?!\s)(?![\s\S]*\s{END})(?![\s\S]*\$\{{)[^{CONTROL}]+{END}"

NO_SHELL_VARIABLE = rf"(?!\${NAME}{END})(?!os\.environ/)"
SECRET = rf"^(?!\s)(?![\s\S]*\s{END}){NO_SHELL_VARIABLE}{ASCII}+{END}"

# A text with a variable in it is what the environment makes of it; a default that stands alone
# has to be good by itself.
VARIABLE = rf"(?:[\s\S]*[^$])?\$\{{{NAME}"
DEFAULT_ALONE = rf"\$\{{{NAME}:-"


def known_or_later(good: str, good_default: str, spelling: str) -> str:
    """Return the expression for a text that is ``good``, or may be once variables have values."""
    bad_default = rf"(?!{DEFAULT_ALONE}(?!{good_default}\}}{END})[^}}]*\}}{END})"
    return rf"^(?={good}{END}|{VARIABLE}){bad_default}{spelling.removeprefix('^')}"


HTTP = r"[hH][tT][tT][pP][sS]?://"
ROUTE = known_or_later(r"[^/\s]+/\S+", r"[^/\s}]+/[^\s}]+", TEXT)
ADDRESS = known_or_later(
    rf"{HTTP}[^/\s]\S*", rf"{HTTP}[^/\s}}][^\s}}]*", SECRET.replace(NO_SHELL_VARIABLE, "")
)
REFERENCE = rf"^(?=[\s\S]*\$\{{){ANY}+{END}"
HEADER = rf"^[!#$%&'*+.^_`|~0-9A-Za-z-]+{END}"
