//! Areas, their vintages and outlines: which LSOA lies in which ward, which census a set of codes belongs to,
//! and shapes that can be checked and drawn.
//!
//! GeoJSON, well-known binary and Shapefile are read by hand here, polygons only: every count in a file is checked
//! against the bytes that are there, and nothing recurses as deep as a hostile file asks.

mod changes;
mod draw;
mod extent;
mod gazetteer;
mod geojson;
mod grid;
mod outline;
mod places;
mod shapefile;
mod wkb;

pub use changes::{AreaChange, Change, ChangeTable, WardShare};
pub use draw::{Projection, simplify};
pub use extent::Extent;
pub use gazetteer::{AreaRow, Gazetteer, LookupRow};
pub use geojson::{Feature, FeatureCollection, GeoJsonError, PropertyValue, read_feature_collection};
pub use grid::{Crs, grid_to_lon_lat};
pub use outline::{Fault, Outline};
pub use places::{Decision, Places, VintageCount};
pub use shapefile::{ShapefileError, Shapes, read_attributes, read_shapes};
pub use wkb::outline_from_gpkg_blob;
