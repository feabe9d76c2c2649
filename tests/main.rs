//! All integration tests, in one binary.

#[cfg(test)]
mod support;

#[cfg(test)]
mod cli {
    mod doctor;
    mod export;
    mod new;
    mod other;
    mod simulate;
    mod status;
}
