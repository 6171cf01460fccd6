//! The policies as a whole: what they decide, how they print themselves, and the laws that hold of them.

mod answers;
mod files;
mod laws;
mod situations;
mod support;
