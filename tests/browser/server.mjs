// Serves built sites on the loopback, as a plain web server does.
import { createServer } from "node:http";
import { extname } from "node:path";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ics": "text/calendar; charset=utf-8",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".xml": "application/xml; charset=utf-8",
};

/** The file of a site that answers for an address below it, or nothing. */
export function fileOf(files, path) {
  const name = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  return files.has(name) ? name : undefined;
}

function answer(site, prefix, url) {
  const path = decodeURIComponent(new URL(url, "http://localhost").pathname);
  const name = path.startsWith(prefix) ? fileOf(site.files, path.slice(prefix.length)) : undefined;
  return name ? { status: 200, name } : { status: 404, name: "404.html" };
}

/** Serves a site under a prefix such as `/` or `/a/b/`: `{url, close}`. The port is any free one. */
export async function serve(site, prefix) {
  const server = createServer((request, response) => {
    const { status, name } = answer(site, prefix, request.url);
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
    response.end(site.files.get(name));
  });
  await new Promise((ready) => { server.listen(0, "127.0.0.1", ready); });
  const close = () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); });
  return { url: `http://127.0.0.1:${server.address().port}${prefix}`, close };
}
