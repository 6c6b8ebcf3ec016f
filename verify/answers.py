"""Which answers can be behind a published number, and how far apart they can lie."""

import functools
from fractions import Fraction

CLOSE = Fraction(1, 2)


def nearest(sum_, n):
    """The nearest step, halves to the even one."""
    return round(Fraction(sum_, n))


def shown(m, sum_):
    """What is published of so many answers with this sum."""
    at_least, at_most = (50 * m - 20) // m, -(-(10 * m + 20) // m)
    value = nearest(10 * sum_, m)
    if sum_ >= 5 * m - 2 or value > at_least:
        return at_least, "at_least"
    if sum_ <= m + 2 or value < at_most:
        return at_most, "at_most"
    return value, None


def all_sums(fewest, most):
    return ((m, sum_) for m in range(fewest, most + 1) for sum_ in range(m, 5 * m + 1))


def attainable(fewest, most):
    """Every value and bound that whole answers from 1 to 5 can make."""
    return {shown(m, sum_) for m, sum_ in all_sums(fewest, most)}


def cases(value, bound, fewest, most):
    """Every number of answers and sum of them that is published like this."""
    return [case for case in all_sums(fewest, most) if shown(*case) == (value, bound)]


@functools.cache
def squares(m, sum_):
    """The least and the most that the squares of `m` answers with a sum add up to."""
    if m == 0:
        return (0, 0) if sum_ == 0 else None
    ends = [(a, squares(m - 1, sum_ - a)) for a in range(1, 6) if m - 1 <= sum_ - a <= 5 * (m - 1)]
    ends = [(a * a + low, a * a + high) for a, (low, high) in ends]
    return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None


def excess(cell, given=None):
    """The ends of the squares about the mean, less what close answers may have."""
    found = []
    for m, sum_ in cell:
        rest = (m, sum_) if given is None else (m - 1, sum_ - given)
        if rest[0] <= rest[1] <= 5 * rest[0]:
            own = 0 if given is None else given * given
            off = own - Fraction(sum_ * sum_, m) - CLOSE * m
            found += [end + off for end in squares(*rest)]
    return (min(found), max(found)) if found else None


def is_open(cells):
    """Whether both words are possible with every answer that the numbers leave possible."""
    ends = [excess(cell) for cell in cells]
    least, most = sum(low for low, _ in ends), sum(high for _, high in ends)
    for cell, (own_least, own_most) in zip(cells, ends):
        for low, high in filter(None, (excess(cell, answer) for answer in range(1, 6))):
            if least - own_least + low > 0 or most - own_most + high <= 0:
                return False
    return True
