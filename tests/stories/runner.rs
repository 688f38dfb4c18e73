//! Every whole-system story, in one binary.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod administration;
mod bad_input;
mod blobs;
mod capture;
mod copies;
mod dashboards;
mod erasure;
mod full_disk;
mod import;
mod imports_app;
mod keyring;
mod kill;
mod links;
mod lost_devices;
mod modules;
mod open_api;
mod pages;
mod pin;
mod scan;
mod sign_in;
mod talk;
mod tracks;
mod two_devices;
mod views;
