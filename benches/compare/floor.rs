//! The floor under a whole build: the least that any generator must do for the same site.
//!
//! `floor CONTENT REFERENCE SCRATCH` reads every document below CONTENT, turns its Markdown into
//! HTML and writes the bytes found below REFERENCE (what `lantoa` wrote for that content, loaded
//! beforehand) into fresh folders below SCRATCH. It checks nothing, links nothing, lists nothing.
//! Every stage runs by itself, then several of them in one pass; the seconds go to standard output
//! as JSON. The machine's processors, as `run.py` leaves them, set the number of threads.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program of its own that measures the bare disk and the clock"
)]

use std::collections::BTreeMap;
use std::error::Error;
use std::ffi::OsString;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs};

use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::json;
use tera::{Context, Tera, Value};
use walkdir::WalkDir;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;
type Report = serde_json::Value;

fn main() -> Result<()> {
    let folders: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [content, reference, scratch] = folders.as_slice() else {
        println!("usage: floor CONTENT REFERENCE SCRATCH");
        return Ok(());
    };
    let output = load(reference)?;
    read(content)?; // the builds beside this one find their content in memory too
    let theme = Theme::new()?;
    let stages = each_stage(content, &output, &theme, &scratch.join("write"))?;
    let narrow = scratch.join("narrow");
    let full = scratch.join("full");
    let convert = |text: &str| Ok(markdown(split(text).1));
    let ((), narrow) = timed(|| in_one_pass(content, &output, &narrow, convert))?;
    let ((), full) = timed(|| in_one_pass(content, &output, &full, |text| page(text, &theme)))?;
    let threads = rayon::current_num_threads();
    println!("{}", json!({"threads": threads, "stages": stages, "narrow": narrow, "full": full}));
    Ok(())
}

/// What each stage costs alone, every one with its input ready in memory.
fn each_stage(content: &Path, output: &[Folder], theme: &Theme, scratch: &Path) -> Result<Report> {
    let (texts, read) = timed(|| read(content))?;
    let (fronts, yaml) = timed(|| each(&texts, |text| front_matter(split(text).0)))?;
    let (bodies, markdown) = timed(|| each(&texts, |text| Ok(markdown(split(text).1))))?;
    let parts: Vec<_> = fronts.iter().zip(&bodies).zip(&texts).collect();
    let (_, tera) =
        timed(|| each(&parts, |((front, body), text)| theme.render(front, body, text)))?;
    let ((), write) = timed(|| output.par_iter().try_for_each(|folder| folder.write(scratch)))?;
    Ok(json!({"read": read, "yaml": yaml, "markdown": markdown, "tera": tera, "write": write}))
}

fn each<I: Sync, T: Send>(
    items: &[I],
    work: impl Fn(&I) -> Result<T> + Sync + Send,
) -> Result<Vec<T>> {
    items.par_iter().map(work).collect()
}

/// Reads and converts every document while the output is being written.
fn in_one_pass(
    content: &Path,
    output: &[Folder],
    scratch: &Path,
    convert: impl Fn(&str) -> Result<String> + Sync,
) -> Result<()> {
    let convert_all = || {
        documents(content)?.par_iter().try_for_each(|path| {
            black_box(convert(&fs::read_to_string(path)?)?);
            Ok(())
        })
    };
    let write_all = || output.par_iter().try_for_each(|folder| folder.write(scratch));
    let (converted, written): (Result<()>, Result<()>) = rayon::join(convert_all, write_all);
    converted.and(written)
}

/// Front matter, Markdown and template of one document.
fn page(text: &str, theme: &Theme) -> Result<String> {
    let (front, body) = split(text);
    theme.render(&front_matter(front)?, &markdown(body), text)
}

/// The value of `work` and what it cost: seconds on the clock and on all processors.
fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, Report)> {
    let (began, busy) = (Instant::now(), processor_seconds());
    let value = work()?;
    let wall = began.elapsed().as_secs_f64();
    Ok((value, json!({"wall": wall, "cpu": processor_seconds() - busy})))
}

/// Processor time of this process so far, in steps of 1/100 second; 0 where there is no /proc.
fn processor_seconds() -> f64 {
    let status = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = status.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2);
    ticks.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Every Markdown file below `content`.
fn documents(content: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in WalkDir::new(content) {
        let entry = entry?;
        if entry.path().extension().is_some_and(|ending| ending == "md") {
            paths.push(entry.into_path());
        }
    }
    Ok(paths)
}

fn read(content: &Path) -> Result<Vec<String>> {
    documents(content)?.par_iter().map(|path| Ok(fs::read_to_string(path)?)).collect()
}

/// The front matter and the body of a document.
fn split(text: &str) -> (&str, &str) {
    let parts = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    parts.unwrap_or(("", text))
}

fn markdown(body: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_WIKILINKS;
    let mut page = String::with_capacity(body.len() * 5 / 4);
    html::push_html(&mut page, Parser::new_ext(body, options));
    page
}

