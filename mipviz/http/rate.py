"""How often something may be asked for."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import partial

Clock = Callable[[], float]


class Bucket:
    """Lets *capacity* through at once and *per_second* in the long run."""

    def __init__(self, *, capacity: int, per_second: float, clock: Clock = time.monotonic) -> None:
        self._capacity = capacity
        self._per_second = per_second
        self._clock = clock
        self._level = float(capacity)
        self._last = clock()

    def take(self) -> bool:
        """Take one; return whether there was one."""
        now = self._clock()
        self._level = min(self._capacity, self._level + (now - self._last) * self._per_second)
        self._last = now
        if self._level < 1:
            return False
        self._level -= 1
        return True


class Buckets:
    """A bucket for each key; the *limit* most recent keys are remembered."""

    def __init__(
        self,
        *,
        capacity: int,
        per_second: float,
        limit: int = 10_000,
        clock: Clock = time.monotonic,
    ) -> None:
        self._new = partial(Bucket, capacity=capacity, per_second=per_second, clock=clock)
        self._limit = limit
        self._buckets: OrderedDict[Hashable, Bucket] = OrderedDict()

    def take(self, key: Hashable) -> bool:
        """Take one from the bucket of *key*; return whether there was one."""
        bucket = self._buckets.pop(key, None) or self._new()
        self._buckets[key] = bucket
        if len(self._buckets) > self._limit:
            self._buckets.popitem(last=False)
        return bucket.take()
