"""bcd35: official letters, returned reports and the summary of a standing office.

Six rooms, one direction: ``cli``/``show`` → ``usecases`` → ``store``, ``formats``, ``world`` → ``domain``.
``docs/architecture.md`` tells what lives where; ``tests/test_architecture.py`` holds it.
"""

__version__ = "0.5.0"
