//! One function per command; session, unlock and the background sync loop.
