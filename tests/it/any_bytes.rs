//! PROPERTY: no bytes panic, and what still builds after a slip of the hand is what a clean build gives.

use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::{NEWS, good, site};

/// Something of everything a document can hold.
const RICH: &str = "---\nLoại văn bản: Kế hoạch\nSố ký hiệu: 147/KH-SYT\nNgày ban hành: 22/10/2021\nTrích yếu: \"Phát động “thi đua”\"\nTrạng thái: đã duyệt\nNgười ký: {Chức vụ: GIÁM ĐỐC, Họ tên: Nguyễn Văn A}\nThời gian: từ ngày 25/10/2021 đến ngày 25/11/2021\nNhiệm vụ:\n  - {Mã: NV1, Đơn vị: khoa-a, Nội dung: \"Làm\", Hạn: 01/11/2021}\nLiên quan: [{Loại: thay thế, Văn bản: 11/KH-SYT}]\nBản dễ hiểu: |\n  Lời **dễ hiểu**.\n---\n\n## I. MỤC ĐÍCH\n\na) Một;\n\n3. ba\n\n> [!NOTE]\n> Ghi chú 147/KH-SYT[^1] và [[tin/tot|lời]].\n\nBảng 1\n\n| a | b |\n|---|--:|\n| 1 | <b onclick=x>2</b> |\n\n![ảnh](anh.jpg \"Tên\")\n\n[^1]: chú\n\n- [x] xong\n";

/// A table of results.
const TABLE: &str = "STT;Giải;Đối tượng;Họ và tên;Đơn vị;Điểm\n1;Nhất;cá nhân;Nguyễn Văn A;khoa-a;9,5\n2;Nhì;tập thể;\"Tổ \"\"1\"\"\";khoa-a;8\n";

/// What a slip of the hand or a broken program does to a file.
#[derive(Clone, Debug)]
enum Slip {
    Insert(Index, Vec<u8>),
    Delete(Index, usize),
    Double(Index, usize),
}

fn slips() -> impl Strategy<Value = Vec<Slip>> {
    let marks = prop::sample::select(vec![
        "---\n", "\n", "  ", "\t", "[[", "]]", "{", "}", "[", "]", "\"", "'", "&a ", "*a", ": ",
        "#", "|", "> ", "**", "`", "<", "![", "](", "[^1]", "\u{0}", "\u{301}", "\u{f8f0}",
        "\u{feff}", "đ", "𝟙", "/", ";",
    ]);
    let bytes = prop_oneof![
        3 => marks.prop_map(|mark| mark.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 1..4),
    ];
    let slip = prop_oneof![
        (any::<Index>(), bytes).prop_map(|(at, bytes)| Slip::Insert(at, bytes)),
        (any::<Index>(), 1..40_usize).prop_map(|(at, length)| Slip::Delete(at, length)),
        (any::<Index>(), 1..80_usize).prop_map(|(at, length)| Slip::Double(at, length)),
    ];
    prop::collection::vec(slip, 1..8)
}

fn slipped(text: &str, slips: &[Slip]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for slip in slips {
        let range = |at: &Index, length: usize| {
            let start = at.index(bytes.len() + 1);
            start..(start + length).min(bytes.len())
        };
        match slip {
            Slip::Insert(at, new) => {
                bytes.splice(range(at, 0), new.iter().copied());
            }
            Slip::Delete(at, length) => {
                bytes.drain(range(at, *length));
            }
            Slip::Double(at, length) => {
                let range = range(at, *length);
                let part = bytes[range.clone()].to_vec();
                bytes.splice(range.start..range.start, part);
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(
        random in prop::collection::vec(any::<u8>(), 0..300),
        plan in slips(),
        table in slips(),
        settings in slips(),
    ) {
        let site = site("");
        site.edit("tin/ngau-nhien.md", random);
        site.edit("ke-hoach/ke-hoach.md", slipped(RICH, &plan));
        let results = "---\nTiêu đề: Kết quả\nKết quả của: phong-trao/a\nTệp danh sách: danh-sach.csv\n---\n";
        site.edit("ket-qua/bang/index.md", results);
        site.edit("ket-qua/bang/danh-sach.csv", slipped(TABLE, &table));
        site.edit("site.yaml", slipped("title: Thi đua\nmenu: [{title: Tin, to: tin}]\n", &settings));
        prop_assert!(site.try_build().is_ok());
    }

    #[test]
    fn a_slip_in_a_document_that_still_builds_gives_what_a_clean_build_gives(plan in slips()) {
        let site = good();
        site.edit("tin/rich.md", slipped(&format!("{NEWS}{}", body(RICH)), &plan));
        site.build();
        let clean = site.clean_output();
        prop_assert!(clean.is_empty() || site.output() == clean);
    }
}

fn body(document: &str) -> &str {
    document.splitn(3, "---\n").nth(2).unwrap_or("")
}
