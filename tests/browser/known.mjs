// What is known to be wrong and is not mended yet. An entry that no longer occurs fails the tests:
// delete it. `{check, rule, page, reason}`, `page` a pattern of the page's name.
export const KNOWN = [];
