//! No bytes make the readers of CSV, gzip, Parquet and XLSX panic.
//!
//! ```sh
//! cargo +nightly fuzz run tables -- -max_total_time=300
//! ```

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    hone_analysis::table::read_anything(bytes);
});
