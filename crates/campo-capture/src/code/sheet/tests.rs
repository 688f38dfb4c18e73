use super::*;

fn label(code: &str) -> Label {
    Label {
        code: code.to_owned(),
        lines: ["Extintor nº 4".to_owned(), "Recepção".to_owned()],
    }
}

#[test]
fn labels_fill_pages_row_by_row() {
    let labels: Vec<Label> = (0..25).map(|n| label(&format!("A-{n}"))).collect();
    let pdf = sheet(&labels, &Grid::default()).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(&pdf);
    assert_eq!(text.matches("/Type /Page\n").count(), 2);
}

#[test]
fn accents_are_letters_of_the_built_in_fonts() {
    assert_eq!(
        "çãéº→".chars().map(letter).collect::<Vec<_>>(),
        [0xe7, 0xe3, 0xe9, 0xba, b'?']
    );
}

#[test]
fn what_cannot_be_printed_is_refused() {
    let grid = Grid::default();
    assert!(matches!(sheet(&[], &grid), Err(SheetError::Empty)));
    let wide = Grid { columns: 4, ..grid };
    assert!(matches!(sheet(&[label("a")], &wide), Err(SheetError::Grid)));
    let odd = Grid {
        width: f32::NAN,
        ..grid
    };
    assert!(matches!(sheet(&[label("a")], &odd), Err(SheetError::Grid)));
    let empty = sheet(&[label("a"), label("")], &grid);
    assert!(matches!(empty, Err(SheetError::Code { number: 2, .. })));
}
