"""Several checks of one thing in one test: a connection has a test, and each check that fails says
so. A test for each check would take longer than what it checks.

SPDX-License-Identifier: GPL-2.0-or-later
"""


class Checks:
    """Functions that each assert something of the same arguments; used as a decorator."""

    def __init__(self):
        self.all = []

    def __call__(self, function):
        self.all.append(function)
        return function

    def hold(self, *arguments, but=()):
        """Calls all but some, and fails with what those say that fail."""
        failures = []
        for function in self.all:
            if function in but:
                continue
            try:
                function(*arguments)
            except AssertionError as error:
                failures.append(f"{function.__name__}: {error}")
        if failures:
            raise AssertionError("\n".join(failures))
