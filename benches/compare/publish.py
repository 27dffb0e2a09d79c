#!/usr/bin/env python3
"""Measures publishing over loopback: SFTP beside `rsync -a` over ssh, S3 beside `rclone copy`.

usage: publish.py [--documents 10000] [--runs 3] [--cores 2] [--program FILE] [--work DIR] [--keep]

Publishes a generated site once to output/public, so that building and sealing are paid for; then, in turn, the first upload to
an empty place by lantoa and by the tool that people use. Then nothing new, and one per cent of the documents changed. Times are
of whole runs of each program; of lantoa the run that finds nothing new is told beside, for it looks at the site as well. Where the
files lie on a disk, `rsync --fsync` is the like of what lantoa asks of the server. Requests and bytes on the line are counted
before the servers, at doors that no measured upload goes through; what changed is found by comparing the two trees.
Needs sshd, rsync, and rclone in target/servers (tests/run installs it).
"""

import argparse
import contextlib
import getpass
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import programs
import site_lantoa
from counting import Door
from corpus import Site
from files import size
from measure import CommandFailed, cores, median, pin

HERE = Path(__file__).resolve().parent
RCLONE = HERE.parents[1] / "target" / "servers" / "bin" / "rclone"
SECRET = "mat-khau-thu"


def main():
    """From the command line to the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--program", type=Path, help="a lantoa that is built already, to try this script")
    parser.add_argument("--work", type=Path, default=HERE / ".cache" / "publish")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    work = options.work.resolve()
    if work.exists():
        sys.exit(f"{work} exists: remove it, or name another folder with --work")
    work.mkdir(parents=True)
    program = options.program or programs.build_lantoa()
    pin(options.cores)
    try:
        with Servers(work) as servers:
            result = Bench(options, work, program, servers).result()
    finally:
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)
    print(json.dumps(result, indent=1))


class Servers(contextlib.ExitStack):
    """sshd and rclone on free ports, until the bench is over."""

    def __init__(self, work):
        super().__init__()
        self.work = work
        for name in ("host", "login"):
            key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", work / name]
            subprocess.run(key, check=True)
        said = subprocess.run(["ssh-keygen", "-lf", work / "host.pub"], check=True, capture_output=True)
        self.fingerprint = said.stdout.decode().split()[1]
        self.ssh_port, self.s3_port = free_port(), free_port()
        shutil.copy(work / "login.pub", work / "allowed")
        config = work / "sshd_config"
        config.write_text(
            f"ListenAddress 127.0.0.1\nHostKey {work}/host\nPidFile none\n"
            f"AuthorizedKeysFile {work}/allowed\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n"
            "Subsystem sftp internal-sftp\n"
        )
        Path("/run/sshd").mkdir(exist_ok=True)
        (work / "buckets" / "thidua").mkdir(parents=True)
        self.shell = self.serve_shell(self.ssh_port)
        self.storage = self.serve_storage(self.s3_port)

    def serve_shell(self, port):
        """sshd on a port."""
        server = self.start("/usr/sbin/sshd", "-D", "-e", "-p", port, "-f", self.work / "sshd_config")
        wait_for(port)
        return server

    def serve_storage(self, port):
        """Object storage over the folder `buckets`."""
        address = f"127.0.0.1:{port}"
        server = self.start(RCLONE, "serve", "s3", "--auth-key", f"AKIA,{SECRET}", "--addr", address, self.work / "buckets")
        wait_for(port)
        return server

    def start(self, *command):
        """Starts a server that ends with this."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen([str(word) for word in command], **quiet)
        self.callback(server.wait)
        self.callback(server.kill)
        return server

    def count(self):
        """From now on what goes to the servers goes through doors that count; throughput was measured without."""
        doors = {}
        for name, server, serve, known in (
            ("sftp", self.shell, self.serve_shell, self.ssh_port),
            ("s3", self.storage, self.serve_storage, self.s3_port),
        ):
            server.kill()
            server.wait()
            port = free_port()
            serve(port)
            doors[name] = Door(known, port)
            self.callback(doors[name].close)
        return doors


