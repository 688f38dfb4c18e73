//! One program for all targets: `CAMPO_FUZZ_TARGET` says which one.
#![no_main]

use std::sync::LazyLock;

use campo_fuzz_targets::{Target, target};
use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    // Panics of a library that the product catches are no findings; those that come out here still are.
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    let name = std::env::var("CAMPO_FUZZ_TARGET").unwrap_or_default();
    target(&name).unwrap_or_else(|| panic!("there is no target `{name}`"))
});

fuzz_target!(|bytes: &[u8]| (TARGET.run)(bytes));
