//! The desktop binary: all of it is in the library, which the phones share.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    campo_desktop::run();
}
