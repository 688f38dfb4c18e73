//! A record's fields out of its documents.

use campo_document::fields::{is_text_document, read_fields, text_facet};
use campo_model::expr::Fields;
use campo_model::id::RecordId;
use campo_model::manifest::RecordType;
use campo_model::validate::compute;
use campo_model::value::Value;

use crate::table::document::Documents;

/// Every stored field of a record, whichever facet it is in.
pub(crate) fn fields(declared: &RecordType, documents: &Documents) -> Fields {
    let read = |facet| Some(read_fields(declared, facet, documents.facets.get(facet)?));
    let mut fields: Fields = declared.facet_keys().filter_map(read).flatten().collect();
    let texts = declared
        .fields
        .iter()
        .filter(|field| is_text_document(field));
    fields.extend(texts.filter_map(|field| {
        let text = documents.texts.get(&text_facet(field))?;
        (!text.is_empty()).then(|| (field.key.clone(), Value::Text(text.clone())))
    }));
    fields
}

/// What rules see of a record: its fields, the computed ones and its id.
pub(crate) fn seen_by_rules(declared: &RecordType, id: RecordId, fields: &Fields) -> Fields {
    let mut seen = compute(declared, fields);
    seen.extend(fields.clone());
    seen.insert("id".to_owned(), Value::Text(id.to_string()));
    seen
}
