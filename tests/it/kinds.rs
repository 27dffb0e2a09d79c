//! Kinds: the fifteen of the program, and those that a site's own theme adds or changes. Scaffold,
//! schema and manual follow the declaration.

use std::path::Path;

use expect_test::{Expect, expect};
use lantoa::describe::{manual, scaffold, schema};
use lantoa::diagnostic::catalogue::Language;
use lantoa::load_theme;
use lantoa::model::kind::{Kind, Need, SECTION};
use lantoa::model::theme::Theme;
use lantoa::settings;
use lantoa::yaml::{self, Node, Value};
use serde_json::Value as Json;

use crate::support::{Site, site, themed};

const BOTH: [Language; 2] = [Language::Vi, Language::En];

/// The site with a kind of its own.
fn with_stories() -> Site {
    themed(
        "
        -- themes/rieng/kinds/cau-chuyen.yaml --
        kind: cau-chuyen
        name: {vi: Câu chuyện, en: Story}
        plural: {vi: Những câu chuyện, en: Stories}
        about: {vi: Chuyện người trong phong trào., en: A story of the movement.}
        template: cau-chuyen.html
        date: told_on
        sort: -date
        fields:
          - name: told_on
            label: {vi: Ngày kể, en: Told on}
            type: date
            need: A
            help: {vi: Ngày câu chuyện được kể., en: The day it was told.}
            example: 25/10/2021
          - name: teller
            label: {vi: Người kể, en: Teller}
            type: text
            help: {vi: Ai kể., en: Who tells it.}
            example: Bà Mẩy
        -- themes/rieng/templates/cau-chuyen.html --
        {% extends \"document.html\" %}
        {% block content %}<p class=\"teller\">{{ page.fields.teller }}</p>{{ page.body }}{% endblock %}
        -- cau-chuyen/ban-toi.md --
        ---
        Tiêu đề: Bản tôi
        Ngày kể: 25/10/2021
        Người kể: Bà Mẩy
        Trạng thái: đã duyệt
        ---

        Chuyện kể.
        ",
    )
}

fn theme(site: &Site, name: &str) -> Theme {
    let loaded = load_theme::load(&site.disk, Path::new("themes"), "themes", name);
    loaded.expect("the world does not fail").expect("the theme is right")
}

/// The program's own theme.
fn own() -> Theme {
    theme(&site(""), load_theme::BASE)
}

fn kind<'t>(theme: &'t Theme, name: &str) -> &'t Kind {
    theme.kinds.find(name).expect("the kind is there").1
}

/// Every kind of documents.
fn kinds(theme: &Theme) -> impl Iterator<Item = &Kind> {
    theme.kinds.iter().map(|(_, kind)| kind).filter(|kind| kind.name != SECTION)
}

// A kind of a site's own.

#[test]
fn a_new_kind_is_rendered_by_its_own_template() {
    let page = with_stories().page("cau-chuyen/ban-toi/");
    assert!(page.contains("<p class=\"teller\">Bà Mẩy</p><p>Chuyện kể.</p>"), "{page}");
}

#[test]
fn a_new_kind_has_a_section_that_lists_its_documents() {
    let page = with_stories().page("cau-chuyen/");
    let shown = ["<h1>Những câu chuyện</h1>", "<a href=\"../cau-chuyen/ban-toi/\">Bản tôi</a>"];
    assert!(shown.iter().all(|part| page.contains(part)), "{page}");
}

#[test]
fn a_new_kind_without_a_template_of_its_own_is_shown_by_one_that_is_named() {
    let site = with_stories();
    let declared = "kind: cau-chuyen\nname: Câu chuyện\nplural: Câu chuyện\nabout: x\ntemplate: document.html\nfields:\n  - {name: told_on, label: Ngày kể, type: date}\n  - {name: teller, label: Người kể, type: text}\n";
    site.edit("themes/rieng/kinds/cau-chuyen.yaml", declared);
    let page = site.page("cau-chuyen/ban-toi/");
    assert!(page.contains("<dt>Người kể</dt><dd>Bà Mẩy</dd>"), "{page}");
}

