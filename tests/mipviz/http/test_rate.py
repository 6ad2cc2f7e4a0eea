from mipviz.http.rate import Bucket, Buckets


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_lets_its_capacity_through_and_then_its_rate():
    clock = Clock()
    bucket = Bucket(capacity=2, per_second=0.5, clock=clock)
    assert [bucket.take() for _ in range(3)] == [True, True, False]
    clock.now = 1.9
    assert not bucket.take()
    clock.now = 2.1
    assert bucket.take()
    assert not bucket.take()


def test_a_bucket_never_holds_more_than_its_capacity():
    clock = Clock()
    bucket = Bucket(capacity=1, per_second=1, clock=clock)
    clock.now = 1_000.0
    assert [bucket.take(), bucket.take()] == [True, False]


def test_keys_do_not_share_a_bucket_and_few_are_remembered():
    clock = Clock()
    buckets = Buckets(capacity=1, per_second=0, limit=2, clock=clock)
    assert buckets.take("a")
    assert not buckets.take("a")
    assert buckets.take("b")
    assert buckets.take("c")
    assert not buckets.take("c")
    assert buckets.take("a"), "the oldest key was forgotten"
