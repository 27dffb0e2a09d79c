//! Pictures: made upright and small, told of nothing but what is to be seen, kept by their content.

use std::path::{Path, PathBuf};

use lantoa::hash::Hash;

use crate::support::{Site, lines, site};

/// A photograph of two halves, red on the left, as a camera writes it that was held so.
pub(crate) fn photograph(width: u16, height: u16, orientation: u8, shade: u8) -> Vec<u8> {
    let row: Vec<u8> = (0..width)
        .flat_map(|x| if x < width / 2 { [255, shade, 0] } else { [0, shade, 255] })
        .collect();
    let pixels = row.repeat(usize::from(height));
    let mut file = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, 90);
    // One directory: how the camera was held, and where the block with the place begins.
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0]);
    exif.extend([0, 1, 0, 2, 0, 5, 0, 0, 0, 3, 0, 0, 0, 0]);
    exif.extend(b"Nha rieng cua ai do");
    encoder.add_app_segment(1, exif).expect("a short segment");
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).expect("a picture");
    file
}

/// A graphic; with noise it is as heavy as a photograph.
fn graphic(width: u32, height: u32, is_noisy: bool) -> Vec<u8> {
    let mut seed = 7_u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if is_noisy { (seed >> 24) as u8 } else { 200 }
    };
    let pixels: Vec<u8> = (0..width * height * 3).map(|_| noise()).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.add_text_chunk("Author".to_owned(), "Nguoi ve".to_owned()).expect("Latin letters");
    let mut writer = encoder.write_header().expect("a head");
    writer.write_image_data(&pixels).expect("pixels");
    writer.finish().expect("an end");
    file
}

fn with(name: &str, bytes: Vec<u8>) -> Site {
    let site = site("");
    site.edit(&format!("tin/bai/{name}"), bytes);
    site.edit("tin/bai/index.md", page(&format!("![Quang cảnh hội trường]({name})")));
    site
}

fn page(text: &str) -> String {
    format!("---\nTiêu đề: Bài\nNgày đăng: 25/10/2021\nTrạng thái: đã duyệt\n---\n\n{text}\n")
}

/// The pictures of a built site, by path; without the theme's own marks.
fn sizes(site: &Site) -> Vec<(String, Vec<u8>)> {
    let is_picture = |path: &Path| {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
        let is_mark = path.to_string_lossy().starts_with("assets/lan-toa");
        !is_mark && ["jpg", "png", "webp", "gif", "svg"].contains(&ending)
    };
    let files = site.output().into_iter().filter(|(path, _)| is_picture(path));
    files.map(|(path, bytes)| (path.to_string_lossy().into_owned(), bytes)).collect()
}

/// Width, height and the colour in the upper left corner of a JPEG.
fn look(jpeg: &[u8]) -> (u16, u16, [u8; 3]) {
    let mut decoder = zune_jpeg::JpegDecoder::new(std::io::Cursor::new(jpeg));
    let pixels = decoder.decode().expect("a picture");
    let info = decoder.info().expect("a head");
    (info.width, info.height, [pixels[0], pixels[1], pixels[2]])
}

fn is_red([red, _, blue]: [u8; 3]) -> bool {
    red > 200 && blue < 60
}

#[test]
fn a_photograph_is_upright_and_says_nothing_of_its_place() {
    // Held so that the left of the sensor is up: red is above.
    let site = with("anh.jpg", photograph(1200, 900, 6, 0));
    let page = site.page("tin/bai/");
    let made = sizes(&site);
    let widths: Vec<(u16, u16)> = made
        .iter()
        .map(|(_, bytes)| look(bytes))
        .map(|(width, height, _)| (width, height))
        .collect();
    assert_eq!(widths, [(360, 480), (720, 960), (900, 1200)]);
    for (path, bytes) in &made {
        assert!(is_red(look(bytes).2), "{path}");
        for secret in [&b"Exif"[..], b"Nha rieng"] {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret), "{path}");
        }
    }
    let name = |at: usize| format!("../../{}", made[at].0);
    let expected = format!(
        "<img loading=\"lazy\" decoding=\"async\" alt=\"Quang cảnh hội trường\" src=\"{}\" srcset=\"{} 360w, {} 720w, {} 900w\" sizes=\"(min-width: 48rem) 44rem, 94vw\" width=\"900\" height=\"1200\">",
        name(1),
        name(0),
        name(1),
        name(2),
    );
    assert!(page.contains(&expected), "{expected}\n{page}");
}

#[test]
fn a_picture_field_has_sizes_and_a_card_to_share() {
    let site = site("");
    site.edit("site.yaml", "title: Thi đua\nbase_url: https://x.vn/\n");
    site.edit("tin/bai/anh.jpg", photograph(1600, 1200, 1, 0));
    let page = page("").replace("---\n\n", "Ảnh: {Tệp: anh.jpg, Mô tả: Lễ phát động}\n---\n\n");
    site.edit("tin/bai/index.md", page);
    let html = site.page("tin/bai/");
    assert!(html.contains(" 360w, ") && html.contains("width=\"1600\" height=\"1200\""), "{html}");
    assert!(html.contains("alt=\"Lễ phát động\""));
    let made = sizes(&site);
    let card = made.iter().find(|(path, _)| path.starts_with("assets/og-")).expect("a card");
    let (width, height, _) = look(&card.1);
    assert_eq!((width, height), (1200, 630));
    assert!(card.1.len() < 300 * 1024);
}

