"""Transcripts of a run's external commands: recorded (`--transcript FILE`), and held against what Apple's tools take.

A transcript has a JSON line a command, in the order they ended: `recording`. What is known of Apple's tools stands in
`simctl.toml` as data, written from public reports of their behaviour; `python -m harness transcript FILE` names the
first line that the tool would not take (`shapes`), or would not answer so (`answers`), whoever it was that answered.
"""
