#!/usr/bin/env python3
"""Holds schemathesis against the programs' interface of a served demonstration, once for each role.

    WARDMOTE_BIN=target/debug/wardmote e2e/api/run.py [ROLE…]

A demonstration home is made and served on a free port of this machine, unless BASE names one that is served. TOKENS may hold a JSON object of tokens by user; the others are made by the front door: the demonstration's sign-in and the page
of tokens. SCHEMATHESIS names the program (schemathesis 4.32.5); without it the one on the path is taken. REPORTS names a folder for
what was sent and answered. Ends with 1 on a finding, and where an operation succeeds for no role.
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
# One person an office of the demonstration, the purpose for which they act, and how much is tried: the officer
# is tried with everything, the others with less, for most of what they are answered is one refusal.
ROLES = {
    "council-officer": ("reduce-crime", "thorough"),
    "council-ig-lead": ("governance", "brief"),
    "county-analyst": ("reduce-crime", "brief"),
    "constabulary-caseworker": ("reduce-crime", "brief"),
    "council-spoc": ("governance", "brief"),
    "council-administrator": ("administration", "brief"),
    "council-democratic-services": ("governance", "brief"),
    "council-chair": ("reduce-crime", "brief"),
    "fire-member": ("reduce-crime", "brief"),
    "council-scrutiny": ("governance", "brief"),
    "funder": ("governance", "brief"),
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
    people = [person(), person(), person()]
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
        "people": people,
        "assessments": districts or ["E07000012"],
        "wards": wards,
        "rules": ["ward-flags@2020"],
    }


def configuration(folder, purpose, amount, found):
    """The configuration of one run: the common one, and what is there to be asked about."""
    quoted = json.dumps
    lines = [(HERE / "schemathesis.toml").read_text()]
    if amount == "brief":
        brief = lines[0].replace("max-examples = 4", "max-examples = 2")
        for phase in ("coverage", "stateful"):
            brief = brief.replace(f"[phases.{phase}]\nenabled = true", f"[phases.{phase}]\nenabled = false")
        lines[0] = brief
    for name, values in {**found, "purposes": [purpose]}.items():
        lines.append(f"[dictionaries.{name}]\nvalues = {quoted(values)}\n")
    bind = lambda name, probability: f"{{ dictionary = {quoted(name)}, probability = {probability} }}"
    of_all = [f'"header.Wardmote-Purpose" = {bind("purposes", 0.8)}']
    lines.append("[parameters]\n" + "\n".join(of_all) + "\n")
    for name in found:
        if name in ("wards", "rules"):
            continue
        place = "path.district" if name == "assessments" else "path.id"
        lines.append(f'[[operations]]\ninclude-path-regex = "^/api/v1/{name}/[{{]"\nparameters = {{ "{place}" = {bind(name, 0.7)} }}\n')
    lines.append(f'[[operations]]\ninclude-path = "/api/v1/flags"\nparameters = {{ "query.rule" = {bind("rules", 0.7)} }}\n')
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


def successes(har, known):
    """How often each operation was answered with a success."""
    counted = {}
    for entry in json.loads(har.read_text())["log"]["entries"]:
        path = urllib.parse.urlsplit(entry["request"]["url"]).path
        if not 200 <= entry["response"]["status"] < 300:
            continue
        for method, template, pattern in known:
            if method == entry["request"]["method"] and pattern.match(path):
                counted[(method, template)] = counted.get((method, template), 0) + 1
                break
    return counted


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
    schemathesis = program()
    given = json.loads(os.environ.get("TOKENS", "{}"))
    roles = sys.argv[1:] or list(ROLES)
    token_of = lambda user: given[user] if user in given else make_token(user)
    tokens = {user: token_of(user) for user in dict.fromkeys(["council-officer", *roles])}
    with urllib.request.urlopen(BASE + "/api/v1/openapi.json") as answer:
        described = json.load(answer)
    known = operations(described)
    failed, succeeded, cases = [], {}, 0
    reports = Path(os.environ.get("REPORTS") or tempfile.mkdtemp(prefix="wardmote-api-"))
    def ask(user):
        """One role's run: what schemathesis said, and whether it found nothing."""
        purpose, amount = ROLES[user]
        folder = reports / user
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "openapi.json").write_text(json.dumps(strict(described)))
        written = configuration(folder, purpose, amount, subjects(tokens["council-officer"]))
        words = ["--config-file", str(written), "run", str(folder / "openapi.json"), "--url", BASE, "--no-color"]
        words += ["-H", f"Authorization: Bearer {tokens[user]}", "--report-har-path", str(folder / "run.har"), "--warnings", "off"]
        surroundings = {**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1"}
        ran = subprocess.run([schemathesis, *words], cwd=folder, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        print(f"== {user}\n{ran.stdout}", flush=True)
        return ran.returncode == 0

    # Side by side, with the most thorough first: it takes as long as the others together.
    with ThreadPoolExecutor(max_workers=2) as pool:
        found_nothing = dict(zip(roles, pool.map(ask, roles)))
    for user in roles:
        har = reports / user / "run.har"
        if not found_nothing[user]:
            failed.append(user)
        cases += len(json.loads(har.read_text())["log"]["entries"])
        for operation, count in successes(har, known).items():
            succeeded.setdefault(operation, {})[user] = count
    print("\nOperations, and how often each succeeded for whom:")
    never = []
    for method, path, _ in sorted(known, key=lambda one: one[1]):
        by_user = succeeded.get((method, path), {})
        print(f"  {method:4} {path}: " + (", ".join(f"{user} {count}" for user, count in by_user.items()) or "never"))
        if not by_user:
            never.append(f"{method} {path}")
    settings = (HERE / "schemathesis.toml").read_text()
    checks = re.findall(r"^([a-z_]+)\.enabled = true", settings, re.M) + re.findall(r"^\[checks\.([a-z_]+)\]", settings, re.M)
    seed = re.search(r"^seed = (\d+)", settings, re.M)[1]
    print(f"\nschemathesis {VERSION}, seed {seed}, {len(checks)} checks: {', '.join(checks)}")
    print(f"{cases} cases, {len(known)} operations x {len(roles)} roles; {len(known) - len(never)} operations succeeded, findings as {len(failed)} roles")
    if never and len(roles) == len(ROLES):
        print("\nSucceeded for nobody: " + ", ".join(never))
    if failed:
        print("\nFindings as: " + ", ".join(failed))
    sys.exit(1 if failed or (never and len(roles) == len(ROLES)) else 0)


if __name__ == "__main__":
    main()
