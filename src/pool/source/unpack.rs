//! Unpacks `.gz` and `.zst` files, and the one file of a `.zip`, by what they hold.
//!
//! A spreadsheet is a zip and stays one. Invariant: what comes out is bounded, by the limit of a
//! source and by how much of nothing a packed file may hold.

use std::io::{self, Cursor, Read};
use std::path::Path;

use crate::error::{Error, Place, Result};
use crate::pool::bytes::size;
use crate::pool::reading::Reading;

/// Text shrinks to a tenth, seldom to a fiftieth; what shrinks more is made to burst.
const MOST_RATIO: u64 = 200;
/// As much may come of any file.
const HARMLESS: u64 = 64 << 20;
/// More names than these are not listed.
const MOST_LISTED: usize = 8;

/// The content of packed bytes; other bytes as they are. With `most`, the first bytes only.
pub(super) fn unpack(
    path: &Path,
    packed: Vec<u8>,
    reading: &Reading,
    most: Option<u64>,
    notes: &mut Vec<String>,
) -> Result<Vec<u8>> {
    let bound = Bound {
        path,
        packed: packed.len() as u64,
        limit: reading.limits.max_source_bytes,
        most,
    };
    if packed.starts_with(b"\x1F\x8B") {
        notes.push("the file is packed with gzip".into());
        return bound.read(flate2::read::MultiGzDecoder::new(packed.as_slice()), "gzip");
    }
    if packed.starts_with(b"\x28\xB5\x2F\xFD") {
        notes.push("the file is packed with zstd".into());
        let decoder = zstd::stream::read::Decoder::new(packed.as_slice());
        return bound.read(decoder.map_err(Error::io(path, "unpack"))?, "zstd");
    }
    if packed.starts_with(b"PK\x03\x04") {
        return zip(&bound, packed, notes);
    }
    Ok(packed)
}

struct Bound<'a> {
    path: &'a Path,
    packed: u64,
    limit: u64,
    most: Option<u64>,
}

impl Bound<'_> {
    fn read(&self, content: impl Read, what: &str) -> Result<Vec<u8>> {
        let fair = HARMLESS.max(self.packed.saturating_mul(MOST_RATIO));
        let bound = self.limit.min(fair);
        let mut bytes = Vec::new();
        let wanted = self.most.unwrap_or(bound.saturating_add(1));
        match content.take(wanted).read_to_end(&mut bytes) {
            Ok(_) => {}
            // The beginning of a packed file ends anywhere.
            Err(_) if self.most.is_some() && !bytes.is_empty() => {}
            Err(error) => return Err(self.damaged(what, &error)),
        }
        if self.most.is_none() && bytes.len() as u64 > bound {
            return Err(self.refuse(
                format!(
                    "unpacks to more than {} from {}",
                    size(bound >> 20 << 20),
                    size(self.packed)
                ),
                "unpack it yourself and look at what it holds; a file of several GB is imported in \
                 parts",
            ));
        }
        Ok(bytes)
    }

    fn damaged(&self, what: &str, error: &io::Error) -> Error {
        self.refuse(
            format!("the {what} data are cut off or damaged: {error}"),
            "copy or download the file again",
        )
    }

    fn refuse(&self, what: impl Into<String>, next: impl Into<String>) -> Error {
        Error::input(Place::file(self.path), what, next)
    }
}

