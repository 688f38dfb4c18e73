//! People typing in a long text: a few letters somewhere, or some erased. Every letter typed in a run is another one,
//! so that what became of each can be told without knowing how texts merge.

use campo_model::value::Value;

use crate::world::World;

/// The first of the letters, and how many there are.
const LETTERS: (u32, u64) = (0x4E00, 20_000);
/// The most letters typed or erased at a time.
const AT_ONCE: usize = 5;
/// From how many letters on people rather erase.
const LONG: usize = 40;

impl World {
    /// The text after somebody typed in what is shown.
    pub(crate) fn typing(&mut self, shown: Option<&Value>) -> Value {
        let shown = shown.and_then(Value::as_text).unwrap_or_default();
        let mut letters: Vec<char> = shown.chars().collect();
        let at = self.chance.usize(..=letters.len());
        let erases = if letters.len() > LONG { 80 } else { 25 };
        if letters.len() > 1 && self.happens(erases) {
            let end = letters.len().min(at + self.chance.usize(1..AT_ONCE));
            letters.drain(at.min(end - 1)..end);
        } else {
            let typed: Vec<char> = (0..self.chance.usize(1..AT_ONCE))
                .map(|_| self.letter())
                .collect();
            letters.splice(at..at, typed);
        }
        Value::Text(letters.into_iter().collect())
    }

    fn letter(&mut self) -> char {
        let (first, many) = LETTERS;
        let number = u32::try_from(self.count() % many).unwrap_or(0);
        char::from_u32(first + number).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}
