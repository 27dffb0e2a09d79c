//! Places on a page: matrices of six numbers (ISO 32000-1, 8.3.3) and upright boxes.

/// `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix(pub [f64; 6]);

impl Default for Matrix {
    fn default() -> Self {
        Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    }
}

impl Matrix {
    /// This one first, then the other.
    pub(super) fn then(self, other: Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [oa, ob, oc, od, oe, of] = other.0;
        Self([
            a * oa + b * oc,
            a * ob + b * od,
            c * oa + d * oc,
            c * ob + d * od,
            e * oa + f * oc + oe,
            e * ob + f * od + of,
        ])
    }

    /// A move, then this.
    pub(super) fn moved(self, x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }

    /// Where a point comes to lie.
    pub(super) fn point(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// How much it makes lengths along a line of text larger.
    pub(super) fn scale(self) -> f64 {
        self.0[0].hypot(self.0[1])
    }

    /// Whether what stood upright does so still.
    fn is_upright(self) -> bool {
        let [a, b, c, d, ..] = self.0;
        (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0)
    }

    /// An upright box; none where it comes to lie aslant.
    pub(super) fn of_area(self, [x, y, width, height]: [f64; 4]) -> Option<Area> {
        let (one, two) = (self.point(x, y), self.point(x + width, y + height));
        self.is_upright().then(|| Area {
            x0: one.0.min(two.0),
            y0: one.1.min(two.1),
            x1: one.0.max(two.0),
            y1: one.1.max(two.1),
        })
    }
}

/// An upright box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
}

impl Area {
    /// All of the plane.
    pub(super) const ALL: Self = Self { x0: f64::MIN, y0: f64::MIN, x1: f64::MAX, y1: f64::MAX };

    /// What both have.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
    }

    /// Whether a point lies in it.
    pub(super) fn holds(self, (x, y): (f64, f64)) -> bool {
        self.x0 <= x && x <= self.x1 && self.y0 <= y && y <= self.y1
    }
}
