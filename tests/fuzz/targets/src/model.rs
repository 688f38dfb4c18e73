//! What people write: modules, expressions, cells of files, words to search for.

use std::sync::LazyLock;

use campo_model::expr::{Expression, Fields, Scope};
use campo_model::id::TypeKey;
use campo_model::load::parse_module;
use campo_model::registry::Registry;
use campo_model::validate::parse_text;
use campo_model::value::Value;
use campo_query::list::{ListQuery, page};
use campo_query::predicate::Bindings;

static STANDARD: LazyLock<Registry> = LazyLock::new(|| {
    let modules = campo_modules::standard().into_iter();
    let parsed = modules.map(|(name, files)| {
        parse_module(&files).unwrap_or_else(|problems| panic!("{name}: {problems:?}"))
    });
    Registry::new(parsed.collect()).expect("the standard modules go together")
});

/// A module of one file, and the standard modules with it.
pub fn manifest(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(module) = parse_module(&[("module.yaml", &text)]) {
        let json = module.canonical_json().expect("a module can be written");
        assert!(
            campo_model::manifest::Module::from_json(&json).is_ok(),
            "a module comes back"
        );
        let mut modules = STANDARD.modules().to_vec();
        modules.push(module);
        // It may not go with them.
        let _ = Registry::new(modules);
    }
}

/// An expression, evaluated and as a condition of a list.
pub fn expression(bytes: &[u8]) {
    let Ok(expression) = Expression::compile(&String::from_utf8_lossy(bytes)) else {
        return;
    };
    let text = |text: &str| Value::Text(text.to_owned());
    let record = Fields::from([
        ("id".to_owned(), text("x")),
        ("name".to_owned(), text("Rita")),
        ("rating".to_owned(), Value::Int(3)),
        ("tags".to_owned(), Value::List(vec![text("a"), text("b")])),
    ]);
    let user = Fields::from([("territory".to_owned(), text("Norte"))]);
    let scope = Scope {
        record: Some(&record),
        user: Some(&user),
        ..Scope::default()
    };
    expression.holds(&scope);
    let lead: TypeKey = "crm.lead".parse().expect("a type");
    let mut query = ListQuery::new(lead, 10);
    query.filter = Some(expression);
    let bindings = Bindings {
        user: &user,
        settings: &Fields::new(),
        now_ms: 0,
    };
    // Not every expression can be a condition.
    let _ = page(&query, &STANDARD, bindings);
}

/// What a person typed for a field, or a cell of a file: for each field of the standard modules' leads and items.
pub fn cell(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for (_, record_type) in STANDARD.types() {
        for field in &record_type.fields {
            // Refused or not, it is said.
            let _ = parse_text(field, &text);
        }
    }
}

/// Words typed into the search.
pub fn search(bytes: &[u8]) {
    let typed = String::from_utf8_lossy(bytes);
    campo_query::search::match_text(&typed);
    campo_query::function::fold(&typed);
}
