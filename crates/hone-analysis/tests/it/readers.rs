//! Nothing that is fed to the readers makes them panic.

use hone_analysis::table::read_anything;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_anything(&bytes);
    }

    #[test]
    fn any_text_of_a_table_is_read_or_refused(text in "([a-z0-9.,;\"\t\r\n-]|NA){0,80}") {
        read_anything(text.as_bytes());
    }
}
