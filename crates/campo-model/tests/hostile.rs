//! No text, however strange, makes the model panic: it is read or refused.

use campo_model::expr::{Expression, Scope};
use campo_model::load::check_module;
use campo_model::manifest::{Field, FieldKind, SelectOption};
use campo_model::validate::{from_json, parse_text};
use proptest::prelude::*;

const KINDS: [FieldKind; 34] = [
    FieldKind::Text,
    FieldKind::LongText,
    FieldKind::RichText,
    FieldKind::Int,
    FieldKind::Decimal,
    FieldKind::Money,
    FieldKind::Percent,
    FieldKind::Bool,
    FieldKind::Date,
    FieldKind::DateTime,
    FieldKind::Duration,
    FieldKind::Select,
    FieldKind::MultiSelect,
    FieldKind::Ref,
    FieldKind::Refs,
    FieldKind::User,
    FieldKind::Lines,
    FieldKind::File,
    FieldKind::Image,
    FieldKind::Scan,
    FieldKind::Code,
    FieldKind::Geo,
    FieldKind::Shape,
    FieldKind::Address,
    FieldKind::Phone,
    FieldKind::Email,
    FieldKind::Url,
    FieldKind::Signature,
    FieldKind::Rating,
    FieldKind::Json,
    FieldKind::Sequence,
    FieldKind::Counter,
    FieldKind::Computed,
    FieldKind::Rollup,
];

fn field(kind: FieldKind) -> Field {
    let option = SelectOption {
        key: "a".to_owned(),
        label: Default::default(),
        color: None,
        retired: None,
    };
    Field {
        scale: Some(2),
        options: vec![option],
        ..Field::new("f", kind)
    }
}

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-0-9.,:/ TZhms%R$]{0,20}",
        "[\\[\\]{}\":a-z0-9,]{0,30}"
    ]
}

proptest! {
    #[test]
    fn any_text_is_an_expression_or_is_refused(
        source in prop_oneof![any::<String>(), "(self|user|line|size|has|now|\\.|\\(|\\)|\\[|\\]|&&|\\|\\||!|-|\\?|:|,|'|a|1| |==){0,40}"],
    ) {
        if let Ok(expression) = Expression::compile(&source) {
            let _ = expression.eval(&Scope::default());
        }
    }

    #[test]
    fn what_is_read_from_text_is_read_again_from_its_json(text in typed()) {
        for kind in KINDS {
            let field = field(kind);
            if let Ok(value) = parse_text(&field, &text) {
                let again = from_json(&field, &value.to_json());
                prop_assert_eq!(again.as_ref(), Ok(&value), "{:?}", kind);
            }
        }
    }

    #[test]
    fn any_files_are_a_module_or_problems(text in any::<String>(), path in "[a-z/.]{0,12}") {
        let checked = check_module(&[("module.yaml", &text), (&path, &text)], &[]);
        prop_assert!(checked.module.is_some() || !checked.problems.is_empty());
    }
}