class Bench:
    """One site, brought to each place again and again."""

    def __init__(self, options, work, program, servers):
        self.options, self.work, self.program, self.servers = options, work, program, servers
        self.site, self.content = Site(options.documents), work / "content"
        site_lantoa.write(self.site, self.content)
        self.settings = (self.content / "site.yaml").read_text("utf-8")
        self.publish()
        self.tree = work / "output" / "public"

    def result(self):
        """Everything that was measured."""
        first = {"sftp": [], "rsync": [], "rsync --fsync": [], "s3": [], "rclone": []}
        for turn in range(self.options.runs):
            first["sftp"].append(self.first("sftp", turn))
            first["rsync"].append(self.timed(self.rsync(turn)))
            first["rsync --fsync"].append(self.timed(self.rsync(turn, "--fsync")))
            first["s3"].append(self.first("s3", turn))
            first["rclone"].append(self.timed(self.rclone(turn)))
        seconds = {name: median(times) for name, times in first.items()}
        self.doors = self.servers.count()
        nothing = {name: self.again(name) for name in ("sftp", "s3")}
        before = hashes(self.tree)
        self.edit()
        changed = {name: self.again(name) for name in ("sftp", "s3")}
        changed["files that changed"] = differing(before, hashes(self.tree))
        return {
            "cores": cores(),
            "load": os.getloadavg()[0],
            "documents": self.options.documents,
            "site": str(size(self.tree.resolve())),
            "first upload, seconds": seconds,
            "throughput beside the other tool": {
                "sftp / rsync": seconds["rsync"] / seconds["sftp"],
                "sftp / rsync --fsync": seconds["rsync --fsync"] / seconds["sftp"],
                "s3 / rclone": seconds["rclone"] / seconds["s3"],
            },
            "nothing new": nothing,
            "one per cent changed": changed,
        }

    def publish(self, *arguments):
        """Runs lantoa; what it says of its targets, and how long it took."""
        command = [self.program, "publish", *arguments, "--note", "đo", "--at", "2025-12-31", "--json"]
        environment = {**os.environ, "KHO": SECRET}
        began = time.perf_counter()
        done = subprocess.run(command, cwd=self.work, env=environment, capture_output=True)
        wall = time.perf_counter() - began
        if done.returncode != 0:
            raise CommandFailed(done.stderr.decode()[-4000:] + done.stdout.decode()[-2000:])
        return wall, json.loads(done.stdout).get("targets", [])

    def place(self, name, turn):
        """Names the place in the settings: a folder that is filled in place, or a prefix."""
        servers = self.servers
        if name == "sftp":
            folder = self.work / f"sftp-{turn}"
            folder.mkdir(exist_ok=True)
            words = (
                f"type: sftp, host: 127.0.0.1, port: {servers.ssh_port}, user: {getpass.getuser()}, path: {folder}, "
                f'fingerprint: "{servers.fingerprint}", key_file: login, mode: in_place'
            )
        else:
            words = (
                f'type: s3, bucket: thidua, user: AKIA, endpoint: "http://127.0.0.1:{servers.s3_port}", '
                f'insecure: "yes", password_env: KHO, path: s3-{turn}'
            )
        text = f"{self.settings}\ntargets:\n  - {{name: {name}-{turn}, {words}}}\n"
        (self.content / "site.yaml").write_text(text, "utf-8")

    def first(self, name, turn):
        """Seconds of the first upload to a new place."""
        self.place(name, turn)
        return self.publish(f"{name}-{turn}")[0]

    def rsync(self, turn, *options):
        """The same files by rsync."""
        ssh = f"ssh -p {self.servers.ssh_port} -i {self.work}/login -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
        to = f"{getpass.getuser()}@127.0.0.1:{self.work}/rsync-{turn}{''.join(options)}/"
        return ["rsync", "-a", *options, "-e", ssh, f"{self.tree.resolve()}/", to]

    def rclone(self, turn):
        """The same files by rclone."""
        remote = (
            f":s3,provider=Other,access_key_id=AKIA,secret_access_key={SECRET},"
            f"endpoint='http://127.0.0.1:{self.servers.s3_port}':thidua/rclone-{turn}"
        )
        return [RCLONE, "copy", f"{self.tree.resolve()}/", remote]

    def timed(self, command):
        """How long a program takes."""
        began = time.perf_counter()
        done = subprocess.run([str(word) for word in command], capture_output=True)
        if done.returncode != 0:
            raise CommandFailed(done.stderr.decode()[-4000:])
        return time.perf_counter() - began

    def again(self, name):
        """The last place once more: seconds, and what was sent."""
        turn = self.options.runs - 1
        self.place(name, turn)
        wall, targets = self.publish(f"{name}-{turn}")
        facts = {key: targets[0][key] for key in ("sent", "bytes", "copied", "removed", "nothing_new")}
        # Bytes of files as lantoa counts them: bodies, without what tells of them.
        facts["bytes of bodies"] = facts.pop("bytes")
        counted = self.doors[name].counted()
        if name == "sftp":
            # Messages of SFTP cannot be counted from outside.
            del counted["requests"]
        return {"seconds": wall, **facts, **counted}

    def edit(self):
        """Changes one document of a hundred; news alone, for official texts are not edited without a note."""
        files = sorted((self.content / "tin").rglob("*.md"))
        for path in files[:: max(1, len(files) * 100 // self.options.documents)]:
            path.write_text(path.read_text("utf-8") + "\nThêm một câu.\n", "utf-8")


def hashes(tree):
    """Every file below a folder: SHA-256 and length."""
    root = tree.resolve()
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {str(path.relative_to(root)): (sha256(path.read_bytes()).digest(), path.stat().st_size) for path in files}


def differing(before, after):
    """How many files of the second tree are not in the first as they are, and their bytes."""
    changed = [length for path, (digest, length) in after.items() if before.get(path, (b"",))[0] != digest]
    return {"files": len(changed), "bytes": sum(changed)}


def free_port():
    """A port that was free a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port):
    """Waits until somebody answers."""
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    sys.exit(f"nobody answers on port {port}")


if __name__ == "__main__":
    main()
