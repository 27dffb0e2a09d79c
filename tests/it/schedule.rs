//! What changes by itself, and when.

use expect_test::{Expect, expect};
use lantoa::model::schedule::PlainLink;

use crate::support::{Site, lines, site};

/// Everything to come after 01/11/2021, one line each.
fn check(site: &Site, expected: Expect) {
    let coming = site.coming(Some("2021-11-01"));
    let errors: Vec<String> =
        lines(&coming.outcome).into_iter().filter(|line| line.starts_with('E')).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let schedule = coming.schedule.expect("without errors there is a schedule");
    let mut text = String::new();
    let link = |link: &PlainLink| {
        let until = link.until.map_or("ever".to_owned(), |until| until.short());
        format!("  plain {}:{} {} until {until}\n", link.shown, link.span.line, link.words)
    };
    schedule.plain.iter().for_each(|plain| text.push_str(&link(plain)));
    for moment in &schedule.moments {
        text.push_str(&format!(
            "{}{}\n",
            moment.at.short(),
            if moment.is_due() { "" } else { " –" }
        ));
        for turn in &moment.turns {
            text.push_str(&format!("  {} {} {}\n", turn.change.key(), turn.title, turn.task));
        }
        moment.links.iter().for_each(|plain| text.push_str(&link(plain)));
    }
    expected.assert_eq(&text);
}

