//! Areas, their vintages and outlines: which LSOA lies in which ward, which census a set of codes belongs to,
//! and shapes that can be checked and drawn.
//!
//! GeoJSON, well-known binary and Shapefile are read by hand here, polygons only: every count in a file is checked
//! against the bytes that are there, and nothing recurses as deep as a hostile file asks.

mod changes;
mod contiguity;
mod draw;
mod extent;
mod gazetteer;
mod geojson;
mod grid;
mod locate;
mod outline;
mod places;
mod plane;
mod shapefile;
mod wkb;

pub use changes::{AreaChange, Change, ChangeTable, WardShare};
pub use contiguity::{Boundary, Contiguity, Criterion};
pub use draw::{Projection, simplify};
pub use extent::Extent;
pub use gazetteer::{AreaRow, Gazetteer, LookupRow};
pub use geo_types::Coord;
pub use geojson::{Feature, FeatureCollection, GeoJsonError, PropertyValue, read_feature_collection};
pub use grid::{Crs, grid_to_lon_lat, lon_lat_to_grid};
pub use locate::{Locator, Place};
pub use outline::{Fault, Outline};
pub use places::{Decision, Places, VintageCount};
pub use plane::PlaneError;
pub use shapefile::{ShapefileError, Shapes, read_attributes, read_plane_shapes, read_shapes};
pub use wkb::{outline_from_gpkg_blob, polygons_from_wkb};

/// The polygons of an area on a plane: what outlines, statistics and the locator have in common. Callers hand it from
/// one to the other and need not look inside.
pub type Polygons = geo_types::MultiPolygon<f64>;
