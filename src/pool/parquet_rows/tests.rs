//! Small Parquet files, written here.

use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::*;
use crate::pool::format::Format;

/// A file of an id, a text (missing in the second row) and a number.
fn file(schema: &str, compression: Compression, texts: &[&[u8]]) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column
        .typed::<Int64Type>()
        .write_batch(&[1, 10_000_000_001, 3], None, None)
        .unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let texts: Vec<ByteArray> = texts
        .iter()
        .map(|text| ByteArray::from(text.to_vec()))
        .collect();
    column
        .typed::<ByteArrayType>()
        .write_batch(&texts, Some(&[1, 0, 1]), None)
        .unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column
        .typed::<DoubleType>()
        .write_batch(&[0.5, f64::NAN, 2.0], None, None)
        .unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

fn rows(bytes: Vec<u8>) -> Result<Rows> {
    let mut rows = Rows::new(Path::new("t.parquet"), Format::Parquet);
    read(&mut rows, bytes)?;
    assert!(rows.adds_up());
    Ok(rows)
}

const NAMED: &str =
    "message m { required int64 id; optional binary text (STRING); required double score; }";
const BARE: &str = "message m { required int64 id; optional binary text; required double score; }";

#[test]
fn values_are_written_plainly_whatever_packed_them() {
    let zstd = Compression::ZSTD(ZstdLevel::try_new(3).unwrap());
    for (schema, compression) in [
        (NAMED, Compression::UNCOMPRESSED),
        (NAMED, Compression::SNAPPY),
        (BARE, zstd),
        (BARE, Compression::LZ4_RAW),
    ] {
        let read = rows(file(
            schema,
            compression,
            &["schön\n\"so\"".as_bytes(), b"b"],
        ))
        .unwrap();
        assert_eq!(read.columns, ["id", "text", "score"]);
        let cells = |at: usize| -> Vec<Option<&str>> {
            read.columns
                .iter()
                .map(|name| read.rows[at].get(name))
                .collect()
        };
        assert_eq!(cells(0), [Some("1"), Some("schön\n\"so\""), Some("0.5")]);
        assert_eq!(cells(1), [Some("10000000001"), None, None]);
        assert_eq!(cells(2), [Some("3"), Some("b"), Some("2")]);
    }
}

#[test]
fn bytes_that_are_no_text_cost_a_row_and_a_damaged_file_is_refused() {
    let read = rows(file(BARE, Compression::UNCOMPRESSED, &[b"\xFF\xFE", b"b"])).unwrap();
    assert_eq!((read.rows.len(), read.rejects.len()), (2, 1));
    assert!(read.rejects[0].reason.contains("\"text\": holds bytes"));
    let whole = file(NAMED, Compression::SNAPPY, &[b"a", b"b"]);
    for damaged in [&whole[..whole.len() - 5], b"PAR1", b"PAR1\0\0\0\0PAR1"] {
        let error = rows(damaged.to_vec()).unwrap_err();
        assert!(error.to_string().contains("cannot be read"), "{error}");
        assert!(!error.next_step().is_empty());
    }
}
