"""A conversation and its keywords, made readable for whichever vendor is asked.

`traits` says what can differ between vendors, `vendors` what each of them takes; the other
modules are the few mechanisms that read this table. docs/moving.md shows it.
"""
