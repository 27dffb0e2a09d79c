// What checks find, what of it is known, and how it is told.

/** One thing that is wrong: the rule it breaks, the page it is on, and what exactly. */
export function finding(rule, page, detail) {
  return { rule, page, detail: detail.replace(/\s+/g, " ").slice(0, 240) };
}

function covers(known, check, found) {
  return known.check === check && known.rule === found.rule && (!known.page || known.page.test(found.page));
}

/** The findings of a check that are not known, and the known ones that no longer occur. */
export function judge(check, findings, known) {
  const own = known.filter((entry) => entry.check === check);
  const fresh = findings.filter((found) => !own.some((entry) => covers(entry, check, found)));
  const stale = own.filter((entry) => !findings.some((found) => covers(entry, check, found)));
  return { fresh, stale, knownCount: findings.length - fresh.length };
}

/** Findings in lines: by rule, each with its first pages. */
export function lines(findings, limit = Number(process.env.LIMIT ?? 8)) {
  const rules = new Map();
  for (const found of findings) {
    rules.set(found.rule, [...(rules.get(found.rule) ?? []), found]);
  }
  return [...rules].flatMap(([rule, all]) => {
    const shown = all.slice(0, limit).map(({ page, detail }) => `      ${page}: ${detail}`);
    const more = all.length > limit ? [`      … and ${all.length - limit} more`] : [];
    return [`    ${rule} (${all.length})`, ...shown, ...more];
  });
}
