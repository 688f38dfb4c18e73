//! The app's window. The engine is in `campo-app`; here are the window, its one command and its events.

#![cfg_attr(
    mobile,
    allow(missing_docs, reason = "what the entry point's macro makes has none")
)]

#[cfg(mobile)]
mod biometric;
mod blob;
mod plugins;
mod rpc;
mod setup;

/// Opens the window and stays until it is closed.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    let arguments = setup::Arguments::of_this_start();
    setup::log();
    plugins::add(tauri::Builder::default(), &arguments)
        .setup(move |shell| setup::start(shell, arguments))
        .register_asynchronous_uri_scheme_protocol(blob::SCHEME, blob::serve)
        .invoke_handler(tauri::generate_handler![
            rpc::rpc,
            #[cfg(mobile)]
            biometric::biometry,
            #[cfg(mobile)]
            biometric::turn_biometry,
            #[cfg(mobile)]
            biometric::unlock_by_biometry,
        ])
        .run(tauri::generate_context!())
        .expect("a window system is there, or there is nothing to show");
}
