"""Argon2 as the site uses it, at the least cost: most tests are not about guessing passwords."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The same algorithm and the same form of a hash; a hundredth of the work."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


class CountingHasher(QuickArgon2):
    """Counts what it hashes."""

    hashed = 0

    def encode(self, password, salt):
        CountingHasher.hashed += 1
        return super().encode(password, salt)
