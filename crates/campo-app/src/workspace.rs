//! What the installed modules show to this person: menu, types, fields, views.

use campo_model::id::TypeKey;
use campo_model::manifest::{
    Field, FieldKind, FieldRight, Label as ModelLabel, Module, RecordType, SelectOption, Storage,
    View, ViewKind,
};
use campo_model::registry::Rule;
use campo_model::validate::minor_digits;
use campo_wire::command::Empty;
use campo_wire::schema::{
    FieldInfo, FilterInfo, Label, LayoutInfo, MenuItem, ModuleInfo, OptionInfo, SectionInfo,
    StatesInfo, TransitionInfo, TypeInfo, ViewInfo, Workspace,
};
use campo_wire::session::Person;

use crate::access::Context;
use crate::app::App;
use crate::declared::state_field;
use crate::error::AppError;
use crate::measures;

impl App {
    /// All of it.
    pub fn workspace(&self, _: Empty) -> Result<Workspace, AppError> {
        self.read(|context| {
            let types: Vec<TypeInfo> = context
                .access
                .readable_types()
                .filter_map(|key| {
                    Some(type_info(
                        context,
                        key,
                        context.registry().record_type(key)?,
                    ))
                })
                .collect();
            let modules = context
                .registry()
                .modules()
                .iter()
                .map(|module| module_info(context, module));
            Ok(Workspace {
                modules: modules.filter(|module| !module.menu.is_empty()).collect(),
                types,
                people: people(context)?,
            })
        })
    }
}

fn people(context: &Context<'_>) -> Result<Vec<Person>, AppError> {
    let rows = context.tx.people()?.into_iter();
    Ok(rows
        .map(|(id, name, roles)| Person {
            id,
            name,
            roles: serde_json::from_str(&roles).unwrap_or_default(),
        })
        .collect())
}

fn module_info(context: &Context<'_>, module: &Module) -> ModuleInfo {
    let held = context.access.roles();
    let entries = module.menu.iter().filter(|entry| {
        entry.roles.is_empty() || entry.roles.iter().any(|role| held.contains(role))
    });
    let views = entries.flat_map(|entry| {
        entry
            .items
            .iter()
            .filter_map(|key| module.views.iter().find(|view| view.key == *key))
    });
    // One entry per type, opening the first of its views that the menu names: the others are tabs beside it.
    let mut menu: Vec<MenuItem> = Vec::new();
    for item in views.filter_map(|view| menu_item(context, module, view)) {
        if !menu
            .iter()
            .any(|other| other.record_type == item.record_type)
        {
            menu.push(item);
        }
    }
    ModuleInfo {
        key: module.module.clone(),
        label: label(&module.title),
        icon: module.icon.clone().unwrap_or_default(),
        menu,
        dashboards: measures::dashboards(context, module),
    }
}

fn menu_item(context: &Context<'_>, module: &Module, view: &View) -> Option<MenuItem> {
    let key: TypeKey = view.of.as_str().parse().ok()?;
    let declared = context.registry().record_type(&key)?;
    if context.on(&key).grant.read == Rule::Never || view.kind == ViewKind::Form {
        return None;
    }
    // Lists are named after what they list, other views after what they look like.
    let is_list = |other: &&View| other.of == view.of && other.kind == ViewKind::List;
    let named = module.views.iter().find(is_list).unwrap_or(view);
    Some(MenuItem {
        record_type: key.to_string(),
        view: view.key.clone(),
        label: label(if named.label.is_empty() {
            &declared.label
        } else {
            &named.label
        }),
        icon: declared.icon.clone().unwrap_or_default(),
    })
}

