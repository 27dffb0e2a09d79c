//! PDF files that are written here, and any others.

use std::fmt::Write;

use proptest::prelude::*;

use super::findings;
use super::streams::Streams;
use crate::model::findings::{Findings, Format, Hidden};

/// A PDF of one page with these instructions, a font that maps its codes as Word does, a stamp of
/// its own text, and more in the page's dictionary.
fn pdf(content: &str, of_page: &str) -> Vec<u8> {
    let map = "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
        2 beginbfchar <0001> <004D> <0002> <1EAC> endbfchar\n\
        2 beginbfrange <0003> <0003> <0054> <0010> <0029> <0061> endbfrange endcmap";
    let stamp = "BT /F 12 Tf 10 10 Td <000100020003> Tj ET";
    let stream = |dict: &str, text: &str| {
        format!("<<{dict}/Length {}>>\nstream\n{text}\nendstream", text.len())
    };
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R{of_page}/Resources<<\
             /Font<</F 5 0 R/S 9 0 R>>/XObject<</X 8 0 R/Y 10 0 R/Z 11 0 R/W 12 0 R>>/ExtGState<</G<</ca 0.4>>>>>>>>"
        ),
        stream("", content),
        "<</Type/Font/Subtype/Type0/ToUnicode 7 0 R/DescendantFonts[6 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType2/DW 600/W[1 [900 700] 16 41 500]>>".to_owned(),
        stream("", map),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 100 100]/Matrix[1 0 0 1 200 700]", stamp),
        "<</Type/Font/Subtype/TrueType/BaseFont/Arial>>".to_owned(),
        stream(
            "/Type/XObject/Subtype/Form/Resources<</Font<</F 9 0 R>>>>",
            "BT /F 8 Tf 5 5 Td (so y te) Tj ET",
        ),
        // Rows without columns, at which the library divides by zero.
        stream(
            "/Type/XObject/Subtype/Form/Filter[/ASCIIHexDecode/FlateDecode]\
             /DecodeParms[null<</Predictor 2/Columns 0>>]",
            "789c4b04000062006200>",
        ),
        // Ninety letters packed.
        stream(
            "/Type/XObject/Subtype/Form/Filter[/ASCIIHexDecode/FlateDecode]",
            "78da4b4ca41500001053221b>",
        ),
    ];
    let mut text = "%PDF-1.7\n".to_owned();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(text.len());
        writeln!(text, "{} 0 obj\n{object}\nendobj", at + 1).unwrap();
    }
    let table = text.len();
    write!(text, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    places.iter().for_each(|place| writeln!(text, "{place:010} 00000 n ").unwrap());
    write!(text, "trailer\n<</Size {}/Root 1 0 R>>\n", objects.len() + 1).unwrap();
    write!(text, "startxref\n{table}\n%%EOF\n").unwrap();
    text.into_bytes()
}

fn look(content: &str) -> Findings {
    findings((1, 7), pdf(content, ""))
}

#[test]
fn words_are_told_by_the_map_of_the_font_and_joined_by_where_they_stand() {
    let one = look("BT /F 12 Tf 50 700 Td <0001> Tj <00020003> Tj ET");
    assert_eq!((one.format, one.capitals), (Format::Pdf(1, 7), vec!["MẬT".to_owned()]));
    // Pieces with a shift between them, as justified lines have; a next line; a far column.
    let pieces = "BT /F 12 Tf 12 TL 50 700 Td [<0001> 20 <0002> -30 <0003>] TJ T* <0003> Tj \
        300 0 Td <0002> Tj ET";
    assert_eq!(look(pieces).capitals, ["MẬT", "T", "Ậ"]);
    let spaced = "BT /S 12 Tf 50 700 Td (LUU) Tj 40 0 Td (HANH) Tj ET";
    assert_eq!(look(spaced).capitals, ["LUU HANH"]);
}

#[test]
fn a_stamp_and_the_text_behind_a_scan_are_read() {
    assert_eq!(look("q /X Do Q").capitals, ["MẬT"]);
    let scan = look("BT 3 Tr /F 12 Tf 50 700 Td <000100020003> Tj ET 0 0 500 800 re f");
    assert_eq!((scan.capitals, scan.hidden), (vec!["MẬT".to_owned()], vec![]));
}

#[test]
fn a_drawing_has_fonts_of_its_own() {
    assert_eq!(look("/Y Do BT /F 12 Tf 50 700 Td <000100020003> Tj ET").capitals, ["MẬT"]);
}

