"""What every test stands on: no test asserts a time, so no example of hypothesis may be too slow either."""

from hypothesis import HealthCheck, settings

settings.register_profile("shouwen", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shouwen")
