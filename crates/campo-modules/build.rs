//! The standard modules are part of the program: it is made anew when one of their files changes, or comes, or goes.

fn main() {
    println!("cargo::rerun-if-changed=modules");
}
