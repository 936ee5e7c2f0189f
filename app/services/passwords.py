"""Which passwords may open the desk."""

from __future__ import annotations

from app.domain.errors import Problem, UserFacingError
from app.domain.setup import check_password_length

# The measure takes time that grows with the square of the length, and refuses more than this.
_MEASURED = 72


def check_password(password: str, words: tuple[str, ...]) -> None:
    """Make sure a password has 10 to 128 characters and is none that is guessed first.

    ``words`` are things a guesser knows, such as the person's name.

    Raises:
        UserFacingError: it is too easy to guess.
    """
    check_password_length(password)
    if password_score(password, words) < 1:
        raise UserFacingError(Problem.WEAK_PASSWORD)


def password_score(password: str, words: tuple[str, ...] = ()) -> int:
    """Return how hard a password is to guess, from 0 (at once) to 4 (very hard)."""
    if not password:
        return 0
    # Its word lists take 50 ms to load, which only set-up and password changes should pay.
    from zxcvbn import zxcvbn  # noqa: PLC0415 - as said above

    score = zxcvbn(password[:_MEASURED], user_inputs=list(words))["score"]
    return int(score)
