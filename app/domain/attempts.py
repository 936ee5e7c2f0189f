"""The growing delay after wrong passwords: it slows guessing down and never shuts anybody out."""

from __future__ import annotations

from dataclasses import dataclass

_FREE_ATTEMPTS = 5
_FIRST_DELAY = 30.0
_LONGEST_DELAY = 900.0


@dataclass
class AttemptDelay:
    """Wrong passwords in a row; seconds are those of a monotonic clock."""

    failures: int = 0
    free_at: float = 0.0

    def seconds_left(self, monotonic: float) -> float:
        """Return how many seconds have to pass before the next attempt."""
        return max(0.0, self.free_at - monotonic)

    def failed(self, monotonic: float) -> None:
        """Count a wrong password: from the fifth on 30 s, doubling up to 15 minutes."""
        self.failures += 1
        beyond = self.failures - _FREE_ATTEMPTS
        if beyond >= 0:
            self.free_at = monotonic + min(_LONGEST_DELAY, _FIRST_DELAY * 2.0 ** min(beyond, 10))

    def succeeded(self) -> None:
        """Forget the failures."""
        self.failures = 0
        self.free_at = 0.0
