//! Input of every kind, the same in each run.

use crate::{
    Axis, Bars, BladeRow, Blades, ChangeRow, Changes, Curve, CurvePoint, Emphasis, FigureRow,
    Figures, Plane, RowChange, RowFigure, Span, Star, Strip, Voice,
};

/// A linear congruential generator (Knuth's MMIX constants); good enough to vary input.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A whole number below `n`.
    pub(crate) fn below(&mut self, n: u64) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n).unwrap()
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64)]
    }

    /// Mostly an answer, now and then an extreme or no number at all.
    pub(crate) fn value(&mut self) -> f64 {
        const ODD: [f64; 8] =
            [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.0, 5.0, -1e300, 1e300, 0.0];
        if self.below(8) == 0 { self.pick(&ODD) } else { self.answer() }
    }

    /// A value from 1 to 5.
    pub(crate) fn answer(&mut self) -> f64 {
        1.0 + self.below(401) as f64 / 100.0
    }

    fn span(&mut self) -> Span {
        Span {
            value: self.value(),
            low: self.value(),
            high: self.value(),
            open_low: self.below(6) == 0,
            open_high: self.below(6) == 0,
        }
    }

    /// Up to 18 letters, wide, narrow, foreign and such as mean something in XML.
    pub(crate) fn words(&mut self) -> String {
        const LETTERS: [char; 16] =
            ['M', 'W', 'i', 'e', 'n', 'ß', 'Ü', ' ', '<', '&', '"', '\'', '>', 'Щ', '領', '\u{7}'];
        (0..self.below(19)).map(|_| self.pick(&LETTERS)).collect()
    }

    fn axis(&mut self) -> Axis {
        let values: Vec<f64> = (0..self.below(6)).map(|_| self.value()).collect();
        Axis::around(&self.words(), values)
    }

    /// Named values, some without a number.
    pub(crate) fn figures(&mut self) -> Figures {
        let rows = (0..self.below(7))
            .map(|_| FigureRow {
                name: self.words(),
                span: (self.below(4) > 0).then(|| self.span()),
            })
            .collect();
        Figures {
            id_prefix: self.words(),
            title: self.words(),
            axis: self.axis(),
            line: (self.below(2) > 0).then(|| self.value()),
            decimals: self.below(4),
            rows,
        }
    }

    /// Changes of every kind, some that cannot be told.
    pub(crate) fn changes(&mut self) -> Changes {
        let rows = (0..self.below(7))
            .map(|_| ChangeRow {
                name: self.words(),
                part: self.words(),
                change: (self.below(4) > 0).then(|| RowChange {
                    value: self.value() - 3.0,
                    noise: self.value() - 1.0,
                    is_beyond_noise: self.below(2) > 0,
                }),
            })
            .collect();
        Changes { id_prefix: self.words(), title: self.words(), rows }
    }

    /// A line with points of every kind.
    pub(crate) fn curve(&mut self) -> Curve {
        let points =
            (0..self.below(9)).map(|_| CurvePoint { x: self.value(), span: self.span() }).collect();
        Curve {
            id_prefix: self.words(),
            title: self.words(),
            x: self.axis(),
            y: self.axis(),
            points,
            line: (self.below(2) > 0).then(|| self.value()),
            has_diagonal: self.below(2) > 0,
        }
    }

    /// Counts, from none to very many.
    pub(crate) fn bars(&mut self) -> Bars {
        let n = if self.below(9) == 0 { 200 } else { self.below(9) };
        let bars = (0..n).map(|_| (self.words(), self.below(5000) as u64)).collect();
        Bars { id_prefix: self.words(), title: self.words(), label: self.words(), bars }
    }

    fn emphasis(&mut self) -> Emphasis {
        self.pick(&[Emphasis::Hone, Emphasis::Keep, Emphasis::None, Emphasis::None])
    }

    fn star(&mut self) -> Star {
        let own = (self.below(3) > 0).then(|| (self.value(), self.value()));
        Star {
            label: self.words(),
            managing: self.span(),
            leading: self.span(),
            own,
            emphasis: self.emphasis(),
        }
    }

    /// Up to five stars; every third time all at one point.
    pub(crate) fn plane(&mut self) -> Plane {
        let mut stars: Vec<Star> = (0..self.below(6)).map(|_| self.star()).collect();
        if self.below(3) == 0 {
            let (managing, leading) = (self.value(), self.value());
            for star in &mut stars {
                star.managing.value = managing;
                star.leading.value = leading;
            }
        }
        Plane { id_prefix: self.words(), title: self.words(), description: String::new(), stars }
    }

    fn figure(&mut self) -> RowFigure {
        match self.below(4) {
            0 => RowFigure::Untold,
            1 => RowFigure::Hidden,
            2 => RowFigure::OneVoice(self.value()),
            _ => RowFigure::Told(self.span()),
        }
    }

    /// Rows in any order.
    pub(crate) fn blades(&mut self) -> Blades {
        let rows = (0..self.below(8))
            .map(|_| BladeRow {
                voice: self.pick(&Voice::EVERY),
                name: self.words() + &self.words() + &self.words(),
                figure: self.figure(),
            })
            .collect();
        Blades { id_prefix: self.words(), title: self.words(), description: String::new(), rows }
    }

    pub(crate) fn strip(&mut self) -> Strip {
        Strip { all: self.figure(), own: (self.below(4) > 0).then(|| self.value()) }
    }
}
