//! TypeScript of the command list, made by `cargo xtask gen` and checked by a test.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use ts_rs::{Config, TS, TypeVisitor};

/// The declarations collected so far.
#[derive(Default)]
pub(crate) struct Declarations {
    by_name: BTreeMap<String, String>,
    seen: HashSet<TypeId>,
}

impl Declarations {
    /// Adds a type and all that it refers to.
    pub(crate) fn add<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        let config = config();
        if T::output_path().is_some() {
            self.by_name.insert(T::ident(&config), T::decl(&config));
        }
        T::visit_dependencies(self);
        // Types that stand only inside a list or an option.
        T::visit_generics(self);
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.add::<T>();
    }
}

pub(crate) fn config() -> Config {
    Config::new().with_large_int("number")
}

/// The whole `bindings.ts`: every type, and `Commands` mapping a name to its request and response.
pub fn bindings() -> String {
    let mut declarations = Declarations::default();
    let mut commands = String::new();
    crate::command::visit(&mut |name, types| {
        (types.declare)(&mut declarations);
        let _ = writeln!(
            commands,
            "  {name}: {{ request: {}; response: {} }};",
            types.request, types.response
        );
    });
    declarations.add::<crate::event::Event>();
    declarations.add::<crate::error::WireError>();

    let mut file =
        String::from("// Made by `cargo xtask gen` from crates/campo-wire. Do not edit.\n\n");
    for declaration in declarations.by_name.values() {
        let _ = writeln!(file, "export {declaration}\n");
    }
    let _ = write!(file, "export interface Commands {{\n{commands}}}\n");
    file
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// With `CAMPO_GEN` set (as `cargo xtask gen` does) writes the file instead of comparing it.
    #[test]
    fn the_typescript_of_the_ui_is_up_to_date() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/wire/bindings.ts");
        let bindings = super::bindings();
        if std::env::var_os("CAMPO_GEN").is_some() {
            std::fs::write(&path, &bindings).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == bindings,
            "ui/src/lib/wire/bindings.ts is out of date: run `cargo xtask gen`"
        );
    }
}
