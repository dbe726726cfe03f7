"""Keys of the shared cache: hashed, because they name addresses of people and networks."""

from django.utils.crypto import salted_hmac


def hashed(key: str, key_prefix: str, version: int) -> str:
    """The key under which a row is stored: a keyed hash, from which nobody reads an address."""
    name = f"{key_prefix}:{version}:{key}"
    return salted_hmac("directory.cache", name, algorithm="sha256").hexdigest()
