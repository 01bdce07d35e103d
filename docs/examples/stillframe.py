"""A few lines that the examples share. They need nothing but Python itself."""

import base64
import hashlib
import hmac
import json
import os
import time
import urllib.parse
import urllib.request

SERVER = os.environ["STILLFRAME_URL"]
KEY, SECRET = os.environ["STILLFRAME_API_KEY"], os.environ["STILLFRAME_API_SECRET"]


def token():
    """A JWT (HS256) whose kid and sub are the API key, signed with its secret; it works for an hour."""

    def encode(raw):
        return base64.urlsafe_b64encode(raw).rstrip(b"=")

    now = int(time.time())
    header = {"alg": "HS256", "typ": "JWT", "kid": KEY}
    claims = {"sub": KEY, "iat": now, "exp": now + 3600}
    signed = b".".join(encode(json.dumps(part).encode()) for part in (header, claims))
    signature = hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
    return (signed + b"." + encode(signature)).decode()


def call(method, path, body=None, **query):
    """Calls the API. Returns what it answers, parsed, and its headers."""
    address = f"{SERVER}/api/v1{path}"
    if query:
        address += "?" + urllib.parse.urlencode(query)
    request = urllib.request.Request(address, method=method)
    request.add_header("Authorization", f"Bearer {token()}")
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request) as response:
        text = response.read()
        return (json.loads(text) if text else None), response.headers


def finished(headers):
    """Follows the task that a call started until it is over. Returns the task."""
    path = headers["Location"].removeprefix("/api/v1")
    while True:
        task, _ = call("GET", path)
        if task["status"] not in ("INITIALIZING", "RUNNING"):
            break
        time.sleep(0.2)
    if task["status"] != "COMPLETED":
        raise SystemExit(f"{task['task_type']} {task['status']}: {task['error_message']}")
    return task
