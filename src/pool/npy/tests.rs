//! Tests that every array of NumPy is read as NumPy means it, and nothing else.

use std::fs;

use proptest::prelude::*;

use super::*;

/// A file as NumPy writes it.
fn file(version: u8, header: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend([version, 0]);
    let size = header.len() as u32;
    if version == 1 {
        bytes.extend((size as u16).to_le_bytes());
    } else {
        bytes.extend(size.to_le_bytes());
    }
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

fn header(kind: &str, fortran: &str, shape: &str) -> String {
    format!("{{'descr': '{kind}', 'fortran_order': {fortran}, 'shape': {shape}, }}   \n")
}

fn read_bytes(bytes: &[u8]) -> Result<Vectors> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v.npy");
    fs::write(&path, bytes).unwrap();
    read_npy(&path)
}

#[test]
fn every_type_order_and_version_is_read() {
    let want = [1.0, -2.0, 3.0, 4.0, 5.0, 6.0];
    let f4: Vec<u8> = want
        .iter()
        .flat_map(|value: &f32| value.to_le_bytes())
        .collect();
    let f8: Vec<u8> = want
        .iter()
        .flat_map(|value| f64::from(*value).to_be_bytes())
        .collect();
    let i2: Vec<u8> = [1_i16, -2, 3, 4, 5, 6]
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    let i8s: Vec<u8> = [1_i64, -2, 3, 4, 5, 6]
        .iter()
        .flat_map(|value| value.to_be_bytes())
        .collect();
    let i1: Vec<u8> = [1_i8, -2, 3, 4, 5, 6]
        .iter()
        .map(|value| value.cast_unsigned())
        .collect();
    // 1, -2, 3, 4, 5, 6 in binary16.
    let f2: Vec<u8> = [0x3C00_u16, 0xC000, 0x4200, 0x4400, 0x4500, 0x4600]
        .iter()
        .flat_map(|bits| bits.to_le_bytes())
        .collect();
    for (kind, data) in [
        ("<f4", &f4),
        (">f8", &f8),
        ("<i2", &i2),
        (">i8", &i8s),
        ("|i1", &i1),
        ("<f2", &f2),
    ] {
        for version in 1..=3 {
            let bytes = file(version, &header(kind, "False", "(2, 3)"), data);
            let vectors = read_bytes(&bytes).unwrap();
            assert_eq!((vectors.len(), vectors.width()), (2, 3), "{kind}");
            assert_eq!(vectors.values(), want, "{kind}");
        }
    }
    let bytes = file(1, &header("<f4", "True", "(2, 3)"), &f4);
    let vectors = read_bytes(&bytes).unwrap();
    assert_eq!(vectors.row(0), [1.0, 3.0, 5.0]);
    assert_eq!(vectors.row(1), [-2.0, 4.0, 6.0]);
    let bytes = file(1, &header("|b1", "False", "(3, 1)"), &[1, 0, 1]);
    assert_eq!(read_bytes(&bytes).unwrap().values(), [1.0, 0.0, 1.0]);
    let bytes = file(1, &header("|u1", "False", "(1, 1)"), &[255]);
    assert_eq!(read_bytes(&bytes).unwrap().values(), [255.0]);
}

#[test]
fn half_precision_is_exact() {
    for (bits, value) in [
        (0x0000, 0.0),
        (0x8000, -0.0),
        (0x0001, 2_f64.powi(-24)),
        (0x03FF, 1023.0 * 2_f64.powi(-24)),
        (0x0400, 2_f64.powi(-14)),
        (0x7BFF, 65504.0),
        (0x3555, 0.333_251_953_125),
    ] {
        assert_eq!(half(bits).to_bits(), f64::to_bits(value), "{bits:04x}");
    }
    assert!(half(0x7C00).is_infinite() && half(0x7E00).is_nan());
}

#[test]
fn what_is_no_usable_array_is_refused_with_a_next_step() {
    let two = [0_u8; 8];
    let nan = f32::NAN.to_le_bytes();
    let large = 1e300_f64.to_le_bytes();
    let cases = [
        (b"PK\x03\x04 zip archive".to_vec(), "not an array of NumPy"),
        (file(9, "", &[]), "version 9"),
        (file(1, "{}", &[]), "header cannot be read"),
        (file(1, &header("<f4", "False", "(2,)"), &two), "(2,)"),
        (file(1, &header("<f4", "False", "(1, 1, 2)"), &two), "shape"),
        (
            file(1, &header("<f4", "False", "(3, 1)"), &two),
            "promises 3 rows",
        ),
        (
            file(1, &header("<f4", "False", "(1, 1)"), &two),
            "promises 1 rows",
        ),
        (
            file(
                1,
                &header("<f4", "False", "(18446744073709551615, 4096)"),
                &two,
            ),
            "",
        ),
        (file(1, &header("<f4", "False", "(2, 0)"), &[]), "empty"),
        (file(1, &header("<f4", "False", "(1, 5000)"), &[]), "5000"),
        (file(1, &header("|O", "False", "(2, 1)"), &two), "\"|O\""),
        (file(1, &header("<c8", "False", "(1, 1)"), &two), "\"<c8\""),
        (file(1, &header("<U1", "False", "(2, 1)"), &two), "\"<U1\""),
        (
            file(
                1,
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 1), }",
                &two,
            ),
            "structured",
        ),
        (
            file(1, &header("<f4", "False", "(1, 1)"), &nan),
            "row 1, number 1 is not a number (NaN)",
        ),
        (file(1, &header("<f8", "False", "(1, 1)"), &large), "large"),
        (
            file(1, &header("<f4", "False", "(2, 1)"), &two)[..9].to_vec(),
            "cut off",
        ),
        (Vec::new(), "cut off"),
    ];
    for (bytes, words) in cases {
        let error = read_bytes(&bytes).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert!(error.to_string().contains("v.npy"), "{error}");
        assert!(!error.next_step().is_empty());
    }
}

#[test]
fn what_was_written_comes_back_or_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vectors.npy");
    let values = vec![1.5, -0.0, f32::MIN_POSITIVE, 1e-44, f32::MAX, 7.0];
    let vectors = Vectors::new(3, values).unwrap();
    let hash = write_vectors(&path, &vectors).unwrap();
    let bytes = fs::read(&path).unwrap();
    assert_eq!(hash, blake3::hash(&bytes).to_hex().as_str());
    assert_eq!(
        bytes.len() % 64,
        24,
        "the numbers begin at a multiple of 64"
    );
    let back = read_written_vectors(&path, &hash).unwrap();
    let bits = |vectors: &Vectors| -> Vec<u32> {
        vectors
            .values()
            .iter()
            .map(|value| value.to_bits())
            .collect()
    };
    assert_eq!(bits(&back), bits(&vectors));
    assert!(write_vectors(&path, &vectors).is_err(), "it is immutable");
    let mut other = bytes;
    *other.last_mut().unwrap() ^= 1;
    fs::write(&path, other).unwrap();
    let error = read_written_vectors(&path, &hash).unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
}

proptest! {
    #[test]
    fn any_bytes_are_an_array_or_an_error(
        version in 0_u8..5,
        header in "(\\{'descr': '[<>|=][fiub][1248]', 'fortran_order': (True|False), 'shape': \\([0-9]{0,2}, [0-9]{0,2}\\), \\}|.{0,80})",
        data in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        if let Ok(vectors) = read_bytes(&file(version, &header, &data)) {
            prop_assert!(vectors.values().iter().all(|value| value.is_finite()));
            prop_assert_eq!(vectors.len() * vectors.width(), vectors.values().len());
        }
    }
}
