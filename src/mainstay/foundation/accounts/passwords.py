"""What a password must be, and how it is kept (RELIABILITY 11).

No rule about kinds of characters and no expiry: length, and not being easy to guess.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError

from mainstay.foundation.accounts.models import User
from mainstay.foundation.accounts.queries import practices_of

LEAST_BESIDE_A_CODE = 12
LEAST_OF_ITS_OWN = 8


class Hasher(Argon2PasswordHasher):
    """Argon2id with 46 MiB, one pass, one lane."""

    time_cost = 1
    memory_cost = 46 * 1024
    parallelism = 1


class LongEnough:
    """At least 12 characters: everyone has a code beside it."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises: ValidationError, for a short one."""
        if len(password) < LEAST_BESIDE_A_CODE:
            raise ValidationError(
                f"This has {len(password)} characters; use at least {LEAST_BESIDE_A_CODE}. "
                "Four words you can picture are easy to remember."
            )

    def get_help_text(self) -> str:
        """What is said under the field."""
        return f"At least {LEAST_BESIDE_A_CODE} characters. Four words you can picture do well."


class NotOurWords:
    """Not the product's or the practice's name with a little around it."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises: ValidationError, when too little is left without those words."""
        words = ["mainstay", "password", "welcome"]
        if user is not None and user.pk:
            for practice in practices_of(user.pk):
                words += [practice.code, *practice.name.split()]
        rest = password.lower()
        for word in words:
            if len(word) > 3:
                rest = rest.replace(word.lower(), "")
        if len(rest) < LEAST_OF_ITS_OWN:
            raise ValidationError(
                "This is mostly the name of the practice or of Mainstay. Use words of your own."
            )

    def get_help_text(self) -> str:
        """Nothing to say before it happens."""
        return ""
