//! Readers of others that panic on broken files: what they say then is for nobody.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// Whether a panic in this thread is that of a reader.
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// What a reader finds; nothing where it panics, which is then not told on the standard error.
///
/// What it touched before has to be dropped. Panics of our own within [`own`] go on as ever.
pub(super) fn guarded<T>(run: impl FnOnce() -> T) -> Option<T> {
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !IS_GUARDED.get() {
                usual(panic);
            }
        }));
    });
    let before = IS_GUARDED.replace(true);
    let found = catch_unwind(AssertUnwindSafe(run));
    let is_own = !IS_GUARDED.replace(before);
    match found {
        Ok(found) => Some(found),
        Err(panic) if is_own => resume_unwind(panic),
        Err(_) => None,
    }
}

/// Code of our own that a reader calls: a panic in it is a fault of ours, and is told.
pub(super) fn own<T>(run: impl FnOnce() -> T) -> T {
    let before = IS_GUARDED.replace(false);
    let found = run();
    // Not reached in a panic, by which `guarded` knows whose it was.
    IS_GUARDED.set(before);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_a_reader_is_nothing_found() {
        let found = guarded(|| -> u32 { panic!("offset is negative") });

        assert_eq!(found, None);
        assert_eq!(guarded(|| 3), Some(3));
        assert!(!IS_GUARDED.get());
    }

    #[test]
    fn a_panic_of_our_own_goes_on_and_is_told() {
        let mut told = vec![];

        let ours = catch_unwind(AssertUnwindSafe(|| {
            guarded(|| {
                told.push(IS_GUARDED.get());
                own(|| {
                    told.push(IS_GUARDED.get());
                    panic!("this is expected in a test")
                })
            })
        }));

        assert!(ours.is_err());
        assert_eq!(told, [true, false]);
        assert!(!IS_GUARDED.get());
    }
}
