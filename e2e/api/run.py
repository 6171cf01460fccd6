#!/usr/bin/env python3
"""Holds schemathesis against the programs' interface of a served demonstration, once for each role.

    WARDMOTE_BIN=target/debug/wardmote e2e/api/run.py [ROLE…]

A demonstration home is made and served on a free port of this machine, unless BASE names one that is served. TOKENS may hold a JSON
object of tokens by user; the others are made by the front door: the demonstration's sign-in and the page of tokens. SCHEMATHESIS
names the program (schemathesis 4.32.5); without it the one on the path is taken. REPORTS names a folder for what was sent and
answered. The last line sums up. Ends with 1 on a finding, and where an operation succeeds for no role.
"""

import html
import http.cookiejar
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
BASE = os.environ.get("BASE", "").rstrip("/")
VERSION = "4.32.5"
# One person an office of the demonstration, the purpose for which they act, and which runs are made with their token.
ROLES = {
    "council-officer": ("reduce-crime", ["everything", "records", "registers"]),
    "constabulary-caseworker": ("reduce-crime", ["brief", "records"]),
    "council-ig-lead": ("governance", ["brief"]),
    "county-analyst": ("reduce-crime", ["brief", "registers"]),
    "council-spoc": ("reduce-crime", ["brief", "records"]),
    "council-administrator": ("administration", ["brief"]),
    "council-democratic-services": ("governance", ["brief"]),
    "council-chair": ("reduce-crime", ["brief"]),
    "fire-member": ("reduce-crime", ["brief"]),
    "council-scrutiny": ("governance", ["brief"]),
    "funder": ("governance", ["brief"]),
}


def phases(*on):
    """What switches on these phases of schemathesis.toml, and the others off."""
    known = {"examples": "true", "coverage": "true", "fuzzing": "true", "stateful": "false"}
    said = lambda name, enabled: f"[phases.{name}]\nenabled = {enabled}"
    return [(said(name, enabled), said(name, str(name in on).lower())) for name, enabled in known.items()]


# The kinds of runs: what each changes of schemathesis.toml, and which operations it keeps to. `brief` leaves out what is tried of each
# operation word by word, for most of what is answered to these roles is one refusal. The last two follow what was made from one
# operation to the next. They begin with what is made, never with a list: lists grow while others write, and a chain must be one that
# can be gone again. A token made up for each request would end each of them at its second step.
REGISTERS = "(gaps|requests|concerns|priorities)"
CHAINS = [("[generation]\n", "[generation]\nwith-security-parameters = false\n"), *phases("stateful")]
KINDS = {
    "everything": ([], []),
    "brief": ([("max-examples = 6", "max-examples = 2"), *phases("examples", "fuzzing")], []),
    "records": (CHAINS, ["--include-path-regex", "^/api/v1/people", "--exclude-operation-id", "searchPeople"]),
    "registers": (CHAINS, ["--include-path-regex", f"^/api/v1/{REGISTERS}", "--exclude-operation-id-regex", f"^{REGISTERS}$"]),
}
# What most bodies say that is not only as described but also as the record has it; else few would come past its rules.
SAID = {
    # Under the agreement the officer's council gives these to these, by any of its powers.
    "receivers": ["cambridgeshire-constabulary", "cambridgeshire-county-council"],
    "data_types": ["council-records", "council-incident-logs"],
    "powers": ["crime-and-disorder-act-1998", "children-act-2004"],
    "days": ["2099-01-04", "2099-06-30"],
    "today": [time.strftime("%Y-%m-%d", time.gmtime())],
    "years": ["2026-27"],
    "roles": ["data group", "community safety officer"],
}
BODIES = {
    "/people/{id}/disclosures": {"to": "receivers", "data_type": "data_types", "power": "powers"},
    "/people/{id}/closing": {"on": "today"},
    "/gaps": {"review": "days", "since": "today", "owner": "roles"},
    "/gaps/{id}/reviews": {"next": "days", "role": "roles"},
    "/requests": {"due": "days", "on": "today", "role": "roles"},
    "/requests/{id}/chases": {"on": "today", "role": "roles"},
    "/concerns": {"area": "wards", "on": "today", "role": "roles"},
    "/priorities": {"areas[*]": "wards", "year": "years", "on": "today", "role": "roles"},
    "/priorities/{id}/decisions": {"on": "today", "role": "roles"},
}


