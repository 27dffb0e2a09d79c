//! Broken themes: templates, sheets and declarations that are wrong, each with its place.

use expect_test::expect;

use crate::support::{check_broken, good};

#[test]
fn a_template_with_a_syntax_error_is_reported_with_its_place() {
    check_broken(
        |site| site.edit("themes/rieng/templates/tin.html", "<p>\n{% if %}\n"),
        expect!["themes/rieng/templates/tin.html:2:7 H01.template"],
    );
}

#[test]
fn a_template_with_an_unknown_filter_is_reported() {
    check_broken(
        |site| site.edit("themes/rieng/templates/tin.html", "{{ page.title | khong_co }}\n"),
        expect!["themes/rieng/templates/tin.html H01.template"],
    );
}

#[test]
fn a_template_that_includes_itself_is_reported() {
    check_broken(
        |site| site.edit("themes/rieng/templates/tin.html", "{% include \"tin.html\" %}\n"),
        expect!["themes/rieng/templates/tin.html H01.circle"],
    );
}

#[test]
fn a_template_that_extends_itself_is_reported() {
    check_broken(
        |site| site.edit("themes/rieng/templates/tin.html", "{% extends \"rieng/tin.html\" %}\n"),
        expect!["themes/rieng/templates/tin.html H01.circle"],
    );
}

#[test]
fn a_broken_style_sheet_is_reported_with_its_place() {
    check_broken(
        |site| site.edit("themes/rieng/styles/site/x.css", "p { margin: 0 }\np { color red; }\n"),
        expect!["themes/rieng/styles/site/x.css:2:10 H03.style"],
    );
}

#[test]
fn an_unknown_kind_in_a_list_is_reported() {
    let theme = "name: rieng\nextends: lan-toa\npages:\n  home: {template: home.html, lists: {tin: {kinds: [tinn]}}}\n";
    check_broken(
        |site| site.edit("themes/rieng/theme.yaml", theme),
        expect!["themes/rieng/theme.yaml:4:53 K01.unknown_kind"],
    );
}

#[test]
fn a_theme_that_does_not_exist_is_reported() {
    check_broken(
        |site| site.edit("site.yaml", "title: Thi đua\ntheme: khong-co\n"),
        expect!["themes/khong-co K01.no_theme"],
    );
}

#[test]
fn a_theme_that_extends_itself_is_reported() {
    check_broken(
        |site| site.edit("themes/rieng/theme.yaml", "name: rieng\nextends: rieng\n"),
        expect!["themes/rieng/theme.yaml K01.extends_itself"],
    );
}

#[test]
fn a_theme_file_that_is_no_yaml_is_reported() {
    check_broken(
        |site| site.edit("themes/rieng/theme.yaml", "name: [rieng\n"),
        expect!["themes/rieng/theme.yaml:2:1 S01.yaml"],
    );
}

#[test]
fn a_template_that_fails_while_rendering_is_reported_with_its_place() {
    check_broken(
        |site| site.edit("themes/rieng/templates/tin.html", "<p>\n{{ page.khong.co }}\n"),
        expect!["themes/rieng/templates/tin.html:2:9 H02.rendering"],
    );
}

#[test]
fn a_template_that_fails_names_the_page() {
    let site = good();
    site.edit("themes/rieng/templates/tin.html", "{{ page.khong.co }}\n");
    let problems = site.build().problems;
    let problem = problems.iter().find(|problem| problem.id == "H02.rendering").expect("H02");
    let page = problem.arguments.iter().find(|(name, _)| name == "page");
    assert_eq!(page.map(|(_, page)| page.as_str()), Some("content/tin/tot.md"));
}

#[test]
fn a_theme_with_too_many_kinds_is_reported() {
    check_broken(
        |site| {
            for n in 10..80 {
                let kind = format!("kind: loai-{n}\nname: {{vi: Loại {n}, en: Kind {n}}}\n");
                site.edit(&format!("themes/rieng/kinds/loai-{n}.yaml"), kind);
            }
        },
        expect!["themes/rieng/kinds/loai-58.yaml K01.too_many_kinds"],
    );
}
