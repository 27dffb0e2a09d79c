// Keeps the search page and what it fetched (tim-kiem.js names this cache too) for use without a network. Files whose names or
// addresses change with their content are taken as kept; the rest is asked of the network first.
const KEPT = "lan-toa-search";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
const keep = async (request) => {
  const response = await fetch(request);
  if (response.ok) (await caches.open(KEPT)).put(request, response.clone());
  return response;
};
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isFixed = /\/search\/[stf]\/|\/assets\//.test(url.pathname) && request.cache !== "reload";
  const known = () => caches.match(request, { ignoreSearch: request.mode === "navigate" });
  event.respondWith(isFixed
    ? known().then((found) => found || keep(request))
    : keep(request).catch(async () => (await known()) || Response.error()));
});
