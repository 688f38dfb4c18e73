//! A record's fields out of its documents.

use campo_document::fields::read_fields;
use campo_model::expr::Fields;
use campo_model::id::RecordId;
use campo_model::manifest::RecordType;
use campo_model::validate::compute;
use campo_model::value::Value;

use crate::table::document::Facets;

/// Every stored field of a record, whichever facet it is in.
pub(crate) fn fields(declared: &RecordType, facets: &Facets) -> Fields {
    let read = |facet| Some(read_fields(declared, facet, facets.get(facet)?));
    declared.facet_keys().filter_map(read).flatten().collect()
}

/// What rules see of a record: its fields, the computed ones and its id.
pub(crate) fn seen_by_rules(declared: &RecordType, id: RecordId, fields: &Fields) -> Fields {
    let mut seen = compute(declared, fields);
    seen.extend(fields.clone());
    seen.insert("id".to_owned(), Value::Text(id.to_string()));
    seen
}
