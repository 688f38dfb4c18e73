//! How often one person and one address may ask: as often as they like until so many requests are used up, which come
//! back evenly over a minute (the generic cell rate algorithm).
//!
//! Kept in memory: a restart forgets it. Whoever asks too often hears when to try again, and devices wait as long.

use std::convert::Infallible;
use std::fmt;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderName;
use axum::http::request::Parts;
use campo_model::id::UserId;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::exchange::Shared;
use crate::failure::Failure;

/// From how many people or addresses on those are forgotten that have all their requests back.
const CAPACITY: usize = 10_000;

/// How many requests are answered in a minute, and how callers are told apart.
#[derive(Debug, Clone)]
pub struct RateLimits {
    /// Of one person.
    pub person: NonZeroU32,
    /// From one address.
    pub address: NonZeroU32,
    /// The header in which a trusted proxy names the caller's address.
    pub proxy_header: Option<HeaderName>,
}

/// What people and addresses have left.
pub struct Rates {
    people: Limiter<UserId>,
    addresses: Limiter<IpAddr>,
    proxy_header: Option<HeaderName>,
}

/// Where a request comes from: one address of the old kind, or one network of the new, whose holder has 2^64 of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address(IpAddr);

struct Limiter<K: Hash + Eq + Clone>(DefaultKeyedRateLimiter<K>);

impl Rates {
    /// Everybody has all their requests left.
    pub fn new(limits: &RateLimits) -> Self {
        Self {
            people: Limiter::new(limits.person),
            addresses: Limiter::new(limits.address),
            proxy_header: limits.proxy_header.clone(),
        }
    }

    /// Counts a request of a person; refuses one too many.
    pub fn person(&self, user: UserId) -> Result<(), Failure> {
        self.people.count(user)
    }

    /// Counts a request from an address; refuses one too many.
    pub fn address(&self, Address(address): Address) -> Result<(), Failure> {
        self.addresses.count(address)
    }
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    fn new(per_minute: NonZeroU32) -> Self {
        Self(RateLimiter::keyed(Quota::per_minute(per_minute)))
    }

    fn count(&self, who: K) -> Result<(), Failure> {
        let Self(limiter) = self;
        if limiter.len() >= CAPACITY {
            limiter.retain_recent();
        }
        limiter.check_key(&who).map_err(|later| {
            let wait = later.wait_time_from(DefaultClock::default().now());
            Failure::too_many(wait.as_secs() + 1)
        })
    }
}

impl Address {
    fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let network = address.to_bits() & (u128::MAX << 64);
                IpAddr::V6(Ipv6Addr::from_bits(network))
            }
            address => address,
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromRequestParts<Shared> for Address {
    type Rejection = Infallible;

    /// The address that the proxy names, where one is trusted, or else the connection's.
    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Infallible> {
        let header = state.rates.proxy_header.as_ref();
        let header = header.and_then(|name| parts.headers.get_all(name).iter().next_back());
        // A proxy adds the address it saw after those it was told.
        let named = header.and_then(|value| value.to_str().ok()?.rsplit(',').next());
        let named = named.and_then(|address| address.trim().parse().ok());
        let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let connected = connected.map(|ConnectInfo(address)| address.ip());
        let address = named.or(connected);
        Ok(Self::of(address.unwrap_or(Ipv6Addr::UNSPECIFIED.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbors_in_a_network_of_the_new_kind_count_as_one() {
        for (one, other, same) in [
            ("10.0.0.1", "10.0.0.1", true),
            ("10.0.0.1", "10.0.0.2", false),
            ("::ffff:10.0.0.1", "10.0.0.1", true),
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
        ] {
            let [one, other] = [one, other].map(|text| Address::of(text.parse().unwrap()));
            assert_eq!(one == other, same, "{one} {other}");
        }
    }

    #[test]
    fn one_who_asks_too_often_waits_and_others_do_not() {
        let limits = RateLimits {
            person: NonZeroU32::new(3).unwrap(),
            address: NonZeroU32::MAX,
            proxy_header: None,
        };
        let rates = Rates::new(&limits);
        let [ana, bia] = [1, 2].map(|id| UserId(uuid::Uuid::from_u128(id)));
        for _ in 0..3 {
            assert!(rates.person(ana).is_ok());
        }
        assert!(rates.person(ana).is_err());
        assert!(rates.person(bia).is_ok());
    }
}