#[test]
fn what_cannot_be_unpacked_safely_is_left() {
    let rows = look("/Z Do");
    assert!(!rows.is_without_text && rows.capitals.is_empty());
    let twice = pdf("", "/Contents 4 0 R").into_iter();
    let twice = String::from_utf8(twice.collect()).expect("text");
    let twice = twice.replacen("<</Length 0>>", "<</Filter[/Fl/Fl]/Length 0>>", 1);
    assert!(!findings((1, 7), twice.into_bytes()).is_without_text);
}

#[test]
fn what_is_used_again_is_unpacked_only_as_long_as_it_may() {
    let pdf = hayro_syntax::Pdf::new(pdf("0 0 9 9 re f", "")).expect("a PDF");
    let page = pdf.pages().first().expect("a page");
    let mut streams = Streams { left: 20 };
    assert!(streams.of_page(page.raw()).is_some());
    assert_eq!(streams.left, 8);
    assert!(streams.of_page(page.raw()).is_none());
    let mut streams = Streams { left: 40 };
    let name = hayro_syntax::object::Name::new(b"W").expect("a name");
    let hex = page.resources().get_x_object(&name);
    assert!(hex.is_some());
    assert!(hex.and_then(|hex| streams.bytes(&hex)).is_none());
    assert_eq!(streams.left, 0);
}

#[test]
fn a_page_without_text_is_told_and_what_cannot_be_read_is_not() {
    assert!(look("q 1 0 0 1 0 0 cm 0 0 10 10 re f Q").is_without_text);
    assert!(!look("BT /S 12 Tf (a) Tj ET").is_without_text);
    let broken = findings((1, 7), b"%PDF-1.7\n1 0 obj".to_vec());
    assert!(!broken.is_without_text && broken.format == Format::Pdf(1, 7));
}

#[test]
fn a_box_over_words_is_told() {
    let line = "BT /S 12 Tf 50 700 Td (Cua em: 012345678901) Tj ET ";
    // Letters of 6 points each: the number begins at 98.
    for (over, of_page, count) in [
        ("0 g 98 698 80 14 re f", "", 1),
        ("1 1 1 rg 98 698 80 14 re f", "", 1),
        ("q 2 0 0 2 0 0 cm 0 g 49 349 40 7 re f Q", "", 1),
        ("0 g 98 698 80 14 re f 40 690 300 40 re f", "", 2),
        ("", "/Annots[<</Subtype/Square/IC[0 0 0]/Rect[98 698 175 712]>>]", 1),
        ("", "/Annots[<</Subtype/Redact/Rect[98 698 175 712]>>]", 1),
        // A highlight, a frame, a line below, a box elsewhere, one that is clipped away.
        ("/G gs 1 1 0 rg 98 698 80 14 re f", "", 0),
        ("98 698 80 14 re S", "", 0),
        ("98 697 80 1 re f", "", 0),
        ("98 598 80 14 re f", "", 0),
        ("q 0 0 10 10 re W n 98 698 80 14 re f Q", "", 0),
        ("60 690 200 40 re 70 695 180 30 re f*", "", 0),
        ("60 690 200 40 re 70 695 m 250 695 l 250 725 l 70 725 l h f*", "", 0),
        ("60 690 200 40 re 250 695 -180 30 re f", "", 0),
        ("", "/Annots[<</Subtype/Square/Rect[98 698 175 712]>>]", 0),
        ("", "/Annots[<</Subtype/Square/IC[1 1 0]/CA 0.4/Rect[98 698 175 712]>>]", 0),
    ] {
        let found = findings((1, 7), pdf(&format!("{line}{over}"), of_page));
        let expected: Vec<Hidden> =
            (count > 0).then_some(Hidden::Covered(count)).into_iter().collect();
        assert_eq!(found.hidden, expected, "{over}{of_page}");
    }
    // The shading of a table comes before its words.
    assert_eq!(look(&format!("0.9 g 40 690 300 40 re f 0 g {line}")).hidden, []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_may_come(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = pdf("q /X Do Q BT /F 12 Tf [<0001> 20 <0002>] TJ ET 0 0 9 9 re f", "");
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() * 4) + 1);
        let _ = findings((1, 7), bytes);
    }
}

#[test]
fn what_is_nested_without_end_is_left() {
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    let _ = look(&format!("{deep} TJ BT /S 12 Tf (A) Tj ET"));
    let _ = findings((1, 7), pdf("", &format!("/Annots {deep}")));
    let _ = look(&"q ".repeat(100_000));
}