#[test]
fn a_new_kind_has_a_scaffold() {
    let theme = theme(&with_stories(), "rieng");
    let scaffold = scaffold::document(kind(&theme, "cau-chuyen"), "Bản tôi", Language::Vi);
    check(
        &scaffold,
        expect![[r#"
        ---
        Tiêu đề: "Bản tôi"
        Tóm tắt:  # Ví dụ: "Phong trào thi đua từ ngày 25/10/2021 đến ngày 25/11/2021, dành cho các nhóm Zalo cộng đồng trên địa bàn toàn tỉnh."
        Phong trào:  # Ví dụ: nhom-zalo-cong-dong
        Đơn vị phụ trách:  # Ví dụ: Trung tâm Y tế huyện Sìn Hồ
        Trạng thái: nháp
        Người duyệt:  # Ví dụ: Giám đốc đơn vị
        Ngày duyệt:  # Ví dụ: 22/10/2021
        Ngày kể:  # Ví dụ: 25/10/2021
        ---

    "#]],
    );
}

#[test]
fn a_new_kind_has_a_schema_with_its_fields() {
    let theme = theme(&with_stories(), "rieng");
    let schema = schema::of_kind(kind(&theme, "cau-chuyen"), Language::Vi);
    assert_eq!(schema["properties"]["Người kể"]["description"], "Ai kể.");
    let files = schema::files(&theme.kinds, settings::fields(), Language::Vi);
    assert!(files.iter().any(|(path, _)| path == "lantoa/cau-chuyen.schema.json"));
}

#[test]
fn a_new_kind_has_a_page_in_the_manual() {
    let theme = theme(&with_stories(), "rieng");
    let manual = manual::page(kind(&theme, "cau-chuyen"), Language::Vi);
    assert!(manual.starts_with("## Câu chuyện (`cau-chuyen`)\n"), "{manual}");
    assert!(manual.contains("| Ngày kể | luôn cần |"), "{manual}");
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(text);
}

// What a theme may change.

/// A site with one news item under a theme with these files on top of the program's own.
fn overlaid(files: &[(&str, &str)]) -> Site {
    let site = themed(
        "
        -- tin/bai.md --
        ---
        Tiêu đề: Bài
        Ngày đăng: 25/10/2021
        Tóm tắt: Một lời tóm tắt hơi dài
        Trạng thái: đã duyệt
        ---
        ",
    );
    for (path, text) in files {
        site.edit(&format!("themes/rieng/{path}"), *text);
    }
    site
}

#[test]
fn a_theme_overrides_one_word_and_keeps_the_others() {
    let page = overlaid(&[("strings/vi.yaml", "home: Trang đầu\n")]).page("tin/bai/");
    assert!(
        page.contains(">Trang đầu</a>") && page.contains("Bỏ qua đến nội dung chính"),
        "{page}"
    );
}

/// The style sheet of a built site.
fn style(site: &Site) -> String {
    site.build();
    let output = site.output();
    let sheets = output.iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "css"));
    let sheets: Vec<String> =
        sheets.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
    sheets.concat()
}

#[test]
fn a_theme_overrides_a_style_sheet() {
    let plain = style(&overlaid(&[]));
    let site = overlaid(&[("styles/print.css", "@media print { .rieng { color: red } }\n")]);
    let changed = style(&site);
    assert!(changed.contains(".rieng{color:red}") && changed.len() < plain.len(), "{changed}");
}

#[test]
fn a_theme_adds_a_style_sheet_after_all_others() {
    let plain = style(&overlaid(&[]));
    let changed = style(&overlaid(&[("styles/site/rieng.css", ".rieng { color: red }\n")]));
    assert!(changed == format!("{plain}.rieng{{color:red}}"), "{changed}");
}

#[test]
fn a_theme_overrides_a_template() {
    let site = overlaid(&[("templates/tin.html", "<p>{{ page.title }}</p>\n")]);
    assert_eq!(site.page("tin/bai/"), "<p>Bài</p>\n");
}

#[test]
fn a_theme_overrides_a_component_of_a_template() {
    let byline = "{% component byline(page) %}<p>riêng</p>{% endcomponent %}\n";
    let page = overlaid(&[("templates/_byline.html", byline)]).page("tin/bai/");
    assert!(page.contains("<p>riêng</p>"), "{page}");
}

