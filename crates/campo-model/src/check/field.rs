//! Fields: what each kind needs, what it may not have, and its expressions.

use super::expression::{Terms, Use};
use super::{Check, a};
use crate::manifest::{
    DefaultValue, Field, FieldKind, IndexKind, MergePolicy, RecordType, RollupOp, ScalarKind,
    Storage,
};
use crate::validate::from_json;

impl Check<'_> {
    pub(super) fn fields(&mut self, path: &str, record_type: &RecordType) {
        let list = format!("{path}/fields");
        self.keys(
            &list,
            record_type.fields.iter().map(|field| field.key.as_str()),
        );
        for field in &record_type.fields {
            let path = format!("{list}/{}", field.key);
            if field.key == "id" {
                self.error(
                    format!("{path}/key"),
                    "`id` is every record's identity; give the field another key",
                );
            }
            if !record_type.facet_keys().any(|facet| facet == field.facet()) {
                self.error(
                    format!("{path}/facet"),
                    format!(
                        "there is no facet `{}`; declare it in `facets` of the type",
                        field.facet()
                    ),
                );
            }
            self.field(&path, record_type, field, &Terms::of(record_type));
            self.line_fields(&path, record_type, field);
        }
    }

    fn line_fields(&mut self, path: &str, record_type: &RecordType, field: &Field) {
        let list = format!("{path}/fields");
        match (field.kind, field.fields.is_empty()) {
            (FieldKind::Lines, true) => {
                return self.error(
                    path,
                    format!(
                        "`{}` has lines without fields; declare them in `fields`",
                        field.key
                    ),
                );
            }
            (FieldKind::Lines, false) => {
                self.keys(&list, field.fields.iter().map(|field| field.key.as_str()))
            }
            (kind, false) => {
                return self.error(
                    list,
                    format!("{} has no fields of its own; only lines do", a(kind)),
                );
            }
            _ => return,
        }
        for line_field in &field.fields {
            let path = format!("{list}/{}", line_field.key);
            if !fits_a_line(line_field.kind) {
                self.error(
                    format!("{path}/type"),
                    format!(
                        "a line cannot hold {}; make a record type that refers to this one",
                        a(line_field.kind)
                    ),
                );
            }
            if line_field.facet.is_some() {
                self.error(
                    format!("{path}/facet"),
                    "a line's field is in the facet of its lines; leave `facet` out",
                );
            }
            self.field(
                &path,
                record_type,
                line_field,
                &Terms {
                    line: Some(field),
                    ..Terms::of(record_type)
                },
            );
        }
    }

    fn field(&mut self, path: &str, record_type: &RecordType, field: &Field, terms: &Terms<'_>) {
        self.needs(path, field);
        self.references(path, field);
        self.options(path, field);
        self.indexing(path, field);
        self.derived(path, record_type, field);
        self.default_value(path, field, terms);
        for (name, expression) in [
            ("required_if", &field.required_if),
            ("visible_if", &field.visible_if),
            ("constraint", &field.constraint),
        ] {
            if let Some(expression) = expression {
                self.expression(&format!("{path}/{name}"), expression, Use::Condition, terms);
            }
        }
        if field.constraint.is_some() && field.message.is_empty() {
            self.warn(
                format!("{path}/constraint"),
                "the constraint has no `message`; say what people should do",
            );
        }
    }

    /// Attributes a kind cannot do without.
    fn needs(&mut self, path: &str, field: &Field) {
        let kind = field.kind;
        let needed = [
            (
                kind == FieldKind::Money && field.currency.is_none(),
                "a money needs its `currency`, as `currency: BRL`",
            ),
            (
                kind == FieldKind::Sequence && field.pattern.is_none(),
                "a sequence needs a `pattern`, as `pattern: \"IM-{YYYY}-{#####}\"`",
            ),
            (
                kind.is_reference() && field.to.is_none(),
                "a reference needs the type it refers to, as `to: crm.person`",
            ),
        ];
        for (_, message) in needed.iter().filter(|(missing, _)| *missing) {
            self.error(path, *message);
        }
        if kind.storage() == Storage::Derived
            && (field.required || field.required_if.is_some() || field.default.is_some())
        {
            let name = a(kind);
            self.error(
                path,
                format!("{name} is worked out; it can be neither required nor have a default"),
            );
        }
        self.misplaced(path, field);
        self.pattern(path, field);
        self.merge_policy(path, field);
    }

    /// Attributes that mean nothing to a kind.
    fn misplaced(&mut self, path: &str, field: &Field) {
        let kind = field.kind;
        let shown = field.shown_kind();
        let name = a(kind);
        let numeric = matches!(shown, FieldKind::Decimal | FieldKind::Percent);
        let misplaced = [
            (
                "currency",
                field.currency.is_some() && shown != FieldKind::Money,
            ),
            (
                "pattern",
                field.pattern.is_some() && kind != FieldKind::Sequence,
            ),
            ("scale", field.scale.is_some() && !numeric),
            ("to", field.to.is_some() && !kind.is_reference()),
            (
                "on_delete",
                field.on_delete.is_some() && !kind.is_reference(),
            ),
            ("inverse", field.inverse.is_some() && !kind.is_reference()),
            ("free", field.free && kind != FieldKind::MultiSelect),
            ("many", field.many && kind.storage() != Storage::Files),
            (
                "symbology",
                field.symbology.is_some() && kind != FieldKind::Code,
            ),
            ("check", field.check.is_some() && kind != FieldKind::Text),
            (
                "max",
                field.max.is_some() && kind != FieldKind::Rating && !kind.is_text(),
            ),
            ("unit", field.unit.is_some() && !shown.is_number()),
            (
                "value",
                field.value.is_some() && kind != FieldKind::Computed,
            ),
            ("from", field.from.is_some() && kind != FieldKind::Rollup),
            ("op", field.op.is_some() && kind != FieldKind::Rollup),
            ("where", field.filter.is_some() && kind != FieldKind::Rollup),
        ];
        for (attribute, _) in misplaced.iter().filter(|(_, wrong)| *wrong) {
            self.error(
                format!("{path}/{attribute}"),
                format!("{name} has no `{attribute}`; remove it"),
            );
        }
    }

    fn pattern(&mut self, path: &str, field: &Field) {
        if let Some(pattern) = &field.pattern
            && !pattern.contains("{#")
        {
            self.error(
                format!("{path}/pattern"),
                format!("`{pattern}` has no place for the number; write it as {{#####}}"),
            );
        }
        if let Some(currency) = &field.currency
            && (currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()))
        {
            self.error(
                format!("{path}/currency"),
                format!("`{currency}` is not an ISO 4217 currency, as BRL"),
            );
        }
        if field.scale.is_some_and(|scale| scale > 9) {
            self.error(
                format!("{path}/scale"),
                "a number has at most 9 digits after the point",
            );
        }
    }

    fn merge_policy(&mut self, path: &str, field: &Field) {
        let Some(policy) = field.merge else {
            return;
        };
        let fits = match policy {
            MergePolicy::Lww => matches!(
                field.kind.storage(),
                Storage::Scalar(_) | Storage::Json | Storage::Address
            ),
            MergePolicy::Set => matches!(field.kind.storage(), Storage::Set | Storage::Files),
            MergePolicy::Text => matches!(
                field.kind,
                FieldKind::Text | FieldKind::LongText | FieldKind::RichText
            ),
            MergePolicy::Counter => field.kind == FieldKind::Counter,
            MergePolicy::List => field.kind == FieldKind::Lines,
            MergePolicy::Server => field.kind.storage() != Storage::Derived,
        };
        if !fits {
            let word = format!("{policy:?}").to_lowercase();
            self.error(
                format!("{path}/merge"),
                format!(
                    "{} cannot merge as {word}; leave `merge` out to merge as the kind does",
                    a(field.kind)
                ),
            );
        }
    }

    fn references(&mut self, path: &str, field: &Field) {
        if let Some(to) = &field.to {
            self.type_named(&format!("{path}/to"), to);
        }
    }

    fn options(&mut self, path: &str, field: &Field) {
        let list = format!("{path}/options");
        let chooses = matches!(field.kind, FieldKind::Select | FieldKind::MultiSelect);
        match (chooses, field.options.is_empty()) {
            (true, true) if !field.free => {
                self.error(path, format!("{} needs `options`", a(field.kind)))
            }
            (false, false) => self.error(&list, format!("{} has no options", a(field.kind))),
            _ => {}
        }
        self.keys(
            &list,
            field.options.iter().map(|option| option.key.as_str()),
        );
        for (index, option) in field.options.iter().enumerate() {
            if option
                .retired
                .as_ref()
                .is_some_and(|version| semver::Version::parse(version).is_err())
            {
                self.error(format!("{list}/#{index}/retired"), "`retired` is the module's version from which the option is no longer offered, as 1.3.0");
            }
        }
    }

    fn indexing(&mut self, path: &str, field: &Field) {
        let kind = field.kind;
        let fits = match field.index {
            None => true,
            Some(IndexKind::Spatial) => kind == FieldKind::Geo,
            Some(IndexKind::Ordinary) => is_indexable(kind),
        };
        if !fits {
            self.error(
                format!("{path}/index"),
                format!("{} cannot have this index", a(kind)),
            );
        }
        if field.unique
            && !matches!(
                kind.storage(),
                Storage::Scalar(ScalarKind::Text | ScalarKind::Int)
            )
        {
            self.error(
                format!("{path}/unique"),
                format!(
                    "{} cannot be unique; only texts, whole numbers and references can",
                    a(kind)
                ),
            );
        }
        if field.search
            && !kind.is_text()
            && !matches!(kind, FieldKind::Address | FieldKind::MultiSelect)
        {
            self.error(
                format!("{path}/search"),
                format!("{} holds no words to search; remove `search`", a(kind)),
            );
        }
    }

    fn derived(&mut self, path: &str, record_type: &RecordType, field: &Field) {
        match field.kind {
            FieldKind::Computed => match (&field.value, field.of) {
                (Some(value), Some(of)) if of.storage() != Storage::Derived => {
                    self.expression(&format!("{path}/value"), value, Use::Computed, &Terms::of(record_type));
                }
                _ => self.error(path, "a computed needs `value`, the expression, and `of`, the kind of field it gives"),
            },
            FieldKind::Rollup => self.rollup(path, record_type, field),
            _ if field.of.is_some() => self.error(format!("{path}/of"), format!("{} has no `of`; remove it", a(field.kind))),
            _ => {}
        }
    }

    fn rollup(&mut self, path: &str, record_type: &RecordType, field: &Field) {
        let (Some((source, reference)), Some(op)) = (field.rollup_source(), field.op) else {
            return self.error(path, "a rollup needs `from`, the reference it follows back as `visit.property`, and `op`");
        };
        let Some(source_type) = self.registry.record_type(&source) else {
            return self.error(
                format!("{path}/from"),
                format!("there is no record type `{source}`"),
            );
        };
        let refers = source_type
            .field(reference)
            .is_some_and(|field| field.to.as_ref() == Some(&record_type.key));
        if !refers {
            self.error(
                format!("{path}/from"),
                format!(
                    "`{reference}` of `{source}` does not refer to `{}`",
                    record_type.key.as_str()
                ),
            );
        }
        match (&field.field, op) {
            (Some(name), _) => {
                if let Err(error) = self.registry.path(source_type, &[name.as_str()]) {
                    self.error(format!("{path}/field"), error.0);
                }
            }
            (None, RollupOp::Count) => {}
            (None, _) => self.error(path, "this `op` needs the `field` it combines"),
        }
        if let Some(filter) = &field.filter {
            self.expression(
                &format!("{path}/where"),
                filter,
                Use::Filter,
                &Terms::of(source_type),
            );
        }
    }

    fn default_value(&mut self, path: &str, field: &Field, terms: &Terms<'_>) {
        let path = format!("{path}/default");
        match &field.default {
            Some(DefaultValue::Expression(expression)) => {
                self.expression(&path, expression, Use::Default, terms)
            }
            Some(DefaultValue::Literal(json)) => {
                if let Err(problem) = from_json(field, json) {
                    self.error(
                        path,
                        problem
                            .message
                            .get("en", "the default does not fit the field")
                            .to_owned(),
                    );
                }
            }
            None => {}
        }
    }
}

/// Whether the projection can keep an ordinary index of the kind.
pub(super) fn is_indexable(kind: FieldKind) -> bool {
    matches!(kind.storage(), Storage::Scalar(_) | Storage::Counter)
        && !matches!(kind, FieldKind::LongText | FieldKind::RichText)
}

fn fits_a_line(kind: FieldKind) -> bool {
    matches!(kind.storage(), Storage::Scalar(_)) && kind != FieldKind::Sequence
}
