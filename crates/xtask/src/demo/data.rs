//! The demo's files: the real ones beside the repository, or invented rows of the same shape and number.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::repository::root;

const PROPERTIES: usize = 20_640;
const MUNICIPALITIES: usize = 5_570;

/// A territory, its share of the properties in ten thousandths, and about where it is.
const TERRITORIES: &[(&str, u32, f64, f64)] = &[
    ("<1H OCEAN", 4426, 34.0, -118.2),
    ("INLAND", 3174, 36.7, -119.7),
    ("NEAR OCEAN", 1288, 33.9, -118.4),
    ("NEAR BAY", 1110, 37.8, -122.3),
    ("ISLAND", 2, 33.4, -118.3),
];

/// The IBGE number of a state, an area code in it, and about where it is.
const STATES: &[(u32, u32, f64, f64)] = &[
    (26, 81, -8.4, -37.0),
    (29, 71, -12.5, -41.7),
    (31, 31, -18.5, -44.6),
    (35, 11, -22.2, -48.8),
    (43, 51, -29.8, -53.2),
    (51, 65, -12.9, -55.9),
];

/// The file of properties.
pub fn properties(folder: &Path) -> Result<PathBuf> {
    given_or_made("california_housing.csv", folder, invent_properties)
}

/// The file of municipalities.
pub fn municipalities(folder: &Path) -> Result<PathBuf> {
    given_or_made("municipios.csv", folder, invent_municipalities)
}

fn given_or_made(name: &str, folder: &Path, invent: fn() -> String) -> Result<PathBuf> {
    let given = root().join("../shared/data").join(name);
    if given.exists() {
        return Ok(given);
    }
    let made = folder.join(name);
    fs::write(&made, invent()).with_context(|| format!("writing {}", made.display()))?;
    Ok(made)
}

fn invent_properties() -> String {
    let mut dice = Dice(1);
    let mut csv = String::from(
        "longitude,latitude,housing_median_age,total_rooms,total_bedrooms,population,households,median_income,\
         median_house_value,ocean_proximity\n",
    );
    for _ in 0..PROPERTIES {
        let (territory, _, latitude, longitude) =
            *dice.weighted(TERRITORIES, |territory| territory.1);
        let households = dice.between(20, 1500);
        let bedrooms = match dice.between(0, 100) {
            0 => String::new(),
            _ => format!("{}.0", households * dice.between(90, 120) / 100),
        };
        let _ = writeln!(
            csv,
            "{:.2},{:.2},{}.0,{}.0,{bedrooms},{}.0,{households}.0,{:.4},{}.0,{territory}",
            longitude + dice.offset(),
            latitude + dice.offset(),
            dice.between(1, 53),
            households * dice.between(3, 7),
            households * dice.between(2, 4),
            f64::from(dice.between(5_000, 150_000)) / 10_000.0,
            dice.between(150, 5_000) * 100,
        );
    }
    csv
}

fn invent_municipalities() -> String {
    let mut dice = Dice(2);
    let mut csv = String::from(
        "codigo_ibge,nome,latitude,longitude,capital,codigo_uf,siafi_id,ddd,fuso_horario\n",
    );
    for number in 0..MUNICIPALITIES {
        let (state, area_code, latitude, longitude) = *dice.weighted(STATES, |_| 1);
        let name = ["São João", "Vila Nova", "Água Clara", "Monte Alegre"][number % 4];
        let capital = u8::from(number < STATES.len());
        let _ = writeln!(
            csv,
            "{},{name} {number},{:.4},{:.4},{capital},{state},{},{area_code},America/Sao_Paulo",
            u64::from(state) * 100_000 + number as u64,
            latitude + dice.offset(),
            longitude + dice.offset(),
            number + 1,
        );
    }
    csv
}

/// The same throws on every machine (Numerical Recipes' 64-bit linear congruential generator, upper bits).
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 32) as u32
    }

    /// From `low` up to, not including, `high`.
    fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.throw() % (high - low)
    }

    /// At most 0.8 degrees to either side.
    fn offset(&mut self) -> f64 {
        f64::from(self.between(0, 16_001)) / 10_000.0 - 0.8
    }

    fn weighted<'a, T>(&mut self, choices: &'a [T], weight: impl Fn(&T) -> u32) -> &'a T {
        let mut left = self.between(0, choices.iter().map(&weight).sum());
        let chosen = choices.iter().find(|choice| {
            let here = weight(choice);
            let hit = left < here;
            left = left.wrapping_sub(here);
            hit
        });
        chosen.expect("the throw is below the sum of all weights")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invented_files_have_the_shape_and_number_of_the_real_ones() {
        for (csv, rows, columns) in [
            (invent_properties(), PROPERTIES, 10),
            (invent_municipalities(), MUNICIPALITIES, 9),
        ] {
            assert_eq!(csv.lines().count(), rows + 1);
            assert!(csv.lines().all(|line| line.split(',').count() == columns));
        }
        let inland = invent_properties()
            .lines()
            .filter(|line| line.ends_with(",INLAND"))
            .count();
        assert!((6_000..7_200).contains(&inland), "{inland}");
    }
}
