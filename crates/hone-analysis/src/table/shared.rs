//! A file that several threads read, each from a place of its own.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};

/// An open file. A plain [`File`] has one place from which all that share it go on.
#[derive(Debug)]
pub(crate) struct Shared {
    file: Arc<Mutex<File>>,
    length: u64,
}

/// Reads on from one place.
#[derive(Debug)]
pub(crate) struct Onward {
    file: Arc<Mutex<File>>,
    at: u64,
}

impl Shared {
    pub(crate) fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { file: Arc::new(Mutex::new(file)), length })
    }

    fn onward(&self, at: u64) -> Onward {
        Onward { file: Arc::clone(&self.file), at }
    }
}

impl Read for Onward {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let n = file.read(buffer)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl Length for Shared {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Shared {
    type T = BufReader<Onward>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(BufReader::new(self.onward(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        // A broken file may ask for more than there is memory.
        let end = start.checked_add(length as u64).filter(|end| *end <= self.length);
        if end.is_none() {
            return Err(ParquetError::EOF("a part lies beyond the end of the file".to_owned()));
        }
        let mut bytes = vec![0; length];
        self.onward(start).read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn readers_of_one_file_do_not_move_each_other_and_none_reads_beyond_its_end() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"abcdefgh").unwrap();
        let shared = Shared::new(file).unwrap();
        let (mut first, mut second) = (shared.onward(0), shared.onward(4));
        let (mut one, mut other) = ([0; 2], [0; 2]);

        first.read_exact(&mut one).unwrap();
        second.read_exact(&mut other).unwrap();
        first.read_exact(&mut one).unwrap();

        assert_eq!((&one, &other), (b"cd", b"ef"));
        assert_eq!(shared.get_bytes(6, 2).unwrap().as_ref(), b"gh");
        assert!(shared.get_bytes(6, 3).is_err() && shared.get_bytes(u64::MAX, 1).is_err());
    }
}
