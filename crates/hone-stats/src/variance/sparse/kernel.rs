//! Dense matrices by columns, in blocks that stay in the cache.

use nalgebra::{DMatrixView, DMatrixViewMut, Dyn};
use rayon::prelude::*;

/// Columns that are eliminated together in a large matrix.
const BLOCK: usize = 64;
/// From this many rows on, blocks are worth their overhead.
const LARGE: usize = 96;
/// Columns of a product that one thread takes at a time.
const STRIP: usize = 64;

/// A pivot was not positive, at this column.
pub(super) type NotPositive = usize;

/// Factors the first `columns` columns of a symmetric matrix of `size` rows, of which `panel` holds
/// the lower part of these columns; what they leave is taken from `rest`, the lower part of the
/// other columns.
pub(super) fn factor(
    panel: &mut [f64],
    rest: &mut [f64],
    size: usize,
    columns: usize,
) -> Result<(), NotPositive> {
    let block = if size < LARGE || columns < BLOCK / 2 { columns } else { BLOCK };
    let mut first = 0;
    while first < columns {
        let next = (first + block).min(columns);
        let (done, ahead) = panel.split_at_mut(next * size);
        let current = &mut done[first * size..];
        factor_block(current, size, first, next - first)?;
        subtract_products(current, size, next - first, next, ahead, (size, next), columns - next);
        first = next;
    }
    let n_rest = size - columns;
    subtract_products(panel, size, columns, columns, rest, (n_rest, columns), n_rest);
    Ok(())
}

/// Factors `n` columns whose diagonal starts at row `first`.
fn factor_block(
    columns: &mut [f64],
    size: usize,
    first: usize,
    n: usize,
) -> Result<(), NotPositive> {
    for k in 0..n {
        let (done, rest) = columns.split_at_mut((k + 1) * size);
        let pivot = &mut done[k * size..];
        let row = first + k;
        if pivot[row].is_nan() || pivot[row] <= 0.0 {
            return Err(row);
        }
        let root = pivot[row].sqrt();
        pivot[row] = root;
        let inverse = 1.0 / root;
        pivot[row + 1..].iter_mut().for_each(|value| *value *= inverse);
        for (later, column) in rest.chunks_exact_mut(size).take(n - k - 1).enumerate() {
            let row = row + 1 + later;
            let factor = pivot[row];
            if factor != 0.0 {
                for (value, other) in column[row..].iter_mut().zip(&pivot[row..]) {
                    *value -= factor * other;
                }
            }
        }
    }
    Ok(())
}

/// Subtracts `a a'` from the lower part of `into`, with the rows of `a` from `first` on.
///
/// `a` has `n` columns of `size` rows; `into` has `n_into` columns whose length and first row (in
/// those of `a`) are `layout`.
fn subtract_products(
    a: &[f64],
    size: usize,
    n: usize,
    first: usize,
    into: &mut [f64],
    layout: (usize, usize),
    n_into: usize,
) {
    if n_into == 0 {
        return;
    }
    let (length, first_row) = layout;
    // The rows of `into` before the first are those of columns that are done.
    let shift = size - length;
    if size - first < LARGE || n < 8 {
        for (j, column) in into.chunks_exact_mut(length).take(n_into).enumerate() {
            let row = first_row + j;
            for k in 0..n {
                let other = &a[k * size..(k + 1) * size];
                let factor = other[row];
                if factor != 0.0 {
                    for (value, other) in column[row - shift..].iter_mut().zip(&other[row..]) {
                        *value -= factor * other;
                    }
                }
            }
        }
        return;
    }
    let strip = |(place, columns): (usize, &mut [f64])| {
        let width = columns.len() / length;
        let row = first_row + place * STRIP;
        let height = size - row;
        let left = view(&a[row..], height, n, size);
        let right = view(&a[row..], width, n, size);
        let mut target = view_mut(&mut columns[row - shift..], height, width, length);
        target.gemm(-1.0, &left, &right.transpose(), 1.0);
    };
    into[..n_into * length].par_chunks_mut(STRIP * length).enumerate().for_each(strip);
}

fn view(
    data: &[f64],
    rows: usize,
    columns: usize,
    stride: usize,
) -> DMatrixView<'_, f64, Dyn, Dyn> {
    DMatrixView::from_slice_with_strides(data, rows, columns, 1, stride)
}

