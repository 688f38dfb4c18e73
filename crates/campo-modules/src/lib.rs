//! The standard modules, as the YAML files that any author would write.
//!
//! `core` (people, organizations, tags, tasks, comments, municipalities), `crm` (leads and their pipeline), `imoveis`
//! (properties, visits, inspections) and `estoque` (items, locations, movements) live in `modules/`. They are data: no
//! business rule is written in Rust, and a tenant's own module may do everything they do.

use include_dir::{Dir, include_dir};

static MODULES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/modules");

/// A module's files: (path relative to its directory, text).
pub type Files = Vec<(&'static str, &'static str)>;

/// The standard modules by name, each after those it depends on.
pub fn standard() -> Vec<(&'static str, Files)> {
    ["core", "crm", "imoveis", "estoque"]
        .into_iter()
        .map(|name| (name, files(name)))
        .collect()
}

fn files(name: &str) -> Files {
    let mut files = Files::new();
    if let Some(directory) = MODULES.get_dir(name) {
        gather(directory, name, &mut files);
    }
    files.sort_unstable();
    files
}

fn gather(directory: &Dir<'static>, module: &str, files: &mut Files) {
    for file in directory.files() {
        let path = file
            .path()
            .strip_prefix(module)
            .ok()
            .and_then(|path| path.to_str());
        if let (Some(path), Some(text)) = (path, file.contents_utf8()) {
            files.push((path, text));
        }
    }
    directory
        .dirs()
        .for_each(|inner| gather(inner, module, files));
}

#[cfg(test)]
mod tests;
