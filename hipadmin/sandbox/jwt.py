"""Signed claims for add-ons: JSON Web Tokens with HMAC-SHA256, as the service sent them."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping


def signed(claims: Mapping[str, object], secret: str) -> str:
    """Give ``claims`` as a token signed with ``secret`` (the installation's)."""
    head = _encoded(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    said = f"{head}.{_encoded(json.dumps(claims).encode())}"
    return f"{said}.{_encoded(hmac.digest(secret.encode(), said.encode(), hashlib.sha256))}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