fn view_mut(
    data: &mut [f64],
    rows: usize,
    columns: usize,
    stride: usize,
) -> DMatrixViewMut<'_, f64, Dyn, Dyn> {
    DMatrixViewMut::from_slice_with_strides_mut(data, rows, columns, 1, stride)
}

/// Completes the inverse of a factored matrix by the columns `0..columns` of its factor `panel`,
/// where `inverse`, symmetric and stored in full, is known for the rows from `columns` on
/// (Takahashi, Fagan and Chen 1973, by blocks).
pub(super) fn complete_inverse(inverse: &mut [f64], panel: &[f64], size: usize, columns: usize) {
    let block = if size < LARGE { 8 } else { BLOCK };
    let mut next = columns;
    while next > 0 {
        let first = next.saturating_sub(block);
        complete_block(inverse, panel, size, first, next);
        next = first;
    }
}

/// With `L = [A; B]` the columns of a block and `Y = B A⁻¹`, the inverse is `-Z Y` beside the known
/// `Z`, and `(A A')⁻¹ + Y' Z Y` on the diagonal.
fn complete_block(inverse: &mut [f64], panel: &[f64], size: usize, first: usize, next: usize) {
    let n = next - first;
    let known = size - next;
    let triangle = invert_triangle(panel, size, first, n);
    let mut y = vec![0.0; n * known];
    for j in 0..n {
        let column = &mut y[j * known..(j + 1) * known];
        for k in j..n {
            let factor = triangle[j * n + k];
            let below = &panel[(first + k) * size + next..(first + k + 1) * size];
            column.iter_mut().zip(below).for_each(|(value, other)| *value += factor * other);
        }
    }
    // Row i of Z Y, for all columns of the block.
    let mut beside = vec![0.0; n * known];
    // Empty where nothing is known yet.
    let z = inverse.get(next * size + next..).unwrap_or_default();
    if known < LARGE || n < 8 {
        for j in 0..n {
            let target = &mut beside[j * known..(j + 1) * known];
            for (k, factor) in y[j * known..(j + 1) * known].iter().enumerate() {
                let column = &z[k * size..k * size + known];
                target.iter_mut().zip(column).for_each(|(value, other)| *value += factor * other);
            }
        }
    } else {
        let strip = known.div_ceil(STRIP).div_ceil(8) * STRIP;
        let mut by_rows = vec![0.0; n * known];
        by_rows.par_chunks_mut(strip * n).enumerate().for_each(|(place, target)| {
            let width = target.len() / n;
            let left = view(&y, known, n, known);
            let right = view(&z[place * strip * size..], known, width, size);
            view_mut(target, n, width, n).gemm(1.0, &left.transpose(), &right, 0.0);
        });
        for (i, row) in by_rows.chunks_exact(n).enumerate() {
            row.iter().enumerate().for_each(|(j, value)| beside[j * known + i] = *value);
        }
    }
    for j in 0..n {
        for (i, value) in beside[j * known..(j + 1) * known].iter().enumerate() {
            inverse[(first + j) * size + next + i] = -value;
            inverse[(next + i) * size + first + j] = -value;
        }
    }
    for j in 0..n {
        for i in j..n {
            let own: f64 = (i..n).map(|k| triangle[i * n + k] * triangle[j * n + k]).sum();
            let far = dot(&y[i * known..(i + 1) * known], &beside[j * known..(j + 1) * known]);
            inverse[(first + j) * size + first + i] = own + far;
            inverse[(first + i) * size + first + j] = own + far;
        }
    }
}

/// The inverse of the lower triangle on the diagonal of a block, by columns.
fn invert_triangle(panel: &[f64], size: usize, first: usize, n: usize) -> Vec<f64> {
    let at = |i: usize, j: usize| panel[(first + j) * size + first + i];
    let mut inverse = vec![0.0; n * n];
    for j in 0..n {
        inverse[j * n + j] = 1.0 / at(j, j);
        for k in j..n {
            let value = inverse[j * n + k] / if k == j { 1.0 } else { at(k, k) };
            inverse[j * n + k] = value;
            for i in k + 1..n {
                inverse[j * n + i] -= at(i, k) * value;
            }
        }
    }
    inverse
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (mut sums, mut rest) = ([0.0; 4], 0.0);
    let (fours_a, fours_b) = (a.chunks_exact(4), b.chunks_exact(4));
    for (x, y) in fours_a.remainder().iter().zip(fours_b.remainder()) {
        rest += x * y;
    }
    for (x, y) in fours_a.zip(fours_b) {
        for lane in 0..4 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f64>() + rest
}
