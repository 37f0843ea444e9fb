"""`python -m harness doctor`: is everything there that a run needs, and what mends what is not.

One module a subject (python.py, machine.py, xcode.py, simulators.py …), each with a table `CHECKS`; visit.py takes the
looks, telling.py says what was seen. Nothing is changed: what mends something is a command for a person to type.
"""
