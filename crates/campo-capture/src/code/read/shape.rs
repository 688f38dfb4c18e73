//! Quadrilaterals of codes: where they are, and which are the same.

use crate::code::Code;

/// The left top and the right bottom of a quadrilateral.
pub fn bounds(corners: [[f32; 2]; 4]) -> [(f32, f32); 2] {
    let lowest = |axis: usize| corners.iter().fold(f32::MAX, |low, c| low.min(c[axis]));
    let highest = |axis: usize| corners.iter().fold(f32::MIN, |high, c| high.max(c[axis]));
    [(lowest(0), lowest(1)), (highest(0), highest(1))]
}

/// Whether a point lies in a convex quadrilateral, whichever way its corners turn.
pub fn contains(corners: [[f32; 2]; 4], [x, y]: [f32; 2]) -> bool {
    let [a, b, c, d] = corners;
    let side = |[[ax, ay], [bx, by]]: [[f32; 2]; 2]| (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    let sides = [[a, b], [b, c], [c, d], [d, a]].map(side);
    sides.iter().all(|side| *side >= 0.0) || sides.iter().all(|side| *side <= 0.0)
}

/// The middle of a quadrilateral.
pub fn center(corners: [[f32; 2]; 4]) -> [f32; 2] {
    [0, 1].map(|axis| corners.iter().map(|corner| corner[axis]).sum::<f32>() / 4.0)
}

/// Whether two findings are one code, found twice.
pub fn is_same(one: &Code, other: &Code) -> bool {
    one.format == other.format
        && one.text == other.text
        && distance(center(one.corners), center(other.corners)) < size(one).max(size(other)) / 2.0
}

/// Whether the middle of one code lies in the other.
pub fn overlap(one: &Code, other: &Code) -> bool {
    contains(one.corners, center(other.corners)) || contains(other.corners, center(one.corners))
}

fn size(code: &Code) -> f32 {
    let [a, b, c, d] = code.corners;
    distance(a, c).max(distance(b, d))
}

/// How far two points are apart.
pub fn distance([ax, ay]: [f32; 2], [bx, by]: [f32; 2]) -> f32 {
    (ax - bx).hypot(ay - by)
}
