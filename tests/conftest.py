"""What holds for every test: a slow machine is no fault of the code."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("marsad", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.load_profile("marsad")


def _linear(work: Callable[[Any], object], short: Any, long: Any) -> None:
    def cost(given: Any, times: int) -> float:
        spent = []
        for _ in range(times):
            began = time.process_time()
            work(given)
            spent.append(time.process_time() - began)
        return min(spent)

    work(short)  # what is kept between calls is there
    assert cost(long, 2) < 24 * max(cost(short, 3), 0.004), "eight times the input costs more than three times eight times the processor"


@pytest.fixture(scope="session")
def linear() -> Callable[[Callable[[Any], object], Any, Any], None]:
    """``linear(work, short, long)``: ``long`` is eight times ``short``; its cost grows no faster (with its square it would be 64 times), on any machine."""
    return _linear
