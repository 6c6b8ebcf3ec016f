//! The report as a workbook of three sheets.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::Export;
use super::table::{Cell, Table};

/// Columns whose words need room, in characters.
const WIDE: [(&str, f64); 6] = [
    ("about", 60.0),
    ("text", 90.0),
    ("who", 22.0),
    ("id", 30.0),
    ("question", 22.0),
    ("says", 22.0),
];

/// Figures, remarks as far as they are granted, and what the report is. The same report gives the same
/// bytes.
pub(super) fn write(export: &Export) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let day = export.released_on;
    let year = u16::try_from(day.year()).unwrap_or_default();
    let made = ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs())?;
    let properties = DocProperties::new().set_title("Report").set_creation_datetime(&made);
    workbook.set_properties(&properties);
    fill(workbook.add_worksheet().set_name("Figures")?, &export.figures)?;
    if let Some(remarks) = &export.remarks {
        fill(workbook.add_worksheet().set_name("Remarks")?, remarks)?;
    }
    let sheet = workbook.add_worksheet().set_name("About")?;
    sheet.set_column_width(0, 24.0)?.set_column_width(1, 70.0)?;
    for (row, (name, cell)) in (0..).zip(&export.about) {
        sheet.write_string_with_format(row, 0, *name, &Format::new().set_bold())?;
        put(sheet, row, 1, cell)?;
    }
    workbook.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let head = Format::new().set_bold();
    for (column, name) in (0..).zip(table.columns) {
        sheet.write_string_with_format(0, column, *name, &head)?;
        if let Some((_, width)) = WIDE.iter().find(|(wide, _)| wide == name) {
            sheet.set_column_width(column, *width)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            put(sheet, row, column, cell)?;
        }
    }
    Ok(())
}

/// Text goes in as text: nothing that somebody wrote is ever a formula or a link.
fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            sheet.write_string_with_format(row, column, text, &Format::new().set_text_wrap())?;
        }
        Cell::Count(n) => {
            sheet.write_number(row, column, *n as f64)?;
        }
        Cell::Tenths(x) => {
            sheet.write_number_with_format(
                row,
                column,
                *x,
                &Format::new().set_num_format("0.0"),
            )?;
        }
    }
    Ok(())
}
