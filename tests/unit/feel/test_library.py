"""What the library says of itself is true."""

import doctest

from app import feel


def test_the_examples_of_the_library_are_as_they_are_told():
    failed, tried = doctest.testmod(feel, optionflags=doctest.ELLIPSIS)
    assert (failed, tried > 5) == (0, True)
