"""`python -m harness capabilities`: what each target can do, and what becomes of a project's scenarios there.

`by_target` is the table, out of capabilities.py; `catalogue` collects the scenarios; `command` prints both.
"""
