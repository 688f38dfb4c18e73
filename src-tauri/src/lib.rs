//! The app's window. The engine is in `campo-app`; here are the window, its one command and its events.

mod blob;
mod rpc;
mod setup;

use clap::Parser;

/// Opens the window and stays until it is closed.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    let arguments = setup::Arguments::parse();
    setup::log();
    tauri::Builder::default()
        .setup(move |shell| setup::start(shell, arguments))
        .register_asynchronous_uri_scheme_protocol(blob::SCHEME, blob::serve)
        .invoke_handler(tauri::generate_handler![rpc::rpc])
        .run(tauri::generate_context!())
        .expect("a window system is there, or there is nothing to show");
}
