//! Acts within one millisecond.

use std::collections::BTreeSet;

use super::*;

fn moments(device: &mut Device) -> Vec<i64> {
    let open = device.store.read(|tx| tx.open_edits()).unwrap();
    open.iter().map(|made| made.edit.at.device_ms).collect()
}

#[test]
fn no_two_acts_are_of_one_moment_however_many_there_are_in_it() {
    let mut device = Device::new();
    let note = device.create(1, &[("name", "one")]);
    for n in 0..200 {
        device.update(note, &[("color", &n.to_string())]);
    }
    let made = moments(&mut device);
    let different: BTreeSet<i64> = made.iter().copied().collect();
    assert_eq!((made.len(), different.len()), (201, 201));
    assert!(made.is_sorted(), "in the order they were made");
    assert_eq!(made[0], stamp(DEVICE).now_ms);
}

#[test]
fn a_clock_that_was_put_right_is_believed_again() {
    let mut device = Device::new();
    let note = device.create(1, &[("name", "one")]);
    let mut act_at = |now_ms: i64, color: &str| {
        let stamp = Stamp {
            now_ms,
            ..stamp(DEVICE)
        };
        let write = |tx: &campo_store::Tx<'_>| {
            tx.update(&tx.record(note)?, &fields(&[("color", color)]), stamp)
        };
        device.store.write(write).unwrap();
    };
    let (day, now_ms) = (24 * 3_600_000, stamp(DEVICE).now_ms);
    act_at(now_ms + day, "a day ahead");
    act_at(now_ms + 5, "right again");
    act_at(i64::MAX, "at the end of time");
    assert_eq!(
        moments(&mut device)[1..],
        [now_ms + day, now_ms + 5, i64::MAX]
    );
}
