//! Results: tables of rows, their order, what of them is shown.

use expect_test::expect;

use crate::reading::{card, check_part, document, is_anywhere, words};
use crate::support::{Site, site};

// Results.

/// A result with these fields; `so-y-te` and a decision are there.
fn results(fields: &str) -> Site {
    let site = site("");
    site.edit("don-vi/so-y-te.md", document("Sở Y tế", "Cấp: tỉnh\n"));
    site.edit("phong-trao/zalo.md", document("Nhóm Zalo", ""));
    site.edit("van-ban/99.md", card("99/QĐ-SYT", "").replace("Kế hoạch", "Quyết định"));
    let head = "Kết quả của: phong-trao/zalo\nQuyết định: 99/QĐ-SYT\nNgày công bố: 01/11/2021\n";
    site.edit("ket-qua/kq/index.md", document("Kết quả", &format!("{head}{fields}")));
    site
}

const ENTRIES: (&str, &str) = ("<section id=\"f-entries\"", "</section>");

/// Three people and two prizes, in the order of nobody.
const PEOPLE: &str = "Danh sách:\n  - {Giải: Nhất, Đối tượng: cá nhân, Họ và tên: Vàng A Sử, Đơn vị: so-y-te, Điểm: 95}\n  - {Giải: Nhì, Đối tượng: cá nhân, Họ và tên: Trần Văn Đức, Đơn vị: so-y-te, Điểm: 80}\n  - {Giải: Nhất, Đối tượng: cá nhân, Họ và tên: Nguyễn Thị An, Đơn vị: so-y-te, Điểm: 97}\n  - {Giải: Nhì, Đối tượng: cá nhân, Họ và tên: Giàng Thị Dua, Đơn vị: so-y-te, Điểm: 81}\n";

#[test]
fn results_are_in_the_order_of_prizes_then_of_given_names() {
    check_part(
        &results(PEOPLE),
        "ket-qua/kq/",
        ENTRIES,
        expect![[r#"
            Danh sách
            Tổng số: 4 Đối tượng: cá nhân
            Danh sách
            Giải | Tên | Đơn vị |
            Nhất | Nguyễn Thị An | [Sở Y tế](../../don-vi/so-y-te/) |
            Nhất | Vàng A Sử | [Sở Y tế](../../don-vi/so-y-te/) |
            Nhì | Giàng Thị Dua | [Sở Y tế](../../don-vi/so-y-te/) |
            Nhì | Trần Văn Đức | [Sở Y tế](../../don-vi/so-y-te/) |
            Theo giải
            Giải thưởng | Số lượng | |
            Nhất | 2 | |
            Nhì | 2 | |"#]],
    );
}

#[test]
fn scores_are_shown_where_the_result_says_so() {
    let site = results(&format!("{PEOPLE}Hiện điểm: có\n"));
    check_part(
        &site,
        "ket-qua/kq/",
        ENTRIES,
        expect![[r#"
            Danh sách
            Tổng số: 4 Đối tượng: cá nhân
            Danh sách
            Giải | Tên | Đơn vị | Điểm |
            Nhất | Nguyễn Thị An | [Sở Y tế](../../don-vi/so-y-te/) | 97 |
            Nhất | Vàng A Sử | [Sở Y tế](../../don-vi/so-y-te/) | 95 |
            Nhì | Giàng Thị Dua | [Sở Y tế](../../don-vi/so-y-te/) | 81 |
            Nhì | Trần Văn Đức | [Sở Y tế](../../don-vi/so-y-te/) | 80 |
            Theo giải
            Giải thưởng | Số lượng | |
            Nhất | 2 | |
            Nhì | 2 | |"#]],
    );
}

#[test]
fn a_revoked_row_stays_and_is_marked_and_not_counted() {
    let rows = "Danh sách:\n  - {Giải: Nhất, Họ và tên: Tổ một, Đơn vị: so-y-te}\n  - {Giải: Nhất, Họ và tên: Tổ hai, Đơn vị: so-y-te, Trạng thái: thu hồi}\n";
    check_part(
        &results(rows),
        "ket-qua/kq/",
        ENTRIES,
        expect![[r#"
            Danh sách
            Tổng số: 1
            Danh sách
            Giải | Tên | Đơn vị |
            Nhất | Tổ hai thu hồi | [Sở Y tế](../../don-vi/so-y-te/) |
            Nhất | Tổ một | [Sở Y tế](../../don-vi/so-y-te/) |"#]],
    );
}

#[test]
fn a_unit_lists_its_rows_of_all_results() {
    let rows = "Danh sách:\n  - {Giải: Nhất, Họ và tên: Tổ một, Đơn vị: so-y-te}\n";
    let site = results(rows);
    let row = words(&site.page("don-vi/so-y-te/"));
    assert!(row.contains("Tổ một | Nhất | [Kết quả](../../ket-qua/kq/#hang-"), "{row}");
}

/// The table as Excel saves it in Vietnam.
const TABLE: &str = "\u{feff}STT;Giải;Tên tập thể;Đơn vị;Điểm\r\n1;Nhất;Tổ một;Sở Y tế;9,5\r\n2;Nhì;Tổ hai;Sở Y tế;8\r\n;;Tổng cộng;2;\r\n";

#[test]
fn a_table_with_semicolons_and_a_byte_order_mark_is_read() {
    let site = results("Tệp danh sách: bang.csv\nHiện điểm: có\n");
    site.edit("ket-qua/kq/bang.csv", TABLE);
    check_part(
        &site,
        "ket-qua/kq/",
        ENTRIES,
        expect![[r#"
            Danh sách
            Tổng số: 2
            Danh sách
            Giải | Tên | Đơn vị | Điểm |
            Nhất | Tổ một | [Sở Y tế](../../don-vi/so-y-te/) | 9,5 |
            Nhì | Tổ hai | [Sở Y tế](../../don-vi/so-y-te/) | 8 |
            Theo giải
            Giải thưởng | Số lượng | |
            Nhất | 1 | |
            Nhì | 1 | |"#]],
    );
}

#[test]
fn scores_of_a_table_are_nowhere_in_the_site() {
    let site = results("Tệp danh sách: bang.csv\n");
    site.edit("ket-qua/kq/bang.csv", TABLE);
    site.page("ket-qua/kq/");
    assert!(!is_anywhere(&site, "9,5"));
}
