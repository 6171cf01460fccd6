"""What schemathesis does to its requests before it sends them, and what it holds against the answers beside its own checks."""

import re
import uuid

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase

PURPOSE = "Wardmote-Purpose"


@schemathesis.hook
def before_call(context, case, kwargs):
    """Each request that writes is one of its own: a key that is as described is made new, one that is not stays as it is.

    Headers that are wrong on purpose are not touched at all. schemathesis weighs anew what a hook changed, and headers without a token
    would count as good once their key is: the token of the run would be added, and what was to be refused would be done.
    """
    if case.meta is not None and case.meta.is_negative_at(ParameterLocation.HEADER):
        return
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and re.fullmatch(r"[A-Za-z0-9_-]{16,80}", key):
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
    # A chain that is tried again must go the way it went: what it makes has an id of its own each time. In the other phases an id that
    # is taken is as good a case as any.
    of_a_chain = case.meta is not None and case.meta.phase.name == TestPhase.STATEFUL
    if of_a_chain and case.method == "POST" and case.path in ("/api/v1/gaps", "/api/v1/requests", "/api/v1/priorities"):
        case.body["id"] = f"run-{uuid.uuid4().hex}"


@schemathesis.check
def what_was_made_is_there(ctx, response, case):
    """Whoever has just made a thing is not told that it is absent, at whatever address under it they ask for the same purpose.

    `ensure_resource_availability` asks this too, but only of addresses that take nothing but what the answer to the making holds.
    True says that there was nothing to weigh, and leaves the answer out of the count.
    """
    parent = ctx.internals.find_parent(case_id=case.id)
    made = parent and ctx.internals.find_response(case_id=parent.id)
    if not made or parent.method != "POST" or made.status_code != 201 or not case.path.startswith(parent.path + "/{"):
        return True
    purpose = lambda one: (one.headers or {}).get(PURPOSE)
    if (case.path_parameters or {}).get("id") != made.json().get("id") or purpose(case) != purpose(parent):
        return True
    if response.status_code == 404:
        raise Failure(
            operation=case.operation.label,
            title="What was made is not there",
            message=f"`{parent.method} {parent.path}` made it, and `{case.method} {case.path}` says that it is absent.",
        )
    return None


@schemathesis.check
def what_is_over_stays_over(ctx, response, case):
    """What was closed or withdrawn is not closed or withdrawn again. Nothing is deleted here, so this is what `use_after_free` asks
    elsewhere: whether an end is one."""
    if case.method != "POST" or not case.path.endswith(("/closing", "/withdrawal")):
        return True
    for earlier in ctx.internals.find_all_cases():
        if earlier.id == case.id:
            return True
        answered = ctx.internals.find_response(case_id=earlier.id)
        same = earlier.path == case.path and earlier.path_parameters == case.path_parameters
        if same and answered is not None and answered.status_code == 201:
            break
    else:
        return True
    if response.status_code < 400:
        raise Failure(
            operation=case.operation.label,
            title="What was over is ended again",
            message=f"`{case.method} {case.path}` was done twice to one thing.",
        )
    return None
