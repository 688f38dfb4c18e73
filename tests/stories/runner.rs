//! Every whole-system story, in one binary.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod bad_input;
mod blobs;
mod capture;
mod copies;
mod full_disk;
mod import;
mod keyring;
mod kill;
mod lost_devices;
mod modules;
mod pages;
mod scan;
mod sign_in;
mod two_devices;
mod views;
