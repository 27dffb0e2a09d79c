// Every kind and every template that is a page has a page to look at.
import { finding } from "../report.mjs";

export async function check({ sites }) {
  return sites.flatMap((site) => site.missing.map((missing) => finding("missing", site.lang, missing)));
}
