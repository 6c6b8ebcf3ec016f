//! No bytes make the readers of CSV, gzip, Parquet and XLSX panic. CONTRIBUTING.md says how to run it.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    hone_analysis::table::read_anything(bytes);
});
