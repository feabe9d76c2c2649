//! Small workbooks, written here part by part.

use std::io::Write;

use super::*;

/// A workbook whose sheets hold these rows of cells, as a spreadsheet writes them.
fn workbook(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, content: &str| {
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    put(
        "[Content_Types].xml",
        &format!("<Types xmlns=\"{package}/content-types\"/>"),
    );
    put(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let (mut listed, mut related) = (String::new(), String::new());
    for (at, (name, state, rows)) in sheets.iter().enumerate() {
        listed.push_str(&format!(
            "<sheet name=\"{name}\" sheetId=\"{at}\" state=\"{state}\" r:id=\"s{at}\"/>"
        ));
        related.push_str(&format!("<Relationship Id=\"s{at}\" Type=\"{office}/worksheet\" Target=\"worksheets/s{at}.xml\"/>"));
        put(
            &format!("xl/worksheets/s{at}.xml"),
            &format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        );
    }
    put(
        "xl/workbook.xml",
        &format!(
            "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{listed}</sheets></workbook>"
        ),
    );
    put(
        "xl/_rels/workbook.xml.rels",
        &format!("<Relationships xmlns=\"{package}/relationships\">{related}</Relationships>"),
    );
    writer.finish().unwrap().into_inner()
}

const ROWS: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>id</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>text</t></is></c></row>\
    <row r=\"2\"><c r=\"A2\"><v>10000000001</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>late, \"again\"</t></is></c></row>\
    <row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>007</t></is></c><c r=\"B3\" t=\"e\"><v>#N/A</v></c></row>\
    <row r=\"4\"><c r=\"A4\"><v>1.5</v></c><c r=\"B4\" t=\"b\"><v>1</v></c></row>";

fn table(bytes: &[u8], sheet: Option<&str>) -> Result<(String, Vec<String>)> {
    let reading = Reading {
        sheet: sheet.map(str::to_owned),
        ..Reading::default()
    };
    let (text, notes) = as_table(Path::new("b.xlsx"), bytes, &reading)?;
    Ok((String::from_utf8(text).unwrap(), notes))
}

#[test]
fn cells_are_written_as_they_are_seen() {
    let (text, notes) = table(
        &workbook(&[("Tickets", "visible", ROWS), ("Empty", "visible", "")]),
        None,
    )
    .unwrap();
    assert_eq!(
        text,
        "id,text\n10000000001,\"late, \"\"again\"\"\"\n007,\n1.5,true\n"
    );
    assert_eq!(
        notes,
        [
            "the sheet \"Tickets\" is read",
            "1 cell of errors (#N/A …) read as empty"
        ]
    );
}

#[test]
fn of_several_sheets_a_person_says_which() {
    let book = workbook(&[
        ("One", "visible", ROWS),
        ("Two", "visible", ROWS),
        ("Old", "hidden", ROWS),
    ]);
    let error = table(&book, None).unwrap_err();
    assert!(error.to_string().contains("One, Two") && error.next_step().contains("--sheet"));
    assert!(table(&book, Some("Old")).unwrap().0.starts_with("id,text"));
    assert!(
        table(&book, Some("Three"))
            .unwrap_err()
            .next_step()
            .contains("One, Two, Old")
    );
    let empty = workbook(&[("One", "visible", "")]);
    assert!(
        table(&empty, None)
            .unwrap_err()
            .to_string()
            .contains("no sheet holds anything")
    );
    assert!(
        table(b"PK\x03\x04", None)
            .unwrap_err()
            .to_string()
            .contains("cannot be read")
    );
}
