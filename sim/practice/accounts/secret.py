"""Secrets that are handed out once and kept only as hashes: cookies, links, tokens."""

import hashlib
import hmac
import secrets

_BYTES = 32


def new_secret(prefix: str = "") -> str:
    """Return 256 random bits as text."""
    return prefix + secrets.token_urlsafe(_BYTES)


def new_id() -> str:
    """Return a new id for a row."""
    return secrets.token_hex(12)


def secret_hash(secret: str) -> str:
    """Return what is stored of a secret. It is random and long, so a plain hash keeps it: there is nothing to guess."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def form_token(secret: str) -> str:
    """Return the token that forms carry for the sign-in behind ``secret``; the secret does not follow from it."""
    return hmac.new(secret.encode(errors="replace"), b"form", hashlib.sha256).hexdigest()
