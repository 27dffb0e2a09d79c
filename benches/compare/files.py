"""Folders and files of the benchmark."""

def put(path, text):
    """Writes `text` to `path`, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def size(folder, ending=""):
    """How many files below `folder` end so, and how many bytes they hold."""
    sizes = [path.stat().st_size for path in folder.rglob(f"*{ending}") if path.is_file()]
    return {"files": len(sizes), "bytes": sum(sizes)}
