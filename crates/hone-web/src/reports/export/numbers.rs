//! The figures of a release: a row for each line and each voice.

use hone_gate::{Bound, Figure, Line, Release, Shown};
use hone_model::{Model, Pole};

use super::super::figures;
use super::super::voices::{Speaker, speakers};
use super::table::{Cell, Table};
use hone_core::look::saying;
use hone_core::result::Report;
use hone_core::result::reading::View;
use hone_core::result::whom::Whom;
use hone_core::result::wished::Wished;

const COLUMNS: &[&str] =
    &["level", "id", "contrast", "pole", "about", "who", "people", "value", "low", "high", "says"];

/// What a line of a release is about.
struct Subject<'a> {
    level: &'static str,
    id: String,
    contrast: &'a str,
    pole: Option<Pole>,
    about: String,
}

/// Contrast by contrast: leading less managing, the two scales, question by question, then the wish.
pub(super) fn table(model: &Model, release: &Release, whom: &Whom) -> Table {
    let speakers = speakers(release, whom);
    let lines = model.contrasts().iter().flat_map(|contrast| {
        let view = View::of(contrast, release);
        let scales = view.iter().flat_map(|view| {
            let scale = |pole: Pole| Subject {
                level: "scale",
                id: format!("{}.{pole}", contrast.id),
                contrast: &contrast.id,
                pole: Some(pole),
                about: format!("{}, {pole}", contrast.name),
            };
            let both = Subject {
                level: "contrast",
                id: contrast.id.clone(),
                contrast: &contrast.id,
                pole: None,
                about: format!("{}, leading less managing", contrast.name),
            };
            [
                (both, view.both),
                (scale(Pole::Leading), view.leading),
                (scale(Pole::Managing), view.managing),
            ]
        });
        let items = model.items().iter().filter(|item| item.contrast == contrast.id);
        let questions = items.filter_map(|item| {
            let subject = Subject {
                level: "question",
                id: item.id.clone(),
                contrast: &contrast.id,
                pole: Some(item.pole),
                about: item.others.clone(),
            };
            Some((subject, release.items().get(&item.id)?))
        });
        let wish = Wished::of(model, release, &contrast.id).map(|wished| {
            let subject = Subject {
                level: "wish",
                id: wished.item.id.clone(),
                contrast: &contrast.id,
                pole: Some(wished.item.pole),
                about: wished.item.others.clone(),
            };
            (subject, wished.line)
        });
        scales.chain(questions).chain(wish).collect::<Vec<_>>()
    });
    let rows = lines.flat_map(|(subject, line)| {
        speakers.iter().map(|speaker| row(&subject, speaker, line)).collect::<Vec<_>>()
    });
    Table { columns: COLUMNS, rows: rows.collect() }
}

/// What people say they have seen change since the report, question by question.
pub(super) fn changes(look: &Report, whom: &Whom) -> Vec<Vec<Cell>> {
    let speakers = speakers(&look.release, whom);
    let rows = saying::asked(look).into_iter().flat_map(|asked| {
        let subject = Subject {
            level: "change",
            id: asked.item.id.clone(),
            contrast: &asked.item.contrast,
            pole: Some(asked.item.pole),
            about: asked.item.others.clone(),
        };
        speakers.iter().map(|speaker| row(&subject, speaker, asked.line)).collect::<Vec<_>>()
    });
    rows.collect()
}

fn row(subject: &Subject, speaker: &Speaker, line: &Line) -> Vec<Cell> {
    let Subject { level, id, contrast, pole, about } = subject;
    let mut row = vec![
        Cell::text(*level),
        Cell::text(id),
        Cell::text(*contrast),
        pole.map_or(Cell::Empty, |pole| Cell::text(pole.as_str())),
        Cell::text(about),
        Cell::text(&speaker.name),
        Cell::Count(speaker.n),
    ];
    row.extend(told(speaker.figure(line)));
    row
}

/// Value, lower end, upper end, and what there is to say, as a page says it.
fn told(figure: Option<&Figure>) -> [Cell; 4] {
    let nothing = |says: &str| [Cell::Empty, Cell::Empty, Cell::Empty, Cell::text(says)];
    match figure {
        Some(Figure::Shown(shown)) => number(shown),
        Some(Figure::OneVoice(voice)) => {
            let says = Cell::text(figures::voices(voice));
            [Cell::Tenths(voice.value()), Cell::Empty, Cell::Empty, says]
        }
        Some(Figure::Untold(_)) => nothing("cannot tell yet"),
        Some(Figure::NotShown) => nothing("not shown"),
        None => nothing("no answer"),
    }
}

/// Of a bound, pages show no range.
fn number(shown: &Shown) -> [Cell; 4] {
    let value = Cell::Tenths(shown.value());
    let bound = |says: &str| [value.clone(), Cell::Empty, Cell::Empty, Cell::text(says)];
    match shown.bound() {
        Bound::AtLeast => bound("or higher"),
        Bound::AtMost => bound("or lower"),
        Bound::None => {
            let says =
                if shown.is_coded() { Cell::text("a bound went into it") } else { Cell::Empty };
            [value, Cell::Tenths(shown.low()), Cell::Tenths(shown.high()), says]
        }
    }
}