/// The one file of a zip; the zip itself if it is a spreadsheet.
fn zip(bound: &Bound<'_>, packed: Vec<u8>, notes: &mut Vec<String>) -> Result<Vec<u8>> {
    if bound.most.is_some_and(|most| packed.len() as u64 >= most) {
        return Err(bound.refuse(
            "a zip that is too large to look into before it is read",
            "choose it to read it",
        ));
    }
    let opened = zip::ZipArchive::new(Cursor::new(packed.as_slice()));
    let mut archive = opened.map_err(|error| bound.damaged("zip", &error.into()))?;
    let names: Vec<String> = (0..archive.len())
        .filter_map(|at| Some(archive.by_index_raw(at).ok()?.name().ok()?.into_owned()))
        .collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    if has("[Content_Types].xml") || has("mimetype") {
        if names.iter().any(|name| name.starts_with("word/")) {
            return Err(bound.refuse(
                "a Word document",
                "save its texts as a table or as .txt files",
            ));
        }
        return Ok(packed);
    }
    let files: Vec<&String> = names.iter().filter(|name| is_content(name)).collect();
    match files.as_slice() {
        [] => Err(bound.refuse(
            "a zip without a file in it",
            "check that it was written completely",
        )),
        [name] => {
            let entry = archive.by_name(name);
            let entry = entry.map_err(|error| bound.damaged("zip", &error.into()))?;
            notes.push(format!("the file is packed: a zip of {name:?}"));
            bound.read(entry, "zip")
        }
        several => {
            let listed: Vec<&str> = several
                .iter()
                .take(MOST_LISTED)
                .map(|name| name.as_str())
                .collect();
            let more = several.len() - listed.len();
            let listed = match more {
                0 => listed.join(", "),
                more => format!("{}, and {more} more", listed.join(", ")),
            };
            Err(bound.refuse(
                format!("a zip of {} files: {listed}", several.len()),
                "unpack it (`unzip FILE.zip -d FOLDER`) and give one of them, or the folder if each \
                 holds one text",
            ))
        }
    }
}

/// Whether a file in a zip is somebody's, not the system's.
fn is_content(name: &str) -> bool {
    !name.ends_with('/')
        && !name
            .split('/')
            .any(|part| part.starts_with('.') || part == "__MACOSX")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn unpacked(packed: &[u8]) -> Result<Vec<u8>> {
        let path = Path::new("f.csv");
        unpack(
            path,
            packed.to_vec(),
            &Reading::default(),
            None,
            &mut Vec::new(),
        )
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            let options = zip::write::SimpleFileOptions::default();
            writer.start_file(*name, options).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn packed_content_comes_out_whatever_the_file_is_called() {
        let content = b"id,text\n1,a\n".as_slice();
        assert_eq!(unpacked(content).unwrap(), content);
        assert_eq!(unpacked(&gzip(content)).unwrap(), content);
        let two = [gzip(b"id,text\n"), gzip(b"1,a\n")].concat();
        assert_eq!(unpacked(&two).unwrap(), content, "members joined");
        let zst = zstd::encode_all(content, 3).unwrap();
        assert_eq!(unpacked(&zst).unwrap(), content);
        let zip = zipped(&[
            ("__MACOSX/._a.csv", b"x"),
            ("d/a.csv", content),
            (".DS_Store", b"y"),
        ]);
        assert_eq!(unpacked(&zip).unwrap(), content);
    }

    #[test]
    fn what_is_cut_off_or_several_files_is_refused_with_what_to_do() {
        let gz = gzip(b"id,text\n1,a\n");
        let refusals: [(Vec<u8>, &str); 5] = [
            (gz[..gz.len() - 9].to_vec(), "cut off"),
            (b"\x28\xB5\x2F\xFDxx".to_vec(), "damaged"),
            (b"PK\x03\x04 no zip".to_vec(), "damaged"),
            (
                zipped(&[("a.csv", b"x"), ("b.csv", b"y")]),
                "2 files: a.csv, b.csv",
            ),
            (
                zipped(&[("[Content_Types].xml", b"x"), ("word/document.xml", b"y")]),
                "Word",
            ),
        ];
        for (packed, words) in refusals {
            let error = unpacked(&packed).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
            assert!(!error.next_step().is_empty());
        }
    }

    #[test]
    fn what_bursts_is_refused_before_it_fills_the_memory() {
        let bomb = gzip(&vec![b'a'; 80 << 20]);
        let error = unpacked(&bomb).unwrap_err();
        assert!(
            error.to_string().contains("unpacks to more than 64 MiB"),
            "{error}"
        );
    }
}
