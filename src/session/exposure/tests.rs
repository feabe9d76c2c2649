//! Do caps, spacing and chances hold over whole sessions?
