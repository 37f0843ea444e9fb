"""Nights: what all runs of a night tell together, and what many nights tell.

`results` reads what runs left behind; `tally` counts each scenario of a lane; `history` keeps nights in a file and
`trends` looks back over them; `summary` judges a `case`, `sections` has its tables, `tables` draws them for a page or a
terminal; `command` is `python -m harness nightly`. `hunting` runs scenarios again and again for it.
"""
