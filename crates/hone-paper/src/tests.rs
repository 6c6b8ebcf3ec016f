//! Small documents with every part that pages have.

use jiff::civil::date;
use typst::diag::Warned;
use typst_layout::PagedDocument;

use super::*;

const PAGE: &str = include_str!("tests/page.html");

fn document(markup: &str, size: Size) -> Document {
    Document {
        title: "A report".to_owned(),
        foot: "Spring 2026".to_owned(),
        day: date(2026, 6, 12),
        size,
        site: "https://hone.example.org".to_owned(),
        parts: vec![Part::of(markup.to_owned())],
    }
}

fn text(pdf: &[u8]) -> String {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&pages).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_part_of_a_page_is_set_without_a_warning_and_on_both_papers() {
    for size in [Size::A4, Size::Letter] {
        let desk = Desk::new(write(&document(PAGE, size)).unwrap());

        let Warned { output, warnings } = typst::compile::<PagedDocument>(&desk);

        output.unwrap_or_else(|faults| panic!("{faults:?}"));
        assert!(warnings.is_empty(), "{warnings:?}");
    }
}

#[test]
fn the_same_document_is_the_same_file() {
    let document = document(PAGE, Size::A4);

    assert!(pdf(&document).unwrap() == pdf(&document).unwrap());
}

#[test]
fn what_people_wrote_stands_there_as_they_wrote_it() {
    let said = "#let x = 1 $y$ *bold* _thin_ \\ @ref // gone? [no] {{";
    let escaped = said.replace('{', "&#123;");

    let pdf = pdf(&document(&format!("<h1>One</h1><p>{escaped}</p>"), Size::A4)).unwrap();

    assert!(
        text(&pdf).contains("#let x = 1 $y$ *bold* _thin_ \\ @ref // gone? [no] {{"),
        "{}",
        text(&pdf)
    );
}

#[test]
fn a_sign_without_a_letter_is_marked_and_explained() {
    let page = "<h1>One</h1><p>Grüße, Ελένη, Привет: \u{1f44d} and \u{5f9e}.</p>";

    let text = text(&pdf(&document(page, Size::A4)).unwrap());

    assert!(text.contains("Grüße, Ελένη, Привет: □ and □."), "{text}");
    assert!(text.contains("□ stands for a sign"), "{text}");
}

#[test]
fn what_is_left_out_by_its_id_is_not_there() {
    let page = r#"<h1>One</h1><section class="folio" id="a"><p>alpha</p></section><p>beta</p>"#;
    let mut document = document(page, Size::A4);
    document.parts[0].without = &["a"];

    let text = text(&pdf(&document).unwrap());

    assert!(text.contains("beta") && !text.contains("alpha"), "{text}");
}

#[test]
fn headings_that_leave_out_a_level_are_refused() {
    let error = pdf(&document("<h1>One</h1><h3>Three</h3>", Size::A4)).unwrap_err();

    assert!(error.to_string().contains("heading"), "{error}");
}
