"""The programs that are measured: how each is made ready and called."""

import json
import os
import subprocess
from pathlib import Path

CRATE = Path(__file__).resolve().parents[2]


def build_lantoa():
    """Builds lantoa as it is released and says where it lies."""
    return _cargo("lantoa", "build", "--release", "--bin", "lantoa")


def build_floor():
    """Builds the floor with the profile of a release and says where it lies."""
    return _cargo("floor", "bench", "--bench", "floor", "--no-run")


def _cargo(target, *arguments):
    """Builds and says where the program of this target lies; others may be built beside it."""
    command = ["cargo", *arguments, "--locked", "--message-format=json-render-diagnostics"]
    built = subprocess.run(command, cwd=CRATE, check=True, stdout=subprocess.PIPE, text=True)
    messages = [json.loads(line) for line in built.stdout.splitlines() if line.startswith("{")]
    found = [
        message["executable"]
        for message in messages
        if message.get("executable") and message["target"]["name"] == target
    ]
    return found[-1]


def lantoa(program, content, output):
    """Content to a site, as a person would call it, without the report on the screen."""
    return [program, "build", "--content", content, "--output", output, "-q"]


def hugo(program, project, output):
    """The same for Hugo."""
    return [program, "build", "--source", project, "--destination", output, "--quiet"]


def version(program, word):
    """What `program` says of itself, without the details of its build."""
    said = subprocess.run([program, word], check=True, stdout=subprocess.PIPE, text=True)
    return " ".join(said.stdout.split()[:2])


def environment(cache):
    """The environment of every measured program: no settings from the person who runs it."""
    return {"PATH": os.environ["PATH"], "HOME": str(cache), "HUGO_CACHEDIR": str(cache / "hugo")}