#[test]
fn documents_come_and_go_at_their_minute() {
    let site = site(
        "
        -- tin/a.md --
        ---
        Tiêu đề: Tin A
        Ngày đăng: 01/11/2021
        Hẹn giờ đăng: 12/11/2021 08:00
        Gỡ từ: 20/11/2021
        Soát lại trước: 15/11/2021
        Trạng thái: đã duyệt
        ---
        -- tin/nhap.md --
        ---
        Tiêu đề: Nháp
        Ngày đăng: 01/11/2021
        Hẹn giờ đăng: 12/11/2021 08:00
        Trạng thái: nháp
        ---
    ",
    );
    check(
        &site,
        expect![[r#"
            12/11/2021 08:00
              appears Tin A 
            16/11/2021 00:00 –
              review Tin A 
            20/11/2021 00:00
              disappears Tin A 
        "#]],
    );
}

#[test]
fn a_result_appears_on_the_day_of_its_decision() {
    let site = site(
        "
        -- phong-trao/zalo.md --
        ---
        Tiêu đề: Nhóm Zalo
        Thời gian: từ ngày 05/11/2021 đến ngày 10/11/2021
        Trạng thái: đã duyệt
        ---
        -- van-ban/quyet-dinh.md --
        ---
        Loại văn bản: Quyết định
        Số ký hiệu: 99/QĐ-SYT
        Ngày ban hành: 08/11/2021
        Hiệu lực đến: 30/11/2021
        Trạng thái: đã duyệt
        ---
        -- ket-qua/zalo.md --
        ---
        Tiêu đề: Kết quả
        Kết quả của: phong-trao/zalo
        Quyết định: 99/QĐ-SYT
        Danh sách: [{Tên tập thể: Tổ một, Đơn vị: Sở Y tế}]
        Trạng thái: đã duyệt
        ---
        -- don-vi/so-y-te.md --
        ---
        Tiêu đề: Sở Y tế
        Cấp: tỉnh
        Trạng thái: đã duyệt
        ---
    ",
    );
    check(
        &site,
        expect![[r#"
            05/11/2021 00:00
              begins Nhóm Zalo 
            08/11/2021 00:00
              appears Kết quả 
              in_force Quyết định số 99/QĐ-SYT 
            11/11/2021 00:00
              ends Nhóm Zalo 
            01/12/2021 00:00
              expires Quyết định số 99/QĐ-SYT 
        "#]],
    );
}

#[test]
fn links_break_and_wait() {
    let site = site(
        "
        -- tin/a.md --
        ---
        Tiêu đề: Tin A
        Ngày đăng: 01/11/2021
        Trạng thái: đã duyệt
        ---

        Xem [[tin/b]], [[tin/c]] và [[tin/d]].
        -- tin/b.md --
        ---
        Tiêu đề: Tin B
        Ngày đăng: 01/11/2021
        Gỡ từ: 20/11/2021
        Trạng thái: đã duyệt
        ---
        -- tin/c.md --
        ---
        Tiêu đề: Tin C
        Ngày đăng: 01/11/2021
        Hẹn giờ đăng: 12/11/2021 08:00
        Trạng thái: đã duyệt
        ---

        Xem [[tin/d]].
        -- tin/d.md --
        ---
        Tiêu đề: Tin D
        Ngày đăng: 01/11/2021
        Trạng thái: nháp
        ---
    ",
    );
    check(
        &site,
        expect![[r#"
              plain content/tin/a.md:7 tin/c until 12/11/2021 08:00
              plain content/tin/a.md:7 tin/d until ever
            12/11/2021 08:00
              appears Tin C 
              plain content/tin/c.md:8 tin/d until ever
            20/11/2021 00:00
              disappears Tin B 
              plain content/tin/a.md:7 tin/b until ever
        "#]],
    );
}

#[test]
fn a_task_is_overdue_on_the_day_after() {
    let site = site("
        -- don-vi/so-y-te.md --
        ---
        Tiêu đề: Sở Y tế
        Cấp: tỉnh
        Trạng thái: đã duyệt
        ---
        -- ke-hoach/a.md --
        ---
        Tiêu đề: Kế hoạch A
        Loại văn bản: Kế hoạch
        Trích yếu: Việc A
        Nhiệm vụ:
          - {Mã: NV1, Đơn vị: so-y-te, Nội dung: Báo cáo, Hạn: 15/11/2021}
          - {Mã: NV2, Đơn vị: so-y-te, Nội dung: Họp, Hạn: 16/11/2021, Hoàn thành: 03/11/2021}
        Chưa có trong nguồn: [{Mục: [Số ký hiệu, Ngày ban hành, Địa danh, Cơ quan ban hành, Người ký], Lý do: thử}]
        Trạng thái: đã duyệt
        ---
    ");
    check(
        &site,
        expect![[r#"
            16/11/2021 00:00
              overdue Kế hoạch A NV1
        "#]],
    );
}

#[test]
fn an_event_is_over_on_the_day_after() {
    let site = site(
        "
        -- su-kien/le.md --
        ---
        Tiêu đề: Lễ trao giải
        Loại sự kiện: trao giải
        Bắt đầu: 15/11/2021 08:00
        Kết thúc: 16/11/2021 11:00
        Trạng thái: đã duyệt
        ---
    ",
    );
    check(
        &site,
        expect![[r#"
            17/11/2021 00:00
              ends Lễ trao giải 
        "#]],
    );
}

#[test]
fn the_last_build_is_what_counts() {
    let text = "-- tin/a.md --\n---\nTiêu đề: Tin A\nNgày đăng: 01/11/2021\nHẹn giờ đăng: 12/11/2021 08:00\nTrạng thái: đã duyệt\n---\n";
    let next = |site: &Site| site.coming(None).schedule.and_then(|schedule| schedule.next());
    let site = site(text).at("2021-11-12T07:59:00+07:00");
    assert_eq!(site.coming(None).built_for, None);
    site.build();
    let site = site.at("2021-11-12T09:00:00+07:00");
    assert_eq!(next(&site).map(|at| at.short()).as_deref(), Some("12/11/2021 08:00"));
    site.build();
    assert_eq!(next(&site), None);
    // A build that changes nothing has seen its instant all the same.
    let site = site.at("2021-11-13");
    site.build();
    assert_eq!(
        site.coming(None).built_for.map(|at| at.short()).as_deref(),
        Some("13/11/2021 00:00")
    );
}