/// The fields of the generated documents, all as text.
#[derive(Default, Deserialize)]
#[serde(default)]
struct FrontMatter {
    #[serde(rename = "Tiêu đề")]
    title: String,
    #[serde(rename = "Tóm tắt")]
    summary: String,
    #[serde(rename = "Trạng thái")]
    status: String,
    #[serde(rename = "Phong trào")]
    movement: String,
    #[serde(rename = "Đơn vị phụ trách")]
    unit: String,
    #[serde(rename = "Người duyệt")]
    approved_by: String,
    #[serde(rename = "Ngày duyệt")]
    approved_on: String,
    #[serde(rename = "Ngày đăng")]
    published_on: String,
    #[serde(rename = "Tác giả")]
    author: String,
    #[serde(rename = "Số ký hiệu")]
    number: String,
    #[serde(rename = "Ngày ban hành")]
    issued_on: String,
    #[serde(rename = "Cơ quan ban hành")]
    issuer: String,
    #[serde(rename = "Trích yếu")]
    subject: String,
    #[serde(rename = "Chủ đề")]
    tags: Vec<String>,
    #[serde(rename = "Người ký")]
    signer: BTreeMap<String, String>,
    #[serde(rename = "Nhiệm vụ")]
    tasks: Vec<BTreeMap<String, String>>,
}

impl FrontMatter {
    /// The fields that are there, as label and value.
    fn facts(&self) -> Value {
        let scalars = [
            ("Trạng thái", &self.status),
            ("Phong trào", &self.movement),
            ("Đơn vị phụ trách", &self.unit),
            ("Người duyệt", &self.approved_by),
            ("Ngày duyệt", &self.approved_on),
            ("Ngày đăng", &self.published_on),
            ("Tác giả", &self.author),
            ("Số ký hiệu", &self.number),
            ("Ngày ban hành", &self.issued_on),
            ("Cơ quan ban hành", &self.issuer),
            ("Trích yếu", &self.subject),
        ];
        let lists = [&self.signer].into_iter().chain(&self.tasks).flatten();
        let lists = lists.map(|(label, value)| (label.as_str(), value));
        let facts = scalars.into_iter().chain(lists).filter(|(_, value)| !value.is_empty());
        let rows: Vec<Value> =
            facts.map(|(label, value)| row("label", label, "value", value)).collect();
        Value::from(rows)
    }
}

fn front_matter(yaml: &str) -> Result<FrontMatter> {
    Ok(serde_yaml::from_str(yaml)?)
}

fn row(first: &'static str, one: &str, second: &'static str, other: &str) -> Value {
    Value::from(BTreeMap::from([(first, one), (second, other)]))
}

/// One template and the values that all pages share.
struct Theme {
    tera: Tera,
    shared: Context,
}

impl Theme {
    /// The page of one document, about as long as the one `lantoa` writes.
    const PAGE: &str = include_str!("floor.html");

    fn new() -> Result<Self> {
        let mut tera = Tera::default();
        tera.add_raw_template("page.html", Self::PAGE)?;
        let menu = ["Giới thiệu", "Phong trào", "Kế hoạch, văn bản", "Tin, hoạt động", "Đơn vị"];
        let menu: Vec<Value> =
            menu.into_iter().map(|title| row("title", title, "url", "../../")).collect();
        let mut shared = Context::new();
        shared.insert_value("site_title", Value::from("Trang thi đua"));
        shared.insert_value("base_url", Value::from("https://thi-dua.example/"));
        shared.insert_value("root", Value::from("../../"));
        shared.insert_value("menu", Value::from(menu));
        Ok(Self { tera, shared })
    }

    fn render(&self, front: &FrontMatter, body: &str, text: &str) -> Result<String> {
        let mut context = self.shared.clone();
        context.insert_value("title", Value::from(front.title.as_str()));
        context.insert_value("summary", Value::from(front.summary.as_str()));
        context.insert_value("facts", front.facts());
        context.insert_value("tags", Value::from(front.tags.clone()));
        context.insert_value("headings", headings(text));
        context.insert_value("body", Value::safe_string(body));
        Ok(self.tera.render("page.html", &context)?)
    }
}

/// The lines that are headings, for the list of contents.
fn headings(text: &str) -> Value {
    let lines = text.lines().filter_map(|line| line.strip_prefix("##"));
    let words = lines.map(|line| line.trim_start_matches('#').trim());
    let rows: Vec<Value> = words.map(|words| row("id", words, "text", words)).collect();
    Value::from(rows)
}

/// The files of one folder of the output.
struct Folder {
    path: PathBuf,
    files: Vec<(OsString, Vec<u8>)>,
}

impl Folder {
    /// Writes the folder below `scratch`: no temporary names, no comparison with what is there.
    fn write(&self, scratch: &Path) -> Result<()> {
        let path = scratch.join(&self.path);
        fs::create_dir_all(&path)?;
        for (name, bytes) in &self.files {
            fs::write(path.join(name), bytes)?;
        }
        Ok(())
    }
}

/// Everything below `reference`, in memory.
fn load(reference: &Path) -> Result<Vec<Folder>> {
    let mut folders: BTreeMap<PathBuf, Vec<(OsString, Vec<u8>)>> = BTreeMap::new();
    for entry in WalkDir::new(reference) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let parent = entry.path().parent().unwrap_or(reference).strip_prefix(reference)?;
            let file = (entry.file_name().to_owned(), fs::read(entry.path())?);
            folders.entry(parent.to_owned()).or_default().push(file);
        }
    }
    Ok(folders.into_iter().map(|(path, files)| Folder { path, files }).collect())
}
