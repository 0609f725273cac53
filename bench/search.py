"""The highest rate that a server passes at."""

import math

#: The result and the next higher rate that was tried differ by no more than this.
PRECISION = 1.1
FACTOR = 2


def top_rate(passes, start):
    """
    Goes up from a rate by a factor until one fails, or down until one passes, and halves the way between the two.

    :param passes: tells of a rate, a whole number per second from 1, whether the server passes at it
    :return: 0 when none passes
    """
    low, high = climb(passes, max(1, start))
    while low > 0 and high - low > 1 and high / low > PRECISION:
        middle = min(max(rounded(math.sqrt(low * high)), low + 1), high - 1)
        if passes(middle):
            low = middle
        else:
            high = middle
    return low


def climb(passes, start):
    """The highest rate that passed and the lowest that failed."""
    rate = start
    if passes(rate):
        while True:
            higher = max(rate + 1, rounded(rate * FACTOR))
            if not passes(higher):
                return rate, higher
            rate = higher
    while rate > 1:
        lower = min(rate - 1, rounded(rate / FACTOR))
        if passes(lower):
            return lower, rate
        rate = lower
    return 0, rate


def rounded(rate):
    """To three digits."""
    step = 10 ** max(0, len(str(int(rate))) - 3)
    return max(1, round(rate / step) * step)
