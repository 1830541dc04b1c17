"""Seal the seeds of second factors: AES-256-GCM, so that a copied database gives no codes.

The key is derived from SECRET_KEY, which is outside the database.
"""

import base64
import hashlib
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_PURPOSE = b"mainstay second factor seeds 1"
_NONCE_BYTES = 12


def seal(text: str) -> str:
    """The text sealed, as base64; sealing twice gives two different texts."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_key()).encrypt(nonce, text.encode(), _PURPOSE)
    return base64.b64encode(nonce + sealed).decode()


def open_sealed(sealed: str) -> str:
    """The text again.

    Raises:
        InvalidTag: it was changed, or sealed under another SECRET_KEY.
    """
    content = base64.b64decode(sealed)
    nonce, body = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
    return AESGCM(_key()).decrypt(nonce, body, _PURPOSE).decode()


def _key() -> bytes:
    return hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"seeds").digest()
