"""How a scenario waits: `eventually` and `stays`, what they look for and what they say was seen; and time let pass."""

from harness.waiting.looking import eventually, stays, until

__all__ = ["eventually", "stays", "until"]
