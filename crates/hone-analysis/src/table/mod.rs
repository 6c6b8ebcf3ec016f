//! From a file to answers as numbers, and to labels of who or what they are about.

mod ask;
mod cell;
mod choice;
mod chunk;
mod data;
mod delimited;
mod fault;
mod file;
mod guard;
mod labels;
mod long;
mod parquet;
mod records;
mod shared;
mod source;
mod workbook;

pub use ask::{Ask, Part, Summary};
pub use choice::Choice;
pub(crate) use choice::split;
pub(crate) use data::empty_column;
pub use data::{Column, Data, LeftOut, name_items};
pub use labels::Labels;
pub use source::{Reading, Source};

/// Reads every column of a table that is in memory, first as numbers and then as labels, and says
/// whether it could. For tests that feed anything at all to the readers.
#[doc(hidden)]
pub fn read_anything(bytes: &[u8]) -> bool {
    let Ok(file) = file::File::in_memory(bytes.to_vec(), None) else { return false };
    let mut could = true;
    for role in [chunk::Role::Number, chunk::Role::Label] {
        for column in 0..file.columns.len().min(8) {
            let wants = [chunk::Want { column, role }];
            could &= file.read(&wants, &cell::Missing::default(), &mut |_| Ok(())).is_ok();
        }
    }
    could
}
