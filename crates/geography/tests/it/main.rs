//! Laws and worked cases of `geography`.

mod changes;
mod gazetteer;
mod outlines;
mod places;
