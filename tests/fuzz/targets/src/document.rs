//! Changes and documents.

use campo_document::{Change, Document, Limits, TextChange, TextDocument, TextLimits};

/// The bytes of a change; what is accepted is written the same, to the bit.
pub fn change(bytes: &[u8]) {
    let limits = Limits::default();
    if let Ok((change, hash)) = Change::parse(bytes, &limits) {
        let (written, again) = change.encode();
        assert_eq!((written.as_slice(), again), (bytes, hash));
        let mut document = Document::default();
        // A change of a document that is not empty is refused here.
        let _ = document.apply(&change, hash);
    }
}

/// A stored document of fields.
pub fn fields(bytes: &[u8]) {
    if let Ok(document) = Document::from_bytes(bytes) {
        let again = Document::from_bytes(&document.to_bytes());
        assert!(
            again.is_ok_and(|again| again == document),
            "a document comes back"
        );
        document.conflicts().count();
    }
}

/// A stored document of text.
pub fn text(bytes: &[u8]) {
    if let Ok(document) = TextDocument::load(bytes, &TextLimits::default()) {
        document.text();
        document.save();
    }
}

/// The bytes of a change of a text, applied to an empty one.
pub fn text_change(bytes: &[u8]) {
    let limits = TextLimits::default();
    if TextChange::parse(bytes, &limits).is_ok() {
        let mut document = TextDocument::new();
        // Most changes depend on others.
        let _ = document.apply(bytes, &limits);
        document.text();
    }
}
