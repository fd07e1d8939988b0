"""Token buckets and what counts as one address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.limits import AddressBuckets, TokenBucket, is_private, network_of


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    bucket = TokenBucket(2.0, 3, now=0.0)
    assert [bucket.take(0.0) for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    assert bucket.take(0.49) > 0
    assert bucket.take(0.5) == 0.0


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    bucket = TokenBucket(2.0, 3, now=0.0)
    assert [bucket.take(1000.0) == 0 for _ in range(4)] == [True, True, True, False]


def test_a_clock_that_runs_backwards_gives_nothing() -> None:
    bucket = TokenBucket(1.0, 1, now=100.0)
    bucket.take(100.0)
    assert bucket.take(50.0) > 0
    assert bucket.take(100.5) > 0


@given(st.lists(st.floats(0, 3), max_size=50))
def test_in_any_time_no_more_is_given_than_burst_and_rate_allow(pauses: list[float]) -> None:
    bucket, now, n_given = TokenBucket(2.0, 4, now=0.0), 0.0, 0
    for pause in pauses:
        now += pause
        n_given += bucket.take(now) == 0.0
    assert n_given <= 4 + 2.0 * now + 1e-6


def test_addresses_have_buckets_of_their_own() -> None:
    buckets = AddressBuckets(1.0, 1)
    assert buckets.take("192.0.2.1", 0.0) == 0.0
    assert buckets.take("192.0.2.1", 0.0) > 0.0
    assert buckets.take("192.0.2.2", 0.0) == 0.0


def test_only_so_many_addresses_are_remembered() -> None:
    buckets = AddressBuckets(1.0, 1, max_addresses=2)
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        buckets.take(address, 0.0)
    assert buckets.take("192.0.2.3", 0.0) > 0.0
    assert buckets.take("192.0.2.1", 0.0) == 0.0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("unknown", "unknown"),
    ],
)
def test_an_ipv6_household_counts_as_one_address(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("10.1.2.3", True),
        ("172.18.0.2", True),
        ("8.8.8.8", False),
        ("x", False),
    ],
)
def test_figures_are_for_private_addresses(address: str, private: bool) -> None:
    assert is_private(address) is private
