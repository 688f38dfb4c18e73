//! Typing in a text that merges letter by letter.

use campo_document::fields::{PlanError, text_facet};
use campo_document::{Body, Part, PartError, TextLimits};
use campo_model::manifest::Field;
use campo_model::value::Value;

use crate::error::StoreError;
use crate::store::Tx;
use crate::write::{Stamp, Target};

impl Tx<'_> {
    /// Makes a text say `value`; gives the edit's place, or `None` when it says so already.
    pub(crate) fn type_text(
        &self,
        target: &Target<'_>,
        field: &Field,
        value: &Value,
        stamp: Stamp,
    ) -> Result<Option<i64>, StoreError> {
        let after = match value {
            Value::Null => "",
            Value::Text(text) => text,
            _ => {
                return Err(StoreError::Plan(PlanError::Kind {
                    key: field.key.clone(),
                    expected: "a text",
                }));
            }
        };
        let name = text_facet(field);
        let Part::Text(mut document) = self.current_part(target.n, &name)? else {
            return Err(StoreError::author(PartError::OtherKind));
        };
        let before = document.text();
        let time = stamp.now_ms.div_euclid(1000);
        let actor = self.author_beside_waiting(target.n, &name, stamp.actor)?;
        let typed = document.set_text(actor, time, after, &TextLimits::default());
        let typed = typed.map_err(StoreError::author)?;
        let Some((change, hash)) = typed else {
            return Ok(None);
        };
        let body = Body::Text {
            facet: name.clone(),
            before,
            after: after.to_owned(),
            change,
            hash,
        };
        let edit = self.edit(target, body, stamp);
        let local = self.insert_edit(target.n, target.kind, Some(&name), &edit)?;
        self.set_current(target.n, &name, &Part::Text(document))?;
        Ok(Some(local))
    }
}
