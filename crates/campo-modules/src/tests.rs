use campo_model::load::{Checked, check_module};
use campo_model::manifest::{FieldKind, Label, Module};
use campo_model::module_test;
use campo_model::registry::Registry;

use super::*;

fn modules() -> Vec<Module> {
    let mut installed = Vec::new();
    for (name, files) in standard() {
        let Checked { module, problems } = check_module(&files, &installed);
        let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(shown.is_empty(), "{name}:\n{}", shown.join("\n"));
        installed.push(module.unwrap());
    }
    installed
}

#[test]
fn every_module_passes_every_check_without_a_warning() {
    assert!(Registry::new(modules()).is_ok());
}

#[test]
fn every_module_keeps_its_promises() {
    let registry = Registry::new(modules()).unwrap();
    for module in registry.modules() {
        assert!(
            module.tests.len() >= 5,
            "{} has too few tests",
            module.module
        );
        assert!(
            !module.dashboards.is_empty(),
            "{} has no dashboard",
            module.module
        );
        assert!(
            !module.demo.is_empty(),
            "{} has no demo records",
            module.module
        );
        assert_eq!(
            module_test::run(&registry, module, 1_795_428_000_000),
            [],
            "{}",
            module.module
        );
    }
}

#[test]
fn everything_people_see_has_a_name_in_both_languages() {
    let both = |what: String, label: &Label| {
        let locales: Vec<&str> = label.iter().map(|(locale, _)| locale).collect();
        assert_eq!(locales, ["en", "pt-BR"], "{what}");
    };
    for module in modules() {
        both(module.module.clone(), &module.title);
        module
            .settings
            .iter()
            .for_each(|setting| both(setting.key.clone(), &setting.label));
        module
            .views
            .iter()
            .for_each(|view| both(view.key.clone(), &view.label));
        module
            .views
            .iter()
            .flat_map(|view| &view.sections)
            .for_each(|section| both(section.key.clone(), &section.label));
        module
            .views
            .iter()
            .flat_map(|view| &view.filters)
            .for_each(|filter| both(filter.key.clone(), &filter.label));
        module
            .menu
            .iter()
            .for_each(|group| both("menu".to_owned(), &group.label));
        module
            .measures
            .iter()
            .for_each(|measure| both(measure.key.clone(), &measure.label));
        module
            .dashboards
            .iter()
            .for_each(|dashboard| both(dashboard.key.clone(), &dashboard.label));
        for record_type in &module.types {
            both(record_type.key.as_str().to_owned(), &record_type.label);
            let states = record_type.states.iter();
            states
                .clone()
                .for_each(|states| both(states.field.clone(), &states.label));
            states
                .clone()
                .flat_map(|states| &states.values)
                .for_each(|state| both(state.key.clone(), &state.label));
            states
                .flat_map(|states| &states.transitions)
                .for_each(|transition| both(transition.key.clone(), &transition.label));
            for field in record_type
                .fields
                .iter()
                .flat_map(|field| std::iter::once(field).chain(&field.fields))
            {
                both(
                    format!("{}.{}", record_type.key.as_str(), field.key),
                    &field.label,
                );
                field
                    .options
                    .iter()
                    .for_each(|option| both(option.key.clone(), &option.label));
            }
        }
    }
}

#[test]
fn a_module_survives_its_machine_form() {
    for module in modules() {
        let json = module.canonical_json().unwrap();
        let again = Module::from_json(&json).unwrap();
        assert_eq!(again, module);
        assert_eq!(
            again.content_hash().unwrap(),
            module.content_hash().unwrap()
        );
        assert_eq!(module.content_hash().unwrap().as_str().len(), 64);
    }
}

#[test]
fn the_known_files_fill_declared_fields() {
    let registry = Registry::new(modules()).unwrap();
    let columns = |module: &str, key: &str| {
        let import = registry
            .module(module)
            .and_then(|module| module.imports.iter().find(|import| import.key == key))
            .unwrap();
        import.columns.len()
    };
    assert_eq!(columns("imoveis", "california_housing"), 10);
    assert_eq!(columns("core", "municipios"), 9);
    let price = registry
        .record_type(&"imoveis.property".parse().unwrap())
        .and_then(|property| property.field("price"))
        .unwrap();
    assert_eq!(price.kind, FieldKind::Money);
}
