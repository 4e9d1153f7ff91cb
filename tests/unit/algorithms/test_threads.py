"""Work side by side: answers in order, the first fault, and the user's wish to end."""

from __future__ import annotations

import pytest

from algorithms._threads import side_by_side
from algorithms.early_end import ends_early_when, is_end_asked
from algorithms.errors import CancelledError


def test_answers_come_in_the_order_of_the_arguments():
    assert side_by_side(pow, [2, 3, 5], [5, 4, 0]) == [32, 81, 1]


def test_a_fault_in_a_thread_is_raised():
    def cancel(number):
        if number == 1:
            raise CancelledError

    with pytest.raises(CancelledError):
        side_by_side(cancel, [0, 1])


def test_threads_learn_that_the_search_is_to_end_with_the_best_so_far():
    def told(_number):
        return is_end_asked()

    assert side_by_side(told, [0, 1]) == [False, False]
    with ends_early_when(lambda: True):
        assert side_by_side(told, [0, 1]) == [True, True]
