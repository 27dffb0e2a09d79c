"""Writes the generated site as content of lantoa."""

from files import put

NEWS = """---
Tiêu đề: "{title}"
Tóm tắt: "{summary}"
Trạng thái: đã duyệt
Phong trào: phong-trao/{movement}
Đơn vị phụ trách: don-vi/{unit}
Người duyệt: Giám đốc đơn vị
Ngày duyệt: {day}
Ngày đăng: {day}
Tác giả: "{author}"
Chủ đề: [{tags}]
---

{body}"""

PLAN = """---
Tiêu đề: "{title}"
Tóm tắt: "{summary}"
Trạng thái: đã duyệt
Phong trào: phong-trao/{movement}
Đơn vị phụ trách: don-vi/{unit}
Người duyệt: Giám đốc đơn vị
Ngày duyệt: {day}
Loại văn bản: Kế hoạch
Số ký hiệu: "{number}"
Ngày ban hành: {day}
Địa danh: Lai Châu
Cơ quan ban hành: don-vi/{unit}
Trích yếu: "{title}"
Người ký: {{Quyền hạn: TM. ỦY BAN NHÂN DÂN, Chức vụ: CHỦ TỊCH, Họ tên: "{signer}"}}
Nguồn bản đăng: tóm lược
Chưa có trong nguồn: [{{Mục: [Bản ký số], Lý do: "Bản nguồn không có tệp ký số"}}]
Nhiệm vụ:
  - {{Mã: NV1, Đơn vị: don-vi/{unit}, Vai trò: chủ trì, Nội dung: "{summary}"}}
Chủ đề: [{tags}]
---

{body}"""

MOVEMENT = """---
Tiêu đề: "{title}"
Tóm tắt: "Phong trào thi đua thường xuyên của các đơn vị trong tỉnh."
Trạng thái: đã duyệt
Đơn vị phụ trách: don-vi/don-vi-01
Người duyệt: Giám đốc đơn vị
Ngày duyệt: 04/01/2021
Hình thức: chuyên đề
Cấp: tỉnh
Cơ quan phát động: don-vi/don-vi-01
Thời gian: từ ngày 04/01/2021 đến ngày 31/12/2025
Phạm vi: Toàn bộ các xã, phường trên địa bàn tỉnh
Đối tượng: [Tập thể, Cá nhân]
Tiêu chí:
  - {{Mã: TC1, Nội dung: "Triển khai kịp thời, đúng tiến độ"}}
  - {{Mã: TC2, Nội dung: "Có cách làm sáng tạo, được nhân rộng"}}
Hình thức khen thưởng: [{{Hình thức: giấy khen, Dành cho: tập thể}}]
---

{body}"""

UNIT = """---
Tiêu đề: "{title}"
Tóm tắt: "Đơn vị tham gia phong trào thi đua."
Trạng thái: đã duyệt
Đơn vị phụ trách: don-vi/don-vi-01
Người duyệt: Giám đốc đơn vị
Ngày duyệt: 04/01/2021
Cấp: xã
Thứ tự: {order}
---

{body}"""

SETTINGS = """title: Trang thi đua
description: Trang tin của các phong trào thi đua
base_url: https://thi-dua.example/
language: vi
menu:
  - {title: Phong trào, to: phong-trao}
  - {title: "Kế hoạch, văn bản", to: ke-hoach}
  - {title: "Tin, hoạt động", to: tin}
  - {title: Đơn vị, to: don-vi}
"""


def write(site, folder):
    """Writes every document of `site` and `site.yaml` below `folder`."""
    put(folder / "site.yaml", SETTINGS)
    for order, unit in enumerate(site.units, start=1):
        text = UNIT.format(title=unit.title, order=order, body=site.introduction(unit.slug))
        put(folder / "don-vi" / f"{unit.slug}.md", text)
    for movement in site.movements:
        text = MOVEMENT.format(title=movement.title, body=site.introduction(movement.slug))
        put(folder / "phong-trao" / f"{movement.slug}.md", text)
    for article in site.articles():
        put(path_of(folder, article), text_of(site, article))


def path_of(folder, article):
    """Where `article` stands below the content folder."""
    return folder / f"{article.id}.md"


def text_of(site, article):
    """What the file of `article` holds."""
    template = PLAN if article.kind == "ke-hoach" else NEWS
    return template.format(
        title=article.title,
        summary=article.summary,
        movement=article.movement.slug,
        unit=article.unit.slug,
        day=article.date.strftime("%d/%m/%Y"),
        number=article.doc_number,
        author=article.author,
        signer=article.signer,
        tags=", ".join(tag.title for tag in article.tags),
        body=site.body(article, _link),
    )


def _link(link):
    """A plan is cited by its number, news by id: alone or with words of one's own."""
    if link.target.kind == "ke-hoach":
        return f"[[{link.target.doc_number}]]"
    if link.source.number % 2:
        return f"[[{link.target.id}]]"
    return f"[[{link.target.id}|{link.words}]]"