#[test]
fn a_theme_overrides_a_template_and_extends_the_one_below() {
    let text = "{% extends \"lan-toa/tin.html\" %}\n{% block head %}<h1>riêng</h1>{% endblock %}\n";
    let page = overlaid(&[("templates/tin.html", text)]).page("tin/bai/");
    assert!(page.contains("<h1>riêng</h1>") && page.contains("</html>"), "{page}");
}

/// News with a field of the same name as a common one.
const OWN_SUMMARY: &str = "kind: tin\nname: {vi: Tin, en: News}\nplural: {vi: Tin, en: News}\nabout: {vi: x, en: x}\ntemplate: tin.html\ndate: published_on\nsort: -date\nfields:\n  - {name: published_on, label: {vi: Ngày đăng, en: Published on}, type: date, need: A}\n  - {name: summary, label: {vi: Tóm tắt, en: Summary}, type: text, max: 10}\n";

#[test]
fn a_theme_overrides_a_field_of_a_kind() {
    let site = overlaid(&[("kinds/tin.yaml", OWN_SUMMARY)]);
    assert_eq!(site.errors(), ["tin/bai.md:4:10 S03.text_too_long"]);
}

// The fifteen.

#[test]
fn the_kinds_are_these() {
    let theme = own();
    let names: Vec<&str> = theme.kinds.iter().map(|(_, kind)| kind.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "_section",
            "bao-cao",
            "don-vi",
            "he-thong",
            "hoi-thi",
            "ke-hoach",
            "kenh",
            "ket-qua",
            "lay-y-kien",
            "mo-hinh",
            "phong-trao",
            "su-kien",
            "the-le",
            "tin",
            "trang",
            "van-ban",
        ]
    );
}

/// What stands between the two lines of dashes.
fn front_matter(document: &str) -> &str {
    document.split("---\n").nth(1).expect("front matter")
}

#[test]
fn every_scaffold_is_yaml() {
    for kind in kinds(&own()) {
        for language in BOTH {
            let scaffold = scaffold::document(kind, "Lễ “phát động”: số 1 #thi-đua", language);
            let root = yaml::read(front_matter(&scaffold)).expect("YAML");
            assert!(!root.entries().is_empty(), "{}: {scaffold}", kind.name);
        }
    }
}

#[test]
fn every_scaffold_is_a_draft_without_mistakes_of_form() {
    let theme = own();
    let site = site("");
    for kind in kinds(&theme) {
        let text = scaffold::document(kind, "Tên", Language::Vi);
        site.edit(&format!("{}/moi.md", kind.name), text);
    }
    let errors = site.errors();
    assert!(errors.iter().all(|error| error.contains("S06.required")), "{errors:#?}");
}

#[test]
fn every_schema_is_one() {
    let theme = own();
    for language in BOTH {
        let files = schema::files(&theme.kinds, settings::fields(), language);
        let schemas = files.iter().filter(|(path, _)| path.ends_with(".schema.json"));
        for (path, schema) in schemas {
            assert!(jsonschema::draft202012::meta::is_valid(schema), "{path}");
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{path}");
        }
    }
}

/// YAML as an editor hands it to a schema.
fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Scalar(text) => Json::String(text.clone()),
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        Value::Map(entries) => {
            Json::Object(entries.iter().map(|(key, node)| (key.text.clone(), json(node))).collect())
        }
    }
}

/// Front matter of the examples of the wanted fields, under Vietnamese labels.
fn examples(kind: &Kind, wanted: impl Fn(Need) -> bool) -> String {
    let fields = kind.fields.iter().map(|(_, field)| field);
    let wanted = fields.filter(|field| wanted(field.need) && !field.example.is_empty());
    let lines =
        wanted.map(|field| format!("{}: {}\n", yaml::quote(&field.label.vi), field.example));
    lines.collect()
}

/// What a kind's schema has against front matter.
fn refused(kind: &Kind, language: Language, front_matter: &str) -> Vec<String> {
    let schema = schema::of_kind(kind, language);
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let document = json(&yaml::read(front_matter).expect("YAML"));
    validator.iter_errors(&document).map(|error| error.to_string()).collect()
}

#[test]
fn every_schema_accepts_a_minimal_document() {
    for kind in kinds(&own()) {
        let document = examples(kind, |need| need == Need::Always);
        assert_eq!(refused(kind, Language::Vi, &document), Vec::<String>::new(), "{}", kind.name);
    }
}

