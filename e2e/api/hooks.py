"""What schemathesis does to its requests before it sends them."""

import re
import uuid

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    """Each request that writes is one of its own: a key that is as described is made new, one that is not stays as it is."""
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and re.fullmatch(r"[A-Za-z0-9_-]{16,80}", key):
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
