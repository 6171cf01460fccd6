//! Areas, their vintages and outlines.