fn type_info(context: &Context<'_>, key: &TypeKey, declared: &RecordType) -> TypeInfo {
    let on = context.on(key);
    let state = state_field(declared);
    let fields = declared
        .fields
        .iter()
        .chain(state.iter())
        .filter(|field| on.field(&field.key) != FieldRight::Hidden);
    let read_only = fields
        .clone()
        .filter(|field| on.field(&field.key) == FieldRight::Read)
        .map(|field| field.key.clone())
        .collect();
    let held = context.access.roles();
    TypeInfo {
        key: key.to_string(),
        label: label(&declared.label),
        icon: declared.icon.clone().unwrap_or_default(),
        fields: fields.map(field_info).collect(),
        states: declared.states.as_ref().map(|states| StatesInfo {
            field: states.field.clone(),
            transitions: states
                .transitions
                .iter()
                .map(|way| TransitionInfo {
                    key: way.key.clone(),
                    label: label(&way.label),
                    from: way.from.clone(),
                    to: way.to.clone(),
                    allowed: way.roles.is_empty()
                        || way.roles.iter().any(|role| held.contains(role)),
                    online: way.online,
                })
                .collect(),
        }),
        views: context.registry().views(key).map(view_info).collect(),
        measures: measures::of_type(context, key),
        can_create: on.grant.create != Rule::Never,
        can_update: on.grant.update != Rule::Never,
        can_delete: on.grant.delete != Rule::Never,
        can_export: on.grant.export != Rule::Never,
        read_only,
    }
}

fn field_info(field: &Field) -> FieldInfo {
    let scale = match field.kind {
        FieldKind::Money => field
            .currency
            .as_deref()
            .and_then(|currency| u8::try_from(minor_digits(currency)).ok()),
        _ => field.scale,
    };
    FieldInfo {
        key: field.key.clone(),
        kind: field.kind.name().to_owned(),
        shown: field.shown_kind().name().to_owned(),
        label: label(&field.label),
        help: (!field.help.is_empty()).then(|| label(&field.help)),
        required: field.required,
        derived: field.kind.storage() == Storage::Derived || field.kind == FieldKind::Sequence,
        indexed: field.index.is_some(),
        searchable: field.search,
        options: field.options.iter().map(option_info).collect(),
        free: field.free,
        to: field.to.as_ref().map(|to| to.as_str().to_owned()),
        unit: field.unit.clone(),
        currency: field.currency.clone(),
        scale,
        max: field.max,
        many: field.many,
        fields: field.fields.iter().map(field_info).collect(),
        capture: field.capture.clone(),
    }
}

fn option_info(option: &SelectOption) -> OptionInfo {
    OptionInfo {
        key: option.key.clone(),
        label: label(&option.label),
        retired: option.retired.is_some(),
        color: option
            .color
            .as_deref()
            .map(|color| design_color(color).to_owned()),
    }
}

/// The design system's name of a manifest's color.
fn design_color(color: &str) -> &'static str {
    match color {
        "blue" => "info",
        "green" => "ok",
        "amber" | "yellow" | "orange" => "warn",
        "red" => "danger",
        _ => "neutral",
    }
}

fn view_info(view: &View) -> ViewInfo {
    ViewInfo {
        key: view.key.clone(),
        kind: kind_name(view.kind).to_owned(),
        label: label(&view.label),
        columns: view.columns.clone(),
        sort: view.sort.clone(),
        filters: view
            .filters
            .iter()
            .map(|filter| FilterInfo {
                key: filter.key.clone(),
                label: label(&filter.label),
                filter: filter.filter.source().to_owned(),
            })
            .collect(),
        sections: view
            .sections
            .iter()
            .map(|section| SectionInfo {
                key: section.key.clone(),
                label: label(&section.label),
                fields: section.fields.clone(),
            })
            .collect(),
        filter: view
            .filter
            .as_ref()
            .map(|filter| filter.source().to_owned()),
        bulk: view.bulk.clone(),
        layout: LayoutInfo {
            columns_by: view.columns_by.clone(),
            card: view.card.clone(),
            limit: view.limit.clone(),
            point: view.point.clone(),
            color_by: view.color_by.clone(),
            image: view.image.clone(),
            title: view.title.clone(),
            subtitle: view.subtitle.clone(),
            start: view.start.clone(),
            end: view.end.clone(),
            minutes: view.minutes.clone(),
            group_by: view.group_by.clone(),
        },
    }
}

fn kind_name(kind: ViewKind) -> &'static str {
    match kind {
        ViewKind::List => "list",
        ViewKind::Form => "form",
        ViewKind::Kanban => "kanban",
        ViewKind::Calendar => "calendar",
        ViewKind::Map => "map",
        ViewKind::Gallery => "gallery",
        ViewKind::Timeline => "timeline",
    }
}

/// A label in every language it has.
pub(crate) fn label(label: &ModelLabel) -> Label {
    label
        .iter()
        .map(|(locale, text)| (locale.to_owned(), text.to_owned()))
        .collect()
}