class Browser:
    """The front door, as somebody uses it who has no script."""

    def __init__(self):
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path):
        with self.opener.open(BASE + path) as answer:
            return answer.read().decode()

    def send(self, page, path, fields):
        token = re.search(r'name="csrf" value="([^"]+)"', self.get(page))
        if token is None:
            sys.exit(f"{page} has no form")
        body = urllib.parse.urlencode([("csrf", token[1]), *fields]).encode()
        request = urllib.request.Request(BASE + path, data=body, headers={"Origin": BASE})
        with self.opener.open(request) as answer:
            return answer.read().decode()


def make_token(user):
    """A token that is good for whatever its owner may."""
    browser = Browser()
    browser.send("/sign-in", "/sign-in/demo", [("user", user)])
    scopes = re.findall(r'name="scope"[^>]* value="([^"]+)"', browser.get("/account/tokens"))
    if not scopes:
        sys.exit(f"`{user}` is offered no scope on /account/tokens")
    made = browser.send("/account/tokens", "/account/tokens", [("label", "schemathesis"), *(("scope", one) for one in scopes)])
    token = re.search(r"wardmote_[A-Za-z0-9_-]+", html.unescape(made))
    if token is None:
        sys.exit(f"no token was made for `{user}`")
    return token[0]


def call(token, method, path, body=None, purpose=None):
    """Status and JSON of a request."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid.uuid4().hex}
    if purpose:
        headers["Wardmote-Purpose"] = purpose
    if body is not None:
        headers["Content-Type"] = "application/json"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(BASE + path, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def must(answer):
    status, said = answer
    if status >= 300:
        sys.exit(f"what the run needs was refused: {status} {said}")
    return said


def subjects(token):
    """Things to ask about: some are there, some are made by the officer whose token this is."""
    crime = "reduce-crime"
    name = f"run-{uuid.uuid4().hex[:8]}"
    first = lambda path: [one.get("id") for one in must(call(token, "GET", path))["items"][:5]]
    person = lambda: must(call(token, "POST", "/api/v1/people", {"person": {"name": f"Invented Person {name}"}}, crime))["id"]
    gap = {"id": name, "what": "who is isolated", "why": "nobody counts it", "owner": "data group", "review": "2099-01-04"}
    request = {"id": name, "to": "housing association", "what": "complaints by ward", "role": "research analyst", "due": "2099-01-04"}
    wards = [one["area"] for one in must(call(token, "GET", "/api/v1/concerns"))["items"]] or ["E05011290"]
    concern = {"area": wards[0], "reason": "new estate without a shop", "role": "community safety officer"}
    priority = {"id": name, "year": "2026-27", "name": "a new estate", "areas": wards[:1], "reason": "it grows", "role": "data group"}
    must(call(token, "POST", "/api/v1/gaps", gap))
    must(call(token, "POST", "/api/v1/requests", request))
    must(call(token, "POST", "/api/v1/priorities", priority))
    made = must(call(token, "POST", "/api/v1/concerns", concern))["id"]
    districts = [one["district"] for one in must(call(token, "GET", "/api/v1/assessments"))["items"]]
    return {
        "organisations": first("/api/v1/organisations"),
        "users": first("/api/v1/users"),
        "groups": first("/api/v1/groups"),
        "agreements": first("/api/v1/agreements"),
        "extracts": first("/api/v1/extracts"),
        "measures": [one["id"] for one in must(call(token, "GET", "/api/v1/measures?limit=200"))["items"] if one["is_held"]][:5],
        "sources": first("/api/v1/sources"),
        "gaps": [name],
        "requests": [name],
        "concerns": [made],
        "priorities": [name],
        "people": [person(), person(), person()],
        # Nothing but giving is tried on these: a record that was closed is not given.
        "given": [person(), person(), person()],
        "assessments": districts or ["E07000012"],
        "wards": wards,
        "rules": ["ward-flags@2020"],
    }


def configuration(folder, purpose, kind, found):
    """The configuration of one run: the common one, and what is there to be asked about."""
    settings = (HERE / "schemathesis.toml").read_text()
    for common, changed in KINDS[kind][0]:
        if common not in settings:
            sys.exit(f"schemathesis.toml does not say `{common}`, which a run changes")
        settings = settings.replace(common, changed)
    lines = [settings]
    for name, values in {**found, **SAID, "purposes": [purpose]}.items():
        lines.append(f"[dictionaries.{name}]\nvalues = {json.dumps(values)}\n")

    def bind(**places):
        return ", ".join(f'"{place}" = {{ dictionary = "{name}", probability = {often} }}' for place, (name, often) in places.items())

    def operations(which, **places):
        lines.append(f"[[operations]]\n{which}\nparameters = {{ {bind(**places)} }}\n")

    lines.append(f'[parameters]\n{bind(**{"header.Wardmote-Purpose": ("purposes", 0.8)})}\n')
    for name in found:
        if name in ("wards", "rules", "given"):
            continue
        place = "path.district" if name == "assessments" else "path.id"
        of_these = f"^/api/v1/{name}/[{{]" + ("(?!id[}]/disclosures)" if name == "people" else "")
        operations(f'include-path-regex = "{of_these}"', **{place: (name, 0.7)})
    operations('include-path = "/api/v1/people/{id}/disclosures"', **{"path.id": ("given", 0.9)})
    operations('include-path = "/api/v1/flags"', **{"query.rule": ("rules", 0.7)})
    for path, body in BODIES.items():
        operations(f'include-path = "/api/v1{path}"', **{f"body.{place}": (name, 0.9) for place, name in body.items()})
    written = Path(folder) / "schemathesis.toml"
    written.write_text("\n".join(lines))
    return written


def strict(described):
    """The description with answers closed: what stands in an answer and is not described is a finding."""

    def close(schema):
        if isinstance(schema, list):
            return [close(one) for one in schema]
        if not isinstance(schema, dict):
            return schema
        closed = {name: close(value) for name, value in schema.items()}
        return {"additionalProperties": False, **closed} if "properties" in closed else closed

    schemas = {name: close(schema) for name, schema in described["components"]["schemas"].items()}
    return {**described, "components": {**described["components"], "schemas": schemas}}


def operations(described):
    """The operations by a pattern of their addresses."""
    found = []
    for path, methods in described["paths"].items():
        pattern = re.compile("^" + re.sub(r"\\{[a-z]+\\}", "[^/]+", re.escape(path)) + "$")
        found.extend((method.upper(), path, pattern) for method in methods)
    # What has no parts to fill in is looked for first.
    return sorted(found, key=lambda one: "{" in one[1])


class Asked:
    """What the runs asked, and how often each check had something to weigh."""

    def __init__(self, known):
        self.known, self.cases, self.successes, self.checks = known, 0, {}, {}

    def read(self, events, user):
        """Adds the events of one run."""
        for line in events.read_text().splitlines():
            recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
            for case_id, sent in recorder.get("interactions", {}).items():
                self.cases += 1
                status = sent.get("response", {}).get("status_code", 0)
                if 200 <= status < 300:
                    self.succeeded(sent["request"], user)
            for checks in recorder.get("checks", {}).values():
                for check in checks:
                    self.checks[check["name"]] = self.checks.get(check["name"], 0) + 1

    def succeeded(self, request, user):
        path = urllib.parse.urlsplit(request["uri"]).path
        for method, template, pattern in self.known:
            if method == request["method"] and pattern.match(path):
                by_user = self.successes.setdefault((method, template), {})
                by_user[user] = by_user.get(user, 0) + 1
                return


def program():
    named = os.environ.get("SCHEMATHESIS") or shutil.which("schemathesis")
    if not named:
        sys.exit(f"schemathesis is not there: pip install schemathesis=={VERSION}")
    said = subprocess.run([named, "--version"], capture_output=True, text=True, check=True).stdout
    if VERSION not in said:
        sys.exit(f"{said.strip()} is there, and {VERSION} is needed: findings would differ")
    return named


def free_port():
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]


def served(binary, folder):
    """A demonstration of its own, made and served. Its address is by name: forms of a site are sent from the address it goes by."""
    global BASE
    home, port = Path(folder) / "home", free_port()
    with (Path(folder) / "serve.log").open("w") as log:
        subprocess.run([binary, "demo", "--home", str(home), "--no-serve"], stdout=log, stderr=log, check=True)
        server = subprocess.Popen([binary, "serve", "--home", str(home), "--listen", f"127.0.0.1:{port}"], stdout=log, stderr=log)
    BASE = f"http://localhost:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(BASE + "/healthz").close()
            return server
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.25)
    server.kill()
    sys.exit("the demonstration is not served:\n" + (Path(folder) / "serve.log").read_text()[-2000:])


def main():
    if BASE:
        hold()
        return
    with tempfile.TemporaryDirectory(prefix="wardmote-api-home-") as folder:
        server = served(os.environ.get("WARDMOTE_BIN", "target/debug/wardmote"), folder)
        try:
            hold()
        finally:
            server.terminate()
            server.wait()


def hold():
    from_second = time.monotonic()
    schemathesis = program()
    given = json.loads(os.environ.get("TOKENS", "{}"))
    roles = sys.argv[1:] or list(ROLES)
    token_of = lambda user: given[user] if user in given else make_token(user)
    tokens = {user: token_of(user) for user in dict.fromkeys(["council-officer", *roles])}
    with urllib.request.urlopen(BASE + "/api/v1/openapi.json") as answer:
        described = json.load(answer)
    asked = Asked(operations(described))
    reports = Path(os.environ.get("REPORTS") or tempfile.mkdtemp(prefix="wardmote-api-"))

    def ask(run):
        """One run: whether schemathesis found nothing. What it says is printed in one piece."""
        user, kind = run
        began = time.monotonic()
        folder = reports / user / kind
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "openapi.json").write_text(json.dumps(strict(described)))
        written = configuration(folder, ROLES[user][0], kind, subjects_of[run])
        words = ["--config-file", str(written), "run", str(folder / "openapi.json"), "--url", BASE, "--no-color", "--warnings", "off"]
        words += ["-H", f"Authorization: Bearer {tokens[user]}", "--report-ndjson-path", str(folder / "run.ndjson")]
        words += KINDS[kind][1]
        surroundings = {**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1"}
        taken = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        ran = subprocess.run([schemathesis, *words], cwd=folder, env=surroundings, **taken)
        seconds = time.monotonic() - began
        print(f"== {user}, {kind}: {seconds:.0f} s" + (f"\n{ran.stdout}" if ran.returncode else ", no finding"), flush=True)
        return ran.returncode == 0

    # Two side by side, the longest first: what is short fills the gap at the end.
    runs = sorted(((user, kind) for user in roles for kind in ROLES[user][1]), key=lambda run: run[1] == "brief")
    subjects_of = {run: subjects(tokens["council-officer"]) for run in runs}
    with ThreadPoolExecutor(max_workers=2) as pool:
        found_nothing = dict(zip(runs, pool.map(ask, runs)))
    for user, kind in runs:
        asked.read(reports / user / kind / "run.ndjson", user)
    failed = [f"{user} ({kind})" for (user, kind), nothing in found_nothing.items() if not nothing]

    print("\nOperations, and how often each succeeded:")
    never = []
    for method, path, _ in sorted(asked.known, key=lambda one: one[1]):
        by_user = asked.successes.get((method, path), {})
        whom = ", ".join(by_user) if len(by_user) < 4 else f"{len(by_user)} roles"
        print(f"  {method:4} {path}: " + (f"{sum(by_user.values())} as {whom}" if by_user else "never"))
        if not by_user:
            never.append(f"{method} {path}")
    settings = (HERE / "schemathesis.toml").read_text()
    named = re.findall(r"^([a-z_]+)\.enabled = true", settings, re.M) + re.findall(r"^\[checks\.([a-z_]+)\]", settings, re.M)
    seed = re.search(r"^seed = (\d+)", settings, re.M)[1]
    print("\nChecks, and of how many answers each was asked: " + ", ".join(f"{name} {asked.checks.get(name, 0)}" for name in named))
    whole = len(roles) == len(ROLES)
    if never and whole:
        print("\nSucceeded for nobody: " + ", ".join(never))
    if failed:
        print("\nFindings as: " + ", ".join(failed))
    seconds = time.monotonic() - from_second
    held = f"{len(named)} checks, {len(asked.known)} operations as {len(roles)} roles, {asked.cases} cases"
    found = f"{len(asked.known) - len(never)} operations succeeded, findings in {len(failed)} of {len(runs)} runs"
    print(f"schemathesis: {VERSION}, seed {seed}, {held}; {found}, {seconds:.0f} s")
    sys.exit(1 if failed or (never and whole) else 0)


if __name__ == "__main__":
    main()
