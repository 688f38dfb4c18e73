//! Merging what somebody typed in a text that merges letter by letter.

#[cfg(test)]
mod tests;

use campo_document::fields::{is_text_document, text_facet, text_of};
use campo_document::{Applied, ChangeHash, TextChange, TextDocument, TextError, TextLimits};

use super::denial::Denial;
use super::draft::Draft;
use super::unit::Admission;
use crate::error::Result;
use crate::table::document;

impl Admission<'_> {
    /// Merges a change of a text; says whether it met a deletion. Texts have no conflicts: what everybody typed stays.
    pub(super) fn merge_typing(
        &self,
        draft: &mut Draft<'_>,
        name: &str,
        (before, after): (&str, &str),
        bytes: &[u8],
        claimed: ChangeHash,
    ) -> std::result::Result<bool, Denial> {
        let declared = draft.declared.fields.iter();
        let mut texts = declared.filter(|field| is_text_document(field));
        let Some(field) = texts.find(|field| text_facet(field) == name) else {
            let field = text_of(name).unwrap_or(name);
            let message = format!("the record has no text `{field}` here: update the app");
            return Err(Denial::field("unknown_field", field, message));
        };
        let limits = TextLimits::default();
        let change = TextChange::parse(bytes, &limits)?;
        if change.actor.device() != self.device || change.hash != claimed {
            return Err(forged());
        }
        let mut typed = self.text(draft, name)?;
        let seen = typed.text_at(&change.deps)?;
        if typed.apply(bytes, &limits)? == Applied::Duplicate
            || seen != before
            || typed.text_at(&[claimed])? != after
        {
            return Err(forged());
        }
        let touched = draft.touched.entry(field.facet().to_owned()).or_default();
        touched.insert(field.key.clone());
        draft.documents.texts.insert(name.to_owned(), typed.text());
        draft.typed.insert(name.to_owned(), typed);
        Ok(draft.meets_tombstone())
    }

    /// The heads of all documents of a draft, of facets and of texts, by name.
    pub(super) fn heads(&self, draft: &Draft<'_>) -> Result<Vec<(String, Vec<ChangeHash>)>> {
        let facets = draft.documents.facets.iter();
        let mut heads: Vec<_> = facets
            .map(|(facet, document)| (facet.clone(), document.heads().to_vec()))
            .collect();
        for name in draft.documents.texts.keys() {
            heads.push((name.clone(), self.text(draft, name)?.heads()));
        }
        Ok(heads)
    }

    fn text(&self, draft: &Draft<'_>, name: &str) -> Result<TextDocument> {
        match draft.typed.get(name) {
            Some(typed) => Ok(typed.clone()),
            None => document::text(self.connection, draft.row.as_ref().map(|row| row.n), name),
        }
    }
}

fn forged() -> Denial {
    Denial::refused(
        "forged",
        "the change of the text is not the one it says to be",
    )
}

impl From<TextError> for Denial {
    fn from(error: TextError) -> Self {
        match error {
            TextError::MissingDependency(_) => Self::Rebase,
            TextError::Form(campo_document::ParseError::TooLarge { .. }) => Self::refused(
                "too_large",
                "the text has been typed anew too often, or too much of it at once",
            ),
            other => Self::refused("forged", other.to_string()),
        }
    }
}
