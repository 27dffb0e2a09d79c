// Every page of both sites is valid HTML.
import { HtmlValidate } from "html-validate";
import { nameOf } from "../visit.mjs";
import { finding } from "../report.mjs";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    // Titles of official documents are long; the rest is taste, and changes nothing for readers.
    "long-title": "off",
    "doctype-style": "off",
    "no-trailing-whitespace": "off",
    // The list of a combobox (ARIA 1.2): a select cannot be typed into.
    "prefer-native-element": ["error", { exclude: ["listbox"] }],
  },
});

export async function check({ sites }) {
  const found = [];
  for (const site of sites) {
    for (const [path, bytes] of site.files) {
      if (!path.endsWith(".html")) { continue; }
      const report = await validator.validateString(bytes.toString(), path);
      found.push(...report.results.flatMap((result) => result.messages).map((message) => {
        return finding(message.ruleId, nameOf(site, path), `${message.line}:${message.column} ${message.message}`);
      }));
    }
  }
  return found;
}
