// Just enough of HTML to read our own pages, which are valid: another check sees to that.

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: "\"", apos: "'" };

/** Text without entities. */
export function decoded(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, number, name) => {
    if (hex) { return String.fromCodePoint(Number.parseInt(hex, 16)); }
    return number ? String.fromCodePoint(Number(number)) : ENTITIES[name] ?? whole;
  });
}

/** The elements of a page in order: `{name, attributes}`. Comments and the inside of scripts are none. */
export function elements(html) {
  const bare = html.replace(/<!--[\s\S]*?-->/g, "").replace(/(<script[^>]*>)[\s\S]*?(?=<\/script>)/gi, "$1");
  return [...bare.matchAll(/<([a-z][\w-]*)((?:\s+[^\s"'>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/gi)].map(([, name, rest]) => {
    const pairs = [...rest.matchAll(/([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)];
    const attributes = pairs.map(([, key, one, two, three]) => [key.toLowerCase(), decoded(one ?? two ?? three ?? "")]);
    return { name: name.toLowerCase(), attributes: new Map(attributes) };
  });
}

/** The texts of the scripts of a type. */
export function scripts(html, type) {
  const all = [...html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/gi)];
  return all.filter(([, head]) => head.includes(`type="${type}"`)).map(([, , text]) => text);
}
