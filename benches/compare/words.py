"""The words of the generated site, and the dice that choose them.

Everything here is a pure function of a name such as ``body/17``: the bytes come from SHAKE-128, so
the same site is written on every machine, in every locale, with every version of Python.
"""

import hashlib
import unicodedata

COMMON = """
và của các trong cho được với là có đã theo về tại từ đến những này khi để không một người đồng thời
trên sau trước cùng do nhiều như ra vào còn cũng phải bằng mọi mỗi qua thì đang sẽ hơn nhất rất lại
""".split()

TERMS = [term.strip() for term in """
phong trào, thi đua, đơn vị, nhân dân, kế hoạch, tổ chức, thực hiện, hiệu quả, sáng kiến, mô hình,
tuyên truyền, vận động, cộng đồng, trách nhiệm, công tác, địa phương, kết quả, hoạt động, nội dung,
tập thể, cá nhân, điển hình, tiên tiến, khen thưởng, biểu dương, nhân rộng, lan tỏa, đoàn kết,
chung sức, đồng lòng, phát động, hưởng ứng, triển khai, đôn đốc, kiểm tra, giám sát, báo cáo,
tổng kết, sơ kết, chất lượng, mục tiêu, yêu cầu, giải pháp, sáng tạo, cách làm, thiết thực, kịp thời,
thường xuyên, chủ động, tích cực, tham gia, đóng góp, ủng hộ, hỗ trợ, giúp đỡ, chia sẻ, thông tin,
chính xác, nhanh chóng, đầy đủ, rõ ràng, công khai, minh bạch, cán bộ, công chức, viên chức,
người lao động, đoàn viên, hội viên, thanh niên, phụ nữ, nông dân, cựu chiến binh, mặt trận,
chính quyền, cơ quan, doanh nghiệp, hợp tác xã, hộ gia đình, trường học, trạm y tế, nhà văn hóa,
đường giao thông, vệ sinh, môi trường, cây xanh, rừng trồng, nguồn nước, ruộng lúa, nương ngô,
chăn nuôi, trồng trọt, thu nhập, giảm nghèo, nông thôn mới, đô thị, văn minh, an toàn, trật tự,
sức khỏe, tiêm chủng, dinh dưỡng, phòng bệnh, khai báo, ứng dụng, chuyển đổi số, dịch vụ công,
hồ sơ, thủ tục, trực tuyến, kỹ năng, tập huấn, hướng dẫn, tài liệu, hình ảnh, loa truyền thanh,
bảng tin, nhóm liên lạc, trưởng thôn, tổ trưởng, già làng, người có uy tín, cộng tác viên,
tình nguyện, ngày hội, hội thi, tiểu phẩm, văn nghệ, thể thao, giao lưu, tham quan, học tập,
kinh nghiệm, bài học, khó khăn, vướng mắc, đề xuất, kiến nghị, nguồn lực, kinh phí, vật tư,
trang thiết bị, phương tiện, thời gian, tiến độ, phân công, phối hợp, chủ trì, tham mưu, theo dõi,
đánh giá, xếp loại, tiêu chí, thang điểm, ban giám khảo, hội đồng, quyết định, văn bản, quy định,
quy chế, nội quy, cam kết, đăng ký, chỉ tiêu, số lượng, tỷ lệ, so sánh, cùng kỳ, tăng thêm,
duy trì, mở rộng, củng cố, xây dựng, phát triển, bền vững, truyền thống, bản sắc, văn hóa, lịch sử,
quê hương, đất nước, miền núi, biên giới, vùng cao, khu dân cư, tổ dân phố, gia đình, thế hệ,
niềm tin, tinh thần, ý chí, khát vọng, tương lai, cuộc sống, ấm no, hạnh phúc, yên bình, nghĩa tình
""".replace("\n", " ").split(",")]

ONSETS = "b ch d đ h l m n nh ph s t th tr v x".split()
# A star stands behind the vowel that carries the tone.
RIMES = """a* a*n a*ng a*m a*o a*y e*n e*o ê* ê*n i* i*n i*nh o*n o*ng o*i ô* ô*n ô*ng ơ*n ơ*i u*
u*ng u*i ư*ng uô*n uô*ng iê*n iê*ng ươ*n ươ*ng""".split()
TONES = ["", "\u0300", "\u0301", "\u0309", "\u0323"]
PLACES = ["xã", "bản", "thôn", "phường"]

TABLE_SIZE = 4096


class Dice:
    """An endless stream of even numbers below 65,536, the same for the same name."""

    def __init__(self, name, block=4096):
        self._name = name
        self._block = block
        self._served = 0
        self._numbers = iter(())

    def _throw(self):
        number = next(self._numbers, None)
        if number is None:
            seed = f"lantoa/{self._name}/{self._served}".encode()
            drawn = hashlib.shake_128(seed).digest(2 * self._block)
            pairs = zip(drawn[0::2], drawn[1::2])
            self._numbers = iter([low | high << 8 for low, high in pairs])
            self._served += 1
            number = next(self._numbers)
        return number

    def below(self, limit):
        """A number from 0 up to but not including `limit`, which is small beside 65,536."""
        return self._throw() * limit >> 16

    def wide(self, limit):
        """A number from 0 up to but not including `limit`, however large."""
        return (self._throw() << 16 | self._throw()) * limit >> 32

    def between(self, low, high):
        """A number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def pick(self, values):
        """One of `values`."""
        return values[self.below(len(values))]


def _frequency_table(values):
    """`values`, each repeated as often as its rank in natural text would have it."""
    weights = [1 / (rank + 8) for rank in range(len(values))]
    share = TABLE_SIZE / sum(weights)
    table = [v for v, weight in zip(values, weights) for _ in range(max(1, round(weight * share)))]
    return table[:TABLE_SIZE]


COMMON_TABLE = _frequency_table(COMMON)
TERM_TABLE = _frequency_table(TERMS)


def _syllable(dice):
    """A made-up syllable that keeps the rules of Vietnamese spelling."""
    rime = dice.pick(RIMES).replace("*", dice.pick(TONES))
    return unicodedata.normalize("NFC", dice.pick(ONSETS) + rime)


def place(dice):
    """A place that exists nowhere: a long tail of rare words, as real news has."""
    name = " ".join(_syllable(dice).capitalize() for _ in range(2))
    return f"{dice.pick(PLACES)} {name}"


def phrase(dice, terms):
    """`terms` words of two or more syllables, joined as in a title."""
    words = []
    for turn in range(terms):
        if turn and dice.below(3) == 0:
            words.append(dice.pick(COMMON_TABLE))
        words.append(dice.pick(TERM_TABLE))
    return capital(" ".join(words))


def sentence(dice):
    """One sentence of about twenty syllables, with its full stop."""
    words = []
    length = dice.between(6, 10)
    for turn in range(length):
        if dice.below(24) == 0:
            words.append(place(dice))
        else:
            words.append(dice.pick(TERM_TABLE))
        if dice.below(5) < 2 and turn + 1 < length:
            words.append(dice.pick(COMMON_TABLE))
        elif dice.below(8) == 0 and turn + 1 < length:
            words[-1] += ","
    return capital(" ".join(words)) + "."


def capital(text):
    """`text` with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def slug(text):
    """`text` as it stands in an address: no marks, lower case, hyphens."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    kept = (c if c.isalnum() and c.isascii() else " " for c in plain if not unicodedata.combining(c))
    return "-".join("".join(kept).split())