#[test]
fn a_schema_misses_a_field_that_is_always_needed() {
    let theme = own();
    let schema = schema::of_kind(kind(&theme, "tin"), Language::Vi);
    assert!(!jsonschema::draft202012::is_valid(&schema, &serde_json::json!({"Tiêu đề": "Tin"})));
}

#[test]
fn the_manual_names_every_field() {
    for kind in kinds(&own()) {
        for language in BOTH {
            let page = manual::page(kind, language);
            for (_, field) in kind.fields.iter() {
                let row = format!("| {} |", field.label.in_language(language));
                assert!(page.contains(&row), "{}: {row}", kind.name);
            }
        }
    }
}

#[test]
fn every_schema_accepts_the_examples_of_its_fields() {
    for kind in kinds(&own()) {
        let document = examples(kind, |_| true);
        assert_eq!(refused(kind, Language::En, &document), Vec::<String>::new(), "{}", kind.name);
    }
}

#[test]
fn the_program_accepts_the_example_of_every_field() {
    let theme = own();
    let site = site("");
    for kind in kinds(&theme) {
        let text = format!("---\n{}---\n", examples(kind, |_| true));
        site.edit(&format!("{}/vi-du.md", kind.name), text);
    }
    let errors = site.errors().into_iter();
    // References of examples lead to documents that are not here.
    let of_form = errors.filter(|error| {
        let id = error.rsplit(' ').next().unwrap_or("");
        ["S0", "A0", "D02", "D07"].iter().any(|code| id.starts_with(code))
    });
    assert_eq!(of_form.collect::<Vec<String>>(), Vec::<String>::new());
}

#[test]
fn every_scaffold_carries_the_title() {
    let title = "Lễ “phát động”: số 1 #thi-đua";
    for kind in kinds(&own()) {
        let scaffold = scaffold::document(kind, title, Language::Vi);
        let root = yaml::read(front_matter(&scaffold)).expect("YAML");
        assert_eq!(root.get("Tiêu đề").and_then(Node::scalar), Some(title), "{}", kind.name);
    }
}

#[test]
fn a_kind_of_legal_texts_says_so_to_programs() {
    let site = themed(
        "
        -- themes/rieng/kinds/quy-dinh.yaml --
        kind: quy-dinh
        name: {vi: Quy định, en: Rule of law}
        plural: {vi: Các quy định, en: Rules of law}
        about: {vi: Văn bản quy phạm pháp luật., en: A legal text.}
        template: document.html
        date: issued_on
        sort: -date
        linked_as: Legislation
        fields:
          - {name: issued_on, label: {vi: Ngày ban hành, en: Issued on}, type: date,
             help: {vi: Ngày ký., en: When it was signed.}, example: 25/10/2021}
          - {name: effective_from, label: {vi: Hiệu lực từ, en: In force from}, type: date,
             help: {vi: Ngày có hiệu lực., en: When it begins to hold.}, example: 25/10/2021}
          - {name: issuer, label: {vi: Cơ quan ban hành, en: Issuing body}, type: text,
             help: {vi: Nơi ban hành., en: Who issued it.}, example: Sở Y tế}
        -- site.yaml --
        title: Thi đua
        base_url: https://x.vn/
        theme: rieng
        -- quy-dinh/cu.md --
        ---
        title: Quy định cũ
        issued_on: 01/01/2020
        status: đã duyệt
        ---
        -- quy-dinh/moi.md --
        ---
        title: Quy định mới
        issued_on: 22/10/2021
        effective_from: 05/11/2021
        issuer: Sở Y tế
        relations: [{type: thay thế, target: quy-dinh/cu}]
        status: đã duyệt
        ---
        ",
    );
    let site = site.at("2021-11-12");
    let page = site.page("quy-dinh/moi/");
    for part in [
        "\"@type\":\"Legislation\"",
        "\"legislationDate\":\"2021-10-22\",\"legislationDateVersion\":\"2021-11-05\"",
        "\"legislationLegalForce\":\"https://schema.org/InForce\"",
        "\"legislationPassedBy\":\"Sở Y tế\"",
        "\"legislationRepeals\":[\"https://x.vn/quy-dinh/cu/\"]",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(site.page("quy-dinh/cu/").contains("schema.org/NotInForce"));
}