#[test]
fn a_light_graphic_keeps_its_pixels_and_loses_its_words() {
    let file = graphic(300, 200, false);
    let site = with("bieu-do.png", file.clone());
    site.build();
    let made = sizes(&site);
    assert_eq!(made.len(), 1);
    assert!(made[0].0.starts_with("assets/bieu-do-") && made[0].0.ends_with("-300.png"));
    assert!(made[0].1.len() < file.len());
    assert!(!made[0].1.windows(8).any(|part| part == b"Nguoi ve"));
    png::Decoder::new(std::io::Cursor::new(&made[0].1)).read_info().expect("a picture still");
}

#[test]
fn a_heavy_graphic_without_holes_is_a_photograph() {
    let site = with("man-hinh.png", graphic(500, 400, true));
    site.build();
    let made = sizes(&site);
    assert_eq!(made.len(), 2);
    assert!(made.iter().all(|(path, bytes)| path.ends_with(".jpg") && look(bytes).0 > 0));
}

#[test]
fn a_format_that_is_not_read_is_shown_as_it_is_with_its_size() {
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 30\"></svg>";
    let site = with("ban-do.svg", drawing.as_bytes().to_vec());
    let page = site.page("tin/bai/");
    assert!(
        page.contains("src=\"../../tin/bai/ban-do.svg\" width=\"40\" height=\"30\">"),
        "{page}"
    );
}

#[test]
fn a_picture_that_is_also_offered_stands_there_as_it_is() {
    let file = photograph(800, 600, 1, 0);
    let site = with("anh.jpg", file.clone());
    site.edit("tin/bai/index.md", page("![Quang cảnh hội trường](anh.jpg)\n\n[Ảnh gốc](anh.jpg)"));
    site.build();
    assert_eq!(site.output().get(Path::new("tin/bai/anh.jpg")), Some(&file));
    assert_eq!(sizes(&site).len(), 3);
    assert!(lines(&site.build()).iter().any(|line| line.ends_with("P08.gps")));
}

#[test]
fn a_second_build_touches_no_picture() {
    let site = with("anh.jpg", photograph(800, 600, 1, 0));
    site.build();
    let before = site.disk.files(Path::new("output/cache/pictures"));
    assert_eq!(before.len(), 2);
    let report = site.build().report;
    assert_eq!((report.written, report.removed), (0, 0));
    site.edit("tin/bai/index.md", page("Chữ khác.\n\n![Quang cảnh hội trường](anh.jpg)"));
    assert_eq!(site.build().report.rendered, 1, "the page alone");
    assert_eq!(site.disk.files(Path::new("output/cache/pictures")), before);
}

/// The entries of the cache.
fn cached(site: &Site) -> Vec<PathBuf> {
    let files = site.disk.files(Path::new("output/cache/pictures"));
    files.into_keys().map(|path| Path::new("output/cache/pictures").join(path)).collect()
}

#[test]
fn sizes_come_from_the_cache_and_a_damaged_one_is_made_again() {
    let site = with("anh.jpg", photograph(300, 200, 1, 0));
    site.build();
    let clean = sizes(&site);
    let entry = cached(&site).pop().expect("a size");
    site.disk.put(&entry, [b"other".as_slice(), &Hash::of(b"other").half()].concat());
    site.disk.put(Path::new("output/site").join(&clean[0].0), "hỏng");
    site.build();
    assert_eq!(sizes(&site)[0].1, b"other", "the cache is believed");
    site.disk.put(&entry, "cut off");
    site.disk.put(Path::new("output/site").join(&clean[0].0), "hỏng");
    site.build();
    assert_eq!(sizes(&site), clean);
}

#[test]
fn what_no_page_shows_any_more_leaves_site_and_cache() {
    let site = with("anh.jpg", photograph(300, 200, 1, 0));
    site.build();
    site.edit("tin/bai/index.md", page("Chữ."));
    site.build();
    assert_eq!((sizes(&site), cached(&site)), (Vec::new(), Vec::new()));
}

#[test]
fn a_damaged_picture_is_told_where_it_is_shown() {
    let mut file = photograph(300, 200, 1, 0);
    // The head is whole, the tables behind it are not.
    let begin = file.windows(2).position(|two| two == [0xff, 0xc4]).expect("tables");
    file.truncate(begin);
    let site = with("anh.jpg", file);
    assert_eq!(site.errors(), ["tin/bai/index.md:7:1 A06.unreadable"]);
    assert!(site.output().is_empty());
}
