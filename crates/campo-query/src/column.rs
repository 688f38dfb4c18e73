//! The SQL of a column, reached from a row directly or through a reference.

use campo_model::registry::FieldPath;

use crate::sql::quote;
use crate::table::table_name;

/// A column of the row `alias`, or of the record one of its references leads to.
pub(crate) fn column_of(alias: &str, found: &FieldPath<'_>, column: &str) -> String {
    let own = |name: &str| format!("{alias}.{}", quote(name));
    match found
        .through
        .and_then(|field| Some((own(&field.key), field.target()?)))
    {
        None => own(column),
        Some((reference, key)) => {
            let table = quote(&table_name(key.as_str()));
            format!(
                "(SELECT h.{} FROM {table} AS h WHERE h.\"_id\" = {reference})",
                quote(column)
            )
        }
    }
}
