"""What was found, as JSON and as text."""

import os
import platform
from dataclasses import asdict

import serve

MEGA = 1_000_000


def machine(cores, load):
    """The machine in a few words, and how busy it was at the start."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "cores_used": cores,
        "load": load,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            models = [line for line in lines if line.startswith("model name")]
        return models[0].split(":", 1)[1].strip()
    except (OSError, IndexError):
        return platform.processor() or platform.machine()


def ratios(programs, floor):
    """How many times as much: Hugo beside lantoa, lantoa beside the floor."""
    found = {}
    lantoa = programs.get("lantoa")
    if lantoa and "hugo" in programs:
        for figure in ("wall", "cpu", "peak"):
            found[f"hugo / lantoa, {figure}"] = programs["hugo"][figure] / lantoa[figure]
    if lantoa and floor:
        for width in ("narrow", "full"):
            for figure, least in floor[width].items():
                if least:
                    found[f"lantoa / {width} floor, {figure}"] = lantoa[figure] / least
    return found


def text(result):
    """The table for people."""
    lines = [_heading(result), ""]
    if result["programs"]:
        lines += [_row("", "wall s", "CPU s", "peak MB", "pages", "files", "MB out")]
        lines += [_program(name, found) for name, found in result["programs"].items()]
    if result["floor"]:
        lines += ["", _row("floor", "wall s", "CPU s")]
        lines += [_row(name, *_seconds(cost)) for name, cost in result["floor"].items()]
    if result["incremental"]:
        lines += ["", _row("lantoa again", "wall ms", "CPU ms", "peak MB")]
        lines += [_again(name, cost) for name, cost in result["incremental"].items()]
    if result["serve"]:
        lines += ["", serve.text(result["serve"])]
    if result["ratios"]:
        lines += [""] + [f"{name:<32}{value:6.2f} ×" for name, value in result["ratios"].items()]
    return "\n".join(lines)


def _heading(result):
    machine, content = result["machine"], result["content"]
    return "\n".join(
        [
            f"{machine['processor']}, {machine['cores_used']} of {machine['cores']} cores, "
            f"load {machine['load']:.1f}, {machine['system']}, Python {machine['python']}",
            *(f"{name}: {version}" for name, version in result["versions"].items()),
            f"{result['documents']} documents, {content['files']} files, "
            f"{content['bytes'] / MEGA:.1f} MB in; {result['expected_pages']} pages expected; "
            f"median of {result['runs']} runs",
        ]
    )


def _row(name, *cells):
    return f"{name:<14}" + "".join(f"{cell:>10}" for cell in cells)


def _seconds(cost):
    return f"{cost['wall']:.3f}", f"{cost['cpu']:.2f}"


def _program(name, found):
    peak, written = f"{found['peak'] / MEGA:.0f}", f"{found['output']['bytes'] / MEGA:.1f}"
    counts = found["pages"]["files"], found["output"]["files"]
    return _row(name, *_seconds(found), peak, *counts, written)


def _again(name, cost):
    return _row(
        name,
        f"{cost['wall'] * 1000:.1f}",
        f"{cost['cpu'] * 1000:.1f}",
        f"{cost['peak'] / MEGA:.0f}",
    )


def plain(cost):
    """A `Cost` as it stands in the JSON."""
    return asdict(cost)
