"""How long a student waits: `python -m bench`. Goals and numbers measured are in the README."""
