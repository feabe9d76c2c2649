//! Where the images of items are: a column of paths, and the folder they start from.
//!
//! A path is somebody else's text: whoever opens it makes sure that it is a regular file. It is
//! never an address on the net.

use std::path::{Path, PathBuf};

/// The ends of the names of images that can be shown.
const ENDS: [&str; 5] = ["png", "jpg", "jpeg", "gif", "webp"];

/// A longer value is no path.
const LONGEST: usize = 4_096;

/// A column of paths to images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageColumn {
    /// Its name.
    pub column: String,
    /// Where relative paths start.
    pub folder: PathBuf,
}

impl ImageColumn {
    /// Where the image of a path is; an absolute path stays as it is.
    pub(crate) fn place(&self, path: &str) -> PathBuf {
        self.folder.join(path.trim())
    }
}

/// Whether a value looks like the path of an image.
pub(super) fn is_image_path(value: &str) -> bool {
    let Some((before, end)) = value.rsplit_once('.') else {
        return false;
    };
    ENDS.iter().any(|known| end.eq_ignore_ascii_case(known))
        && !before.is_empty()
        && value.len() <= LONGEST
        && !value.contains(['\n', '\0'])
        && !is_address(value)
}

/// Whether a value is an address on the net rather than a path.
pub(crate) fn is_address(value: &str) -> bool {
    let Some((scheme, _)) = value.trim().split_once("://") else {
        return false;
    };
    !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The way from one folder to another, where both are absolute and have a part in common; else the
/// other as it is.
pub(crate) fn way_between(from: &Path, to: &Path) -> PathBuf {
    let common = from
        .components()
        .zip(to.components())
        .take_while(|(one, other)| one == other)
        .count();
    if common == 0 {
        return to.to_path_buf();
    }
    let up = from.components().skip(common).map(|_| Path::new(".."));
    let down = to.components().skip(common);
    let way: PathBuf = up
        .chain(down.map(|part| Path::new(part.as_os_str())))
        .collect();
    if way.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        way
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_known_by_its_end() {
        for path in [
            "a.png",
            "x y/b.JPEG",
            "/home/c.WebP",
            "C:\\d.gif",
            "e.tar.jpg",
        ] {
            assert!(is_image_path(path), "{path}");
        }
        for other in [
            "",
            "png",
            ".png",
            "a.pdf",
            "https://x.org/a.png",
            "a\n.png",
            "see a.png.",
        ] {
            assert!(!is_image_path(other), "{other}");
        }
    }

    #[test]
    fn the_way_leads_from_one_folder_to_the_other() {
        let way = |from: &str, to: &str| way_between(Path::new(from), Path::new(to));
        assert_eq!(way("/a/b/p", "/a/b"), Path::new(".."));
        assert_eq!(way("/a/p", "/a/data/x"), Path::new("../data/x"));
        assert_eq!(way("/a", "/a"), Path::new("."));
        assert_eq!(way("p", "/a"), Path::new("/a"));
    }
}
