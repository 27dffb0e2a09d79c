// Tests of the search engine as readers' browsers run it: node tests/search/run.mjs [LANTOA]
// Builds its own small site, needs no package and no network.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const here = new URL(".", import.meta.url);
const program = resolve(process.argv[2] || process.env.LANTOA || new URL("../../target/debug/lantoa", here).pathname);
const scripts = new URL("../../themes/lan-toa/scripts/search/", here);
const work = mkdtempSync(join(tmpdir(), "lantoa-search-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

// The rules alone, as a module.
writeFileSync(join(work, "rules.mjs"),
  readFileSync(new URL("rules.js", scripts), "utf8") + "export { hashed, makeCells, scanned, tokens };\n");
const { hashed, makeCells, scanned, tokens } = await import(pathToFileURL(join(work, "rules.mjs")));

const lists = readFileSync(new URL("../../src/text/cell.rs", here), "utf8");
const list = (name) => new RegExp(`const ${name}: &str = "([^"]*)"`).exec(lists)[1].replace(/\\\n\s*/g, "").split(" ");
const cell = makeCells([...list("ONSETS"), ""], list("RIMES")).of;

test("the rules are those of the program", () => {
  for (const line of readFileSync(new URL("vectors.jsonl", here), "utf8").trim().split("\n")) {
    const [text, expected] = JSON.parse(line);
    const found = tokens(text).map(({ w, m, gap }) => [w, m, gap, cell(w)]);
    assert.deepEqual(found, expected, JSON.stringify(text));
  }
});

test("a text's words are known by the numbers of the words asked for", () => {
  for (const line of readFileSync(new URL("vectors.jsonl", here), "utf8").trim().split("\n")) {
    const [text] = JSON.parse(line);
    const numbers = [...scanned(text)].filter((_, at) => at % 4 === 0);
    assert.deepEqual(numbers, tokens(text).map(({ w }) => hashed(w)), JSON.stringify(text));
  }
});

test("the engine is small enough for a slow line", () => {
  assert.ok(gzipSync(readFileSync(join(site, "search", "engine.js")), { level: 9 }).length <= 8192);
});

test("a token says where it stands", () => {
  const text = "Kế hoạch ke\u0302\u0301 147";
  assert.deepEqual(tokens(text).map(({ at, end }) => text.slice(at, end)), ["Kế", "hoạch", "ke\u0302\u0301", "147"]);
});

const documents = [
  ["ke-hoach", "Kế hoạch phòng, chống dịch", "Số ký hiệu: 147/KH-SYT\nNgày ban hành: 22/10/2021", "Về việc phòng, chống dịch bệnh tại huyện Sìn Hồ."],
  ["tin", "Bản Nậm Nhùn làm đường", "Ngày đăng: 25/10/2021", "Ông Sùng A Páo cùng bà con mở đường. Trạm y tế tiêm phòng.\n\nNội dung <b>đậm</b> & \"ngoặc\"."],
  ["tin", "Hoà Bình thi đua", "Ngày đăng: 26/10/2020", "Phong trào thi đua lan tỏa đến từng bản. Ủy ban nhân dân xã khen thưởng."],
  ["tin", "Kế hoạch trồng rừng của xã", "Ngày đăng: 28/10/2021", "Căn cứ Thông báo số 834/TB-TTYT của Trung tâm Y tế, xã trồng rừng."],
  ["tin", "Tiêm chủng ở trạm y tế", "Ngày đăng: 28/10/2020", "Thông báo số 834/TB-TTYT: trạm tiêm chủng cho trẻ em."],
  ["tin", "Hoa ban nở", "Ngày đăng: 27/10/2021", "Hoa nở trắng rừng, kế đó là hoạch định ngân sách."],
];
const content = join(work, "content");
mkdirSync(join(content, "tin"), { recursive: true });
mkdirSync(join(content, "ke-hoach"));
writeFileSync(join(content, "site.yaml"), "title: Thử\n");
documents.forEach(([kind, title, fields, text], at) => {
  const plan = kind === "ke-hoach"
    ? "Loại văn bản: Kế hoạch\nTrích yếu: phòng dịch\nChưa có trong nguồn: [{Mục: [Địa danh, Cơ quan ban hành, Người ký], Lý do: ví dụ}]\n" : "";
  writeFileSync(join(content, kind, `bai-${at}.md`), `---\nTiêu đề: "${title}"\n${fields}\n${plan}Trạng thái: đã duyệt\n---\n\n${text}\n`);
});
for (let at = 0; at < 60; at++) {
  writeFileSync(join(content, "tin", `them-${at}.md`),
    `---\nTiêu đề: Tin thêm ${at}\nNgày đăng: 01/01/2019\nTrạng thái: đã duyệt\n---\n\nNội dung của bài thêm thứ ${at} nói về việc khác.\n`);
}
// Pages that have all pairs of a phrase, in their titles even, and one that says it in a row.
for (let at = 0; at < 14; at++) {
  writeFileSync(join(content, "tin", `ngan-${at}.md`),
    `---\nTiêu đề: Ngân hà, hà sa, sa mạc ${at}\nNgày đăng: 01/01/2017\nTrạng thái: đã duyệt\n---\n\nNgân hà, hà sa, sa mạc.\n`);
}
writeFileSync(join(content, "tin", "ke-chuyen.md"),
  "---\nTiêu đề: Kể chuyện đêm\nNgày đăng: 01/01/2017\nTrạng thái: đã duyệt\n---\n\nTrời quang, mọi người ngắm ngân hà sa mạc.\n");
// Units one below the other, a plan that took another one's place, a text that was amended, an award.
const plan = (number, day, more) => `Loại văn bản: Kế hoạch\nTrích yếu: thử\nSố ký hiệu: ${number}\nNgày ban hành: ${day}\n${more}` +
  "Chưa có trong nguồn: [{Mục: [Địa danh, Cơ quan ban hành, Người ký], Lý do: ví dụ}]\n";
const files = {
  "don-vi/so.md": ["Sở mẫu", "Cấp: tỉnh\n", "Cơ quan."],
  "don-vi/khoa.md": ["Khoa mẫu", "Cấp: bộ phận\nTrực thuộc: so\n", "Bộ phận."],
  "tin/cua-khoa.md": ["Tin của khoa", "Ngày đăng: 01/02/2018\nĐơn vị phụ trách: khoa\n", "Khoa mở lớp tập huấn."],
  "tin/thieu-dau.md": ["Bản Thuý", "Ngày đăng: 03/02/2018\n", "Vừ Thuý Thuỷ hát. ".repeat(6)],
  "tin/du-dau.md": ["Họp dân ở xã bên", "Ngày đăng: 04/02/2018\n", "Buổi họp có nhiều người đến dự. ".repeat(12) + "Trong đó có Vũ Thuý Thuỷ của xã."],
  "tin/noi-lai.md": ["Họp về đê điều", "Ngày đăng: 06/02/2016\n", "Cuộc họp của xã bàn về Nghị định số 61/2016/NĐ-CP."],
  "tin/tu-no.md": ["Quy định về đê điều", "Ngày đăng: 05/02/2016\n", "Nghị định 61/2016/NĐ-CP\n\nĐê điều được giữ gìn."],
  "tin/dung-ma.md": ["Họp đầu năm", "Ngày đăng: 07/02/2016\n", "Diễn tập cùng TTYT, lịch diễn tập gửi các trạm."],
  "tin/dung-so.md": ["Lịch trực", "Ngày đăng: 08/02/2016\n", `${"Lịch trực của các khoa. ".repeat(12)}Theo Thông báo số 783/TB-TTYT.`],
  "tin/cua-so.md": ["Tin của sở", "Ngày đăng: 02/02/2018\nĐơn vị phụ trách: so\n", "Sở mở lớp tập huấn."],
  "ke-hoach/truoc.md": ["Giữ gìn nguồn nước", plan("11/KH-SM", "05/03/2018", ""), "Giữ gìn nguồn nước sạch. Giữ gìn nguồn nước."],
  "ke-hoach/sau.md": ["Giữ gìn nguồn nước năm nay", plan("12/KH-SM", "06/04/2018", "Liên quan: [{Loại: thay thế, Văn bản: truoc}]\n"), "Bản làng cùng giữ gìn nguồn nước."],
  "ke-hoach/sua/index.md": ["Kế hoạch dọn đường", plan("13/KH-SM", "01/05/2018", "Hiệu lực từ: 01/06/2018\nNội dung cập nhật: [{Loại: sửa đổi, Ghi chú: đổi ngày, Theo văn bản: sau, Ghi nhận lúc: \"01/06/2018 08:00\"}]\n"), "Dọn đường vào chiều thứ bảy."],
  "ke-hoach/sua/2018-05-01.md": ["Kế hoạch dọn đường", plan("13/KH-SM", "01/05/2018", ""), "Dọn đường vào sáng chủ nhật."],
  "lay-y-kien/khen.md": ["Đề nghị khen", "Hình thức đề nghị: Giấy khen mẫu\nNgày bắt đầu: 01/03/2018\nNgày kết thúc: 20/03/2018\nNgày họp hội đồng: 22/03/2018\nDanh sách đề nghị: [{Đối tượng: tập thể, Tên tập thể: Tổ mẫu, Đơn vị: khoa}]\n" +
    "Nơi nhận ý kiến: {Nơi nhận: Phòng mẫu}\nChưa có trong nguồn: [{Mục: [Căn cứ pháp lý], Lý do: ví dụ}]\n", "Góp ý."],
};
for (const [path, [title, fields, text]] of Object.entries(files)) {
  mkdirSync(join(content, path, ".."), { recursive: true });
  writeFileSync(join(content, path), `---\nTiêu đề: "${title}"\n${fields}Trạng thái: đã duyệt\n---\n\n${text}\n`);
}
const built = spawnSync(program, ["build", "--content", content, "--output", join(work, "output")], { cwd: work, encoding: "utf8" });
assert.equal(built.status, 0, built.stderr.split("\n\n").filter((part) => /^lỗi|^\d/.test(part)).join("\n\n"));
const site = join(work, "output", "site");
const { open } = await import(pathToFileURL(join(site, "search", "engine.js")));

// Serves the site from disk; `change` may spoil an answer.
const disk = (change = (path, text) => text) => async (url, { signal } = {}) => {
  signal?.throwIfAborted();
  const path = new URL(url).pathname.replace(/^\/duoi\//, "");
  const text = existsSync(join(site, path)) ? change(path, readFileSync(join(site, path), "utf8")) : null;
  return { ok: text !== null, status: text === null ? 404 : 200, text: async () => text };
};
const base = "http://trang.vn/duoi/";
const search = await open({ base, fetch: disk() });
const urls = async (query, options) => (await search.search(query, options)).results.map(({ url }) => url.slice(base.length));
const first = async (query) => (await urls(query))[0];

test("a title is found with and without marks, in any case and composition", async () => {
  for (const query of ["Bản Nậm Nhùn làm đường", "ban nam nhun lam duong", "BẢN NẬM NHÙN LÀM ĐƯỜNG", "Bản Nậm Nhùn làm đường".normalize("NFD")]) {
    assert.equal(await first(query), "tin/bai-1/", query);
  }
});

test("a number is found however it is typed", async () => {
  for (const query of ["147/KH-SYT", "147/kh-syt", "147 kh syt", "147khsyt", "KH-SYT", "khsyt", "147", "so 147", "ke hoach 147", "147/KH", "ke hoach 147 syt"]) {
    assert.equal(await first(query), "ke-hoach/bai-0/", query);
  }
});

test("a phrase is found among many pages that have its pairs, and each page of results has its own", async () => {
  assert.equal(await first("ngan ha sa mac"), "tin/ke-chuyen/");
  const pages = await Promise.all([0, 10].map((offset) => urls("ngan ha sa mac", { offset })));
  assert.equal(new Set(pages.flat()).size, 15);
  assert.equal((await search.search("ngan ha sa mac")).total, 15);
  assert.deepEqual((await urls("ngan ha sa mac", { offset: 7, limit: 5 })).length, 5);
});

test("a word of nearly all pages is found in titles", async () => {
  const { total, results } = await search.search("thêm");
  assert.equal(total, 60);
  assert.match(results[0].title, /^Tin thêm/);
});

test("a text's own number goes before those that others cite", async () => {
  for (const query of ["TB-TTYT", "834 ttyt", "thong bao 834 ttyt", "834"]) {
    assert.equal(await first(query), "tin/bai-4/", query);
  }
});

test("a text that begins with a number goes before those that say it later", async () => {
  assert.deepEqual((await urls("61/2016")).slice(0, 2), ["tin/tu-no/", "tin/noi-lai/"]);
});

test("a number that is typed is meant, whatever else is", async () => {
  assert.equal(await first("dien tap 783 ttyt"), "tin/dung-so/");
});

test("a typo, a beginning and the other place of a tone are understood", async () => {
  assert.equal(await first("nam nhum"), "tin/bai-1/");
  assert.equal(await first("phong chong dcih"), "ke-hoach/bai-0/");
  assert.equal(await first("sung a pa"), "tin/bai-1/");
  assert.equal(await first("Hòa Bình"), "tin/bai-2/");
  assert.equal(await first("ubnd xã"), "tin/bai-2/");
});

test("another spelling is offered in the words of the text", async () => {
  const { suggestions } = await search.search("Nậm Nhum");
  assert.deepEqual(suggestions, ["Nậm nhùn"]);
});

test("marks that are typed count", async () => {
  assert.equal(await first("hoa"), "tin/bai-5/");
  assert.equal(await first("hoà"), "tin/bai-2/");
});

test("a page that says all of the query as typed goes before those that say it otherwise", async () => {
  assert.deepEqual(await urls("Vũ Thuý Thuỷ"), ["tin/du-dau/", "tin/thieu-dau/"]);
  assert.deepEqual(await urls("Vừ Thúy Thủy"), ["tin/thieu-dau/", "tin/du-dau/"]);
});

test("counts are of pages with all words", async () => {
  assert.equal((await search.search("sìn hồ")).total, 1);
  assert.equal((await search.search("bài thêm", { limit: 3 })).total, 60);
  assert.equal((await search.search("zzzzqqq")).total, 0);
});

test("pages of results do not overlap and filters narrow them", async () => {
  const [one, two] = [await urls("bài thêm", { limit: 20 }), await urls("bài thêm", { limit: 20, offset: 20 })];
  assert.equal(new Set([...one, ...two]).size, 40);
  const { total, facets } = await search.search("", { filters: { year: "2021" } });
  assert.equal(total, 4);
  assert.deepEqual(facets.year.map(({ value, count }) => [value, count]), [["2021", 4], ["2020", 2], ["2019", 60], ["2018", 8], ["2017", 15], ["2016", 4]]);
  assert.equal((await search.search("", { filters: { year: ["2021"], kind: ["tin"] } })).total, 3);
});

test("a unit is found with those below it", async () => {
  const { total, facets } = await search.search("tập huấn");
  assert.equal(total, 2);
  assert.deepEqual(facets.unit.map(({ label, count }) => [label, count]), [["Sở mẫu", 2], ["Khoa mẫu", 1]]);
  const [whole, part] = facets.unit.map(({ value }) => value);
  assert.deepEqual(await urls("tập huấn", { filters: { unit: [part] } }), ["tin/cua-khoa/"]);
  assert.equal((await urls("tập huấn", { filters: { unit: whole } })).length, 2);
});

test("an award and a status narrow the results", async () => {
  const { facets } = await search.search("mẫu");
  assert.deepEqual(facets.award.map(({ label }) => label), ["Giấy khen mẫu"]);
  assert.deepEqual(await urls("", { filters: { award: "Giấy khen mẫu" } }), ["lay-y-kien/khen/"]);
  const { facets: ofWater } = await search.search("nguồn nước");
  assert.deepEqual(ofWater.status.map(({ value }) => value).sort(), ["con-hieu-luc", "het-hieu-luc-thay-the"]);
  assert.deepEqual(await urls("nguồn nước", { filters: { status: ["het-hieu-luc-thay-the"] } }), ["ke-hoach/truoc/"]);
});

test("a text in force goes before the one whose place it took", async () => {
  assert.deepEqual((await urls("giữ gìn nguồn nước")).slice(0, 2), ["ke-hoach/sau/", "ke-hoach/truoc/"]);
});

test("what a document said earlier is found by who asks for it", async () => {
  assert.deepEqual(await urls("dọn đường"), ["ke-hoach/sua/"]);
  const { facets, total } = await search.search("dọn đường");
  assert.equal(total, 1);
  assert.deepEqual(facets.kind.find(({ value }) => value === "ban_cu"), { value: "ban_cu", label: "Bản cũ", count: 1 });
  assert.deepEqual(await urls("dọn đường", { filters: { kind: "ban_cu" } }), ["ke-hoach/sua/2018-05-01/"]);
  assert.equal((await urls("dọn đường", { filters: { kind: ["ban_cu", "ke-hoach"] } })).length, 2);
  assert.equal((await search.search("sáng chủ nhật")).total, 0);
  assert.ok(!(await urls("", { limit: 100 })).includes("ke-hoach/sua/2018-05-01/"));
});

test("an excerpt marks the words and holds no other markup", async () => {
  const { results } = await search.search("đậm ngoặc");
  assert.match(results[0].excerpt, /<mark>đậm<\/mark> &#38; &#34;<mark>ngoặc<\/mark>/);
});

test("no query throws and no query injects", async () => {
  const wild = ["\u0000\u0007", "a".repeat(10_000), "(".repeat(500), ".*[a-z]+\\", "<img src=x onerror=alert(1)>", "\ud800", "\udfff x", "🎉", "مرحبا", "\u202eabc", "__proto__", "constructor", "\"'`", "-", "%00", null, undefined, 42, {}];
  for (const query of wild) {
    const { results, total } = await search.search(query);
    assert.ok(total >= 0 && Array.isArray(results));
    for (const { excerpt } of results) assert.doesNotMatch(excerpt.replace(/<\/?mark>/g, ""), /[<>]/);
  }
  for (const options of [null, { limit: -1 }, { limit: "x", offset: NaN }, { limit: 1e9, filters: { kind: "khong" } }]) {
    assert.ok((await search.search("tin", options)).total >= 0);
  }
});

test("a missing or damaged part leaves the rest", async () => {
  for (const change of [() => null, (text) => text.slice(0, 30), () => "<html>", (text) => text.replace(/"[^"]*"\)/, '"\\u0001"')]) {
    for (const folder of ["s", "t", "f"]) {
      const spoilt = await open({ base, fetch: disk((path, text) => path.startsWith(`search/${folder}/`) ? change(text) : text) });
      const { missing } = await spoilt.search("Nậm Nhùn");
      assert.ok(missing > 0 || folder !== "s", folder);
    }
  }
  await assert.rejects(open({ base, fetch: disk((path, text) => path.endsWith("entry.json") ? null : text) }));
});

// Numbers that look random and are always the same.
const dice = (seed) => () => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32;

test("no byte of a part that is another one throws", async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const roll = dice(seed);
    const spoil = (path, text) => {
      if (!/^search\/[stf]\//.test(path)) return text;
      const at = Math.floor(roll() * text.length);
      return text.slice(0, at) + String.fromCharCode(32 + Math.floor(roll() * 95)) + text.slice(at + 1 + Math.floor(roll() * 2));
    };
    const spoilt = await open({ base, fetch: disk(spoil) });
    for (const query of ["Nậm Nhùn", "147/KH-SYT", "ubnd xã", "giữ gìn nguồn nước", ""]) {
      const { results, total, missing } = await spoilt.search(query);
      assert.ok(Array.isArray(results) && total >= 0 && missing >= 0, `${seed} ${query}`);
    }
  }
});

test("questions asked at once are answered as those asked one after the other", async () => {
  const asked = ["kế hoạch", "tin", "bài thêm", "ban nam nhun", "", "xã", "Vũ Thuý Thuỷ", "dọn đường"];
  const alone = [];
  for (const query of asked) alone.push(await search.search(query));
  const fresh = await open({ base, fetch: disk() });
  assert.deepEqual(await Promise.all(asked.map((query) => fresh.search(query))), alone);
});

test("what one question misses is not told of another", async () => {
  let isBroken = true;
  const fetch = disk((path, text) => isBroken && path.startsWith("search/s/") ? null : text);
  const spoilt = await open({ base, fetch });
  await spoilt.search("Nậm Nhùn");
  const asked = ["Nậm Nhùn", "hoa", ""];
  const alone = [];
  for (const query of asked) alone.push((await spoilt.search(query)).missing);
  assert.ok(alone[0] > 0 && alone[1] > 0 && alone[2] === 0);
  assert.deepEqual((await Promise.all(asked.map((query) => spoilt.search(query)))).map(({ missing }) => missing), alone);
  isBroken = false;
  const { missing, results } = await spoilt.search("Nậm Nhùn");
  assert.equal(missing, 0);
  assert.equal(results[0].url, base + "tin/bai-1/");
});

test("what stands behind the words that are asked is not asked", async () => {
  assert.equal(await first("zzzzqqq ".repeat(23) + "147/KH-SYT"), "ke-hoach/bai-0/");
  assert.equal((await search.search("zzzzqqq ".repeat(24) + "147/KH-SYT")).total, 0);
});

test("an entry that is older than the shards is asked for anew", async () => {
  let isOld = true;
  const fetch = disk((path, text) => {
    if (!path.endsWith("entry.json") || !isOld) return text;
    const entry = JSON.parse(text);
    return JSON.stringify({ ...entry, id: "cu", filters: "cucucuc", shards: entry.shards.replace(/[0-9a-v]{7}$/, "0000000") });
  });
  const stale = await open({ base, fetch });
  isOld = false;
  const { results, missing } = await stale.search("Nậm Nhùn");
  assert.equal(results[0].url, base + "tin/bai-1/");
  assert.equal(missing, 0);
});

test("a question that was called off is not answered", async () => {
  const stop = new AbortController();
  const asked = search.search("thi đua", { signal: stop.signal });
  stop.abort();
  await assert.rejects(asked, { name: "AbortError" });
});
