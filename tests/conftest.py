"""What holds for every test: a slow machine is no fault of the code."""

from hypothesis import HealthCheck, settings

settings.register_profile("marsad", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.load_profile("marsad")
