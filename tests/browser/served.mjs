// A small site in a folder of its own, shown by `lantoa serve`.
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { PROGRAM, folder } from "./sites.mjs";

/** A news item: long enough to scroll if its text is. */
export function news(title, text) {
  return `---\ntitle: ${title}\npublished_on: 25/10/2021\nstatus: đã duyệt\n---\n\n${text}\n`;
}

// The program prints the address once it listens.
async function address(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(line);
    if (found) { return { url: found[0], port: Number(found[1]) }; }
  }
  throw new Error("lantoa serve ended before it told its address");
}

/** Serves files, by path, until `close`; `write` saves one, `restart` ends the program and starts it on its port. */
export async function served(files) {
  const home = await folder("serve");
  const write = async (path, text) => {
    await mkdir(dirname(join(home.path, path)), { recursive: true });
    await writeFile(join(home.path, path), text);
  };
  for (const [path, text] of Object.entries(files)) { await write(path, text); }
  let child;
  const begin = async (port) => {
    child = spawn(PROGRAM, ["serve", "--lang", "vi", "--port", String(port)], { cwd: home.path, stdio: ["ignore", "pipe", "ignore"] });
    const told = await address(child);
    child.stdout.resume();
    return told;
  };
  const end = () => new Promise((ended) => { child.once("exit", ended); child.kill("SIGKILL"); });
  const { url, port } = await begin(0);
  return { url, write, stop: end, start: () => begin(port), close: async () => { await end(); await home.remove(); } };
}
