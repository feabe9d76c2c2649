//! Do the views say what was said, and lose none of it?
