// The preview in a browser: what is saved is on the screen, at the place where the reader was, and
// what is wrong is explained over the last good page.
import { axe } from "../axe.mjs";
import { finding } from "../report.mjs";
import { news, served } from "../served.mjs";

// Longer than any machine needs; what comes in time is taken at once.
const PATIENCE = 20_000;

const LONG = Array.from({ length: 80 }, (_, at) => `Đoạn thứ ${at + 1}.`).join("\n\n");
const SHEET = "themes/rieng/styles/site/mau.css";
const FILES = {
  "content/site.yaml": "title: Thi đua\ntheme: rieng\n",
  "themes/rieng/theme.yaml": "name: rieng\nextends: lan-toa\n",
  [SHEET]: "h1 { color: rgb(9, 9, 9) }",
  "content/tin/a.md": news("Bài A", LONG),
};
const PAGE = "tin/a/";
// An unknown key, and words that would be elements and a script if they were not escaped.
const WRONG = "---\ntitle: Bài A\npublished_on: 25/10/2021\nstatus: đã duyệt\nkhông có <img src=x onerror=document.title=1>: <b>x</b>\n---\n\nChữ.\n";

// The text shown; the page may just be loading again.
function shows(page, text) {
  return page.waitForFunction((words) => document.querySelector("main")?.innerText.includes(words), text, { timeout: PATIENCE });
}

function overlay(page, isOpen) {
  return page.waitForFunction((open) => {
    const dialog = document.querySelector("lantoa-problems")?.shadowRoot.querySelector("dialog");
    return open === !!dialog?.open;
  }, isOpen, { timeout: PATIENCE });
}

/** What must hold, by its sentence: each gets a page of a fresh preview and returns whether it holds. */
const SENTENCES = {
  async "a saved text is shown at the place where the reader was"(page, site) {
    await page.evaluate(() => scrollTo({ top: 900, behavior: "instant" }));
    await site.write("content/tin/a.md", news("Bài A", `${LONG}\n\nĐoạn mới.`));
    await shows(page, "Đoạn mới.");
    await page.waitForFunction(() => document.readyState === "complete" && scrollY > 0);
    return page.evaluate(() => Math.abs(scrollY - 900) < 3);
  },

  async "a style sheet is changed without loading the page again"(page, site) {
    await page.evaluate(() => { window.isSame = true; });
    await site.write(SHEET, "h1 { color: rgb(1, 2, 3) }");
    await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).color === "rgb(1, 2, 3)", null, { timeout: PATIENCE });
    return page.evaluate(() => window.isSame === true);
  },

  async "a mistake is explained, escaped, over the last good page"(page, site) {
    await site.write("content/tin/a.md", WRONG);
    await overlay(page, true);
    return page.evaluate(() => {
      const root = document.querySelector("lantoa-problems").shadowRoot;
      const isEscaped = !root.querySelector("img") && document.title !== "1" && root.textContent.includes("<img src=x");
      return isEscaped && document.querySelector("main").innerText.includes("Đoạn thứ 80.");
    });
  },

  async "the overlay holds the keyboard, closes with Esc and opens again"(page, site) {
    await site.write("content/tin/a.md", WRONG);
    await overlay(page, true);
    const isInside = await page.evaluate(() => document.querySelector("lantoa-problems").shadowRoot.activeElement?.className === "close");
    await page.keyboard.press("Escape");
    await overlay(page, false);
    await page.locator("lantoa-problems .open").focus();
    await page.keyboard.press("Enter");
    await overlay(page, true);
    return isInside;
  },

  async "the overlay is accessible"(page, site) {
    await site.write("content/tin/a.md", WRONG);
    await overlay(page, true);
    const found = await axe(page);
    if (found.length > 0) { throw new Error(found.map(({ id, node }) => `${id} ${node}`).join("; ")); }
    return true;
  },

  async "a closed overlay stays closed when the page is loaded again"(page, site) {
    await site.write("content/tin/a.md", WRONG);
    await overlay(page, true);
    await page.keyboard.press("Escape");
    await page.reload();
    await page.locator("lantoa-problems .open").waitFor({ timeout: PATIENCE });
    return page.evaluate(() => !document.querySelector("lantoa-problems").shadowRoot.querySelector("dialog").open);
  },

  async "a mended file takes the overlay away and is shown"(page, site) {
    await site.write("content/tin/a.md", WRONG);
    await overlay(page, true);
    await site.write("content/tin/a.md", news("Bài A", "Đã sửa."));
    await shows(page, "Đã sửa.");
    await overlay(page, false);
    return true;
  },

  async "a site that begins with a mistake comes when it is mended"(page, site) {
    await site.write("content/tin/a.md", WRONG);
    await overlay(page, true);
    await site.stop();
    await site.start();
    await page.waitForFunction(() => document.querySelector("main.plain h1"), null, { timeout: PATIENCE });
    await site.write("content/tin/a.md", news("Bài A", "Đã sửa."));
    await shows(page, "Đã sửa.");
    return true;
  },

  async "a page that is open finds the program again after it was started anew"(page, site) {
    await site.stop();
    await site.write("content/tin/a.md", news("Bài A", "Viết khi máy nghỉ."));
    await site.start();
    await shows(page, "Viết khi máy nghỉ.");
    return true;
  },
};

async function holds(browser, sentence, test) {
  const site = await served(FILES);
  const page = await browser.newPage({ viewport: { width: 900, height: 600 } });
  try {
    await page.goto(site.url + PAGE, { waitUntil: "load" });
    return await test(page, site) ? [] : [finding(sentence, PAGE, "it does not")];
  } catch (error) {
    return [finding(sentence, PAGE, error.message)];
  } finally {
    await page.close();
    await site.close();
  }
}

export async function check({ browser }) {
  const found = [];
  for (const [sentence, test] of Object.entries(SENTENCES)) {
    found.push(...await holds(browser, sentence, test));
  }
  return found;
}
