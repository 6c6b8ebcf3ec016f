//! Parquet: the wanted columns only, page by page; columns side by side.

use bytes::Bytes;
use parquet::basic::{ConvertedType, LogicalType, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use rayon::prelude::*;

use super::cell::{Decimal, Missing, NO_LABEL, Register, finite, number};
use super::chunk::{CHUNK, Cells, Chunk, Visit, Want};
use super::delimited::label;
use super::fault::{self, Place};
use super::file::{self, File};
use super::guard::{guarded, own};
use super::shared::Shared;
use crate::error::{Error, Kind};

fn open(file: &File) -> Result<Box<dyn FileReader>, Error> {
    guarded(|| open_unguarded(file)).unwrap_or_else(|| Err(unsound(file)))
}

fn open_unguarded(file: &File) -> Result<Box<dyn FileReader>, Error> {
    let broken = |error| broken(file, &error);
    Ok(match file.place() {
        file::Place::Path(path) => {
            let opened = std::fs::File::open(path).map_err(|error| file.unreadable(&error))?;
            let shared = Shared::new(opened).map_err(|error| file.unreadable(&error))?;
            Box::new(SerializedFileReader::new(shared).map_err(broken)?)
        }
        file::Place::Memory(bytes) => {
            Box::new(SerializedFileReader::new(Bytes::clone(bytes)).map_err(broken)?)
        }
    })
}

fn broken(file: &File, error: &ParquetError) -> Error {
    let error = error.to_string();
    let message = match error.split_once("Disabled feature at compile time: ") {
        Some((_, packing)) => format!(
            "{}: the Parquet data are packed with {packing}, which Hone cannot unpack; write the file \
             with snappy, gzip or zstd",
            file.name
        ),
        None => {
            format!("{}: the Parquet data cannot be read ({error}); make the file again", file.name)
        }
    };
    Error::new(Kind::Format, message)
}

/// The names of the columns; parts of a nested one are joined by points.
pub(crate) fn names(file: &File) -> Result<Vec<String>, Error> {
    let reader = open(file)?;
    let columns = reader.metadata().file_metadata().schema_descr().columns();
    Ok(columns.iter().map(|column| column.path().string()).collect())
}

/// Reads the wanted columns; returns the labels of each by code.
///
/// The reader of Parquet panics on some broken files. What is left behind then is dropped, so the file
/// is refused like any other that is broken.
pub(crate) fn read(
    file: &File,
    wants: &[Want],
    missing: &Missing,
    visit: &mut Visit<'_>,
) -> Result<Vec<Vec<String>>, Error> {
    guarded(|| read_groups(file, wants, missing, visit)).unwrap_or_else(|| Err(unsound(file)))
}

fn unsound(file: &File) -> Error {
    broken(file, &ParquetError::General("its parts contradict each other".to_owned()))
}

/// Whether the places and sizes that a group of rows states of its columns can be.
fn is_sound(group: &RowGroupMetaData) -> bool {
    let is_place = |place: i64| place >= 0;
    group.num_rows() >= 0
        && group.columns().iter().all(|column| {
            is_place(column.data_page_offset())
                && column.dictionary_page_offset().is_none_or(is_place)
                && is_place(column.compressed_size())
                && is_place(column.num_values())
        })
}

fn read_groups(
    file: &File,
    wants: &[Want],
    missing: &Missing,
    visit: &mut Visit<'_>,
) -> Result<Vec<Vec<String>>, Error> {
    let reader = open(file)?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let mut takers: Vec<Taker<'_>> = wants
        .iter()
        .map(|want| Taker::new(file, &schema.column(want.column), missing))
        .collect::<Result<_, _>>()?;
    let mut chunk = Chunk::new(wants);
    let mut row: u32 = 0;
    for index in 0..reader.num_row_groups() {
        let group = reader.get_row_group(index).map_err(|error| broken(file, &error))?;
        if !is_sound(group.metadata()) {
            return Err(unsound(file));
        }
        let mut columns = Vec::with_capacity(wants.len());
        for want in wants {
            let column = group.get_column_reader(want.column);
            columns.push(column.map_err(|error| broken(file, &error))?);
        }
        let n_rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let mut done = 0;
        while done < n_rows {
            let n = CHUNK.min(n_rows - done);
            chunk.clear();
            let next = u32::try_from(n).ok().and_then(|n| row.checked_add(n));
            let next = next.ok_or_else(|| fault::too_many_rows(&file.name))?;
            chunk.rows.extend(row + 1..=next);
            let takers = takers.par_iter_mut().zip(&mut columns).zip(&mut chunk.columns);
            let take = |((taker, column), cells): ((&mut Taker<'_>, _), _)| {
                guarded(|| taker.take(column, n, row, cells)).unwrap_or_else(|| Err(unsound(file)))
            };
            let taken: Vec<Result<(), Error>> = takers.map(take).collect();
            // Of several faults the one in the first column is told.
            taken.into_iter().collect::<Result<(), _>>()?;
            own(|| visit(&chunk))?;
            row = next;
            done += n;
        }
    }
    Ok(takers.into_iter().map(|taker| taker.register.into_names()).collect())
}

/// Takes the cells of one column, in buffers that are used again.
struct Taker<'a> {
    file: &'a File,
    name: String,
    missing: &'a Missing,
    present: i16,
    is_unsigned: bool,
    scale: f64,
    register: Register,
    levels: Vec<i16>,
}

impl<'a> Taker<'a> {
    fn new(file: &'a File, column: &ColumnDescriptor, missing: &'a Missing) -> Result<Self, Error> {
        let name = column.path().string();
        let refuse = |what: &str| {
            let message =
                format!("{}: column '{name}' holds {what}; write it as numbers or text", file.name);
            Error::new(Kind::Column, message)
        };
        if column.max_rep_level() > 0 {
            return Err(refuse("lists"));
        }
        let logical = column.logical_type_ref();
        let is_decimal = column.converted_type() == ConvertedType::DECIMAL
            || matches!(logical, Some(LogicalType::Decimal { .. }));
        match column.physical_type() {
            Physical::INT96 => return Err(refuse("points in time")),
            Physical::FIXED_LEN_BYTE_ARRAY => return Err(refuse("bytes of a fixed length")),
            Physical::BYTE_ARRAY if is_decimal => return Err(refuse("long decimals")),
            _ => {}
        }
        let unsigned = [
            ConvertedType::UINT_8,
            ConvertedType::UINT_16,
            ConvertedType::UINT_32,
            ConvertedType::UINT_64,
        ];
        Ok(Self {
            file,
            missing,
            present: column.max_def_level(),
            is_unsigned: unsigned.contains(&column.converted_type()),
            scale: if is_decimal { 10_f64.powi(column.type_scale()) } else { 1.0 },
            register: Register::default(),
            levels: Vec::with_capacity(CHUNK),
            name,
        })
    }

    /// Takes the next `n` cells, of which the first stands below row `row`.
    fn take(
        &mut self,
        column: &mut ColumnReader,
        n: usize,
        row: u32,
        cells: &mut Cells,
    ) -> Result<(), Error> {
        use ColumnReader as C;
        let scale = self.scale;
        let is_unsigned = self.is_unsigned;
        match column {
            C::BoolColumnReader(reader) => {
                let values = self.values(reader, n)?;
                self.numbers(&values, row, cells, |value| f64::from(u8::from(*value)))
            }
            C::Int32ColumnReader(reader) => {
                let values = self.values(reader, n)?;
                if scale == 1.0 && matches!(cells, Cells::Labels(_)) {
                    let text = |value: &i32| {
                        if is_unsigned {
                            value.cast_unsigned().to_string()
                        } else {
                            value.to_string()
                        }
                    };
                    return self.labels(&values, row, cells, text);
                }
                self.numbers(&values, row, cells, |value| {
                    let whole = if is_unsigned {
                        f64::from(value.cast_unsigned())
                    } else {
                        f64::from(*value)
                    };
                    whole / scale
                })
            }
            C::Int64ColumnReader(reader) => {
                let values = self.values(reader, n)?;
                if scale == 1.0 && matches!(cells, Cells::Labels(_)) {
                    let text = |value: &i64| {
                        if is_unsigned {
                            value.cast_unsigned().to_string()
                        } else {
                            value.to_string()
                        }
                    };
                    return self.labels(&values, row, cells, text);
                }
                self.numbers(&values, row, cells, |value| {
                    let whole =
                        if is_unsigned { value.cast_unsigned() as f64 } else { *value as f64 };
                    whole / scale
                })
            }
            C::FloatColumnReader(reader) => {
                let values = self.values(reader, n)?;
                self.numbers(&values, row, cells, |value| f64::from(*value))
            }
            C::DoubleColumnReader(reader) => {
                let values = self.values(reader, n)?;
                self.numbers(&values, row, cells, |value| *value)
            }
            C::ByteArrayColumnReader(reader) => {
                let values = self.values(reader, n)?;
                self.texts(&values, row, cells)
            }
            C::Int96ColumnReader(_) | C::FixedLenByteArrayColumnReader(_) => Ok(()),
        }
    }

    /// Reads values and, where the column may have gaps, whether each row has one.
    fn values<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        n: usize,
    ) -> Result<Vec<T::T>, Error> {
        self.levels.clear();
        let mut values = Vec::with_capacity(n);
        let mut found = 0;
        while found < n {
            let levels = (self.present > 0).then_some(&mut self.levels);
            let read = reader.read_records(n - found, levels, None, &mut values);
            let (rows, _, _) = read.map_err(|error| broken(self.file, &error))?;
            if rows == 0 {
                let short = ParquetError::EOF(format!("column '{}' ends too early", self.name));
                return Err(broken(self.file, &short));
            }
            found += rows;
        }
        if self.present == 0 {
            self.levels.resize(n, 0);
        }
        let n_present = self.levels.iter().filter(|level| **level == self.present).count();
        if n_present != values.len() || self.levels.len() != n {
            let odd = ParquetError::General(format!("column '{}' has odd gaps", self.name));
            return Err(broken(self.file, &odd));
        }
        Ok(values)
    }

    /// Each row's value, or none, with the row a person finds it in.
    fn spread<'v, V>(
        &self,
        values: &'v [V],
        row: u32,
    ) -> impl Iterator<Item = (u32, Option<&'v V>)> {
        let mut values = values.iter();
        let levels = self.levels.clone();
        let present = self.present;
        (row + 1..)
            .zip(levels)
            .map(move |(row, level)| (row, if level == present { values.next() } else { None }))
    }

    fn numbers<V>(
        &mut self,
        values: &[V],
        row: u32,
        cells: &mut Cells,
        convert: impl Fn(&V) -> f64,
    ) -> Result<(), Error> {
        let Cells::Numbers(numbers) = cells else {
            return self.labels(values, row, cells, |value| convert(value).to_string());
        };
        let begin = numbers.len();
        let mut values = values.iter();
        if values.len() == self.levels.len() {
            numbers.extend(values.map(convert));
        } else {
            let present = self.present;
            let mut next = |level: &i16| {
                let value = if *level == present { values.next() } else { None };
                value.map_or(f64::NAN, &convert)
            };
            numbers.extend(self.levels.iter().map(&mut next));
        }
        for (row, number) in (row + 1..).zip(&mut numbers[begin..]) {
            *number = finite(*number, self.missing)
                .map_err(|why| fault::no_number(self.at(row), &number.to_string(), why))?;
        }
        Ok(())
    }

    fn labels<V>(
        &mut self,
        values: &[V],
        row: u32,
        cells: &mut Cells,
        text: impl Fn(&V) -> String,
    ) -> Result<(), Error> {
        let Cells::Labels(codes) = cells else { return Ok(()) };
        let mut register = std::mem::take(&mut self.register);
        for (row, value) in self.spread(values, row) {
            let text = value.map(&text).unwrap_or_default();
            codes.push(label(self.at(row), &mut register, text.as_bytes(), self.missing)?);
        }
        self.register = register;
        Ok(())
    }

    fn texts(&mut self, values: &[ByteArray], row: u32, cells: &mut Cells) -> Result<(), Error> {
        let mut register = std::mem::take(&mut self.register);
        for (row, value) in self.spread(values, row) {
            let bytes = value.map(ByteArray::data);
            match cells {
                Cells::Numbers(numbers) => {
                    let bytes = bytes.unwrap_or_default();
                    let number = number(bytes, self.missing, Decimal::Point);
                    numbers.push(number.map_err(|why| {
                        fault::no_number(self.at(row), &String::from_utf8_lossy(bytes), why)
                    })?);
                }
                Cells::Labels(codes) => codes.push(match bytes {
                    None => NO_LABEL,
                    Some(bytes) => label(self.at(row), &mut register, bytes, self.missing)?,
                }),
            }
        }
        self.register = register;
        Ok(())
    }

    fn at(&self, row: u32) -> Place<'_> {
        Place { file: &self.file.name, row, column: &self.name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packing_that_is_not_read_is_named_with_those_that_are() {
        let file = File::in_memory(b"a,b\n1,2\n".to_vec(), None).unwrap();
        let error = ParquetError::General("Disabled feature at compile time: lz4".to_owned());

        let message = broken(&file, &error).message;

        assert!(message.contains("packed with lz4"), "{message}");
        assert!(message.ends_with("write the file with snappy, gzip or zstd"), "{message}");
    }
}
