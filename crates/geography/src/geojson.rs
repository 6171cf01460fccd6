//! GeoJSON (RFC 7946) read feature by feature, so that one bad shape does not cost the others.

use crate::outline::Rings;
use crate::{Crs, Extent, Fault, Outline};
use geo_types::Coord;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Why a text is not a feature collection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GeoJsonError {
    /// Not JSON, with the parser's own words and place.
    #[error("it is not valid JSON: {0}")]
    NotJson(String),
    /// A `TopoJSON` file.
    #[error("it is TopoJSON, in which areas share their edges")]
    TopoJson,
    /// JSON, but of another `type`.
    #[error("its type is `{0}`, not FeatureCollection")]
    OtherType(String),
}

/// The value of a property, as text where it has one.
pub type PropertyValue = Option<String>;

/// One feature: its properties in the file's order, and its shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Names and values; a value that is neither text nor number is missing.
    pub properties: Vec<(String, PropertyValue)>,
    geometry: Option<RawGeometry>,
}

impl Feature {
    /// The feature's outline in degrees, checked against `allowed`.
    pub fn outline(&self, crs: Crs, allowed: &Extent) -> Result<Outline, Fault> {
        self.geometry.as_ref().ok_or(Fault::Empty)?.outline(crs, allowed)
    }
}

/// A collection as read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FeatureCollection {
    /// The name in the `crs` member older files have; empty if there is none, which means degrees.
    pub crs_name: String,
    /// The features in order.
    pub features: Vec<Feature>,
}

/// Reads a feature collection. Nesting is capped by the JSON reader, so a hostile file can't exhaust the stack.
pub fn read_feature_collection(text: &str) -> Result<FeatureCollection, GeoJsonError> {
    let raw: RawCollection = serde_json::from_str(text).map_err(|e| GeoJsonError::NotJson(e.to_string()))?;
    match raw.kind.as_deref() {
        Some("FeatureCollection") => {}
        Some("Topology") => return Err(GeoJsonError::TopoJson),
        other => return Err(GeoJsonError::OtherType(other.unwrap_or("not stated").to_owned())),
    }
    let features = raw.features.into_iter().map(|f| Feature { properties: f.properties.0, geometry: f.geometry }).collect();
    Ok(FeatureCollection { crs_name: raw.crs.map(|c| c.properties.name).unwrap_or_default(), features })
}

/// Reads one geometry in degrees.
pub(crate) fn read_geometry(text: &str, allowed: &Extent) -> Result<Outline, Fault> {
    let raw: RawGeometry = serde_json::from_str(text).map_err(|_| Fault::Malformed)?;
    raw.outline(Crs::Wgs84, allowed)
}

#[derive(serde::Deserialize)]
struct RawCollection {
    #[serde(rename = "type")]
    kind: Option<String>,
    crs: Option<RawCrs>,
    #[serde(default)]
    features: Vec<RawFeature>,
}

#[derive(serde::Deserialize)]
struct RawCrs {
    properties: RawCrsName,
}

#[derive(serde::Deserialize)]
struct RawCrsName {
    #[serde(default)]
    name: String,
}

#[derive(serde::Deserialize)]
struct RawFeature {
    #[serde(default, deserialize_with = "null_is_empty")]
    properties: Properties,
    #[serde(default)]
    geometry: Option<RawGeometry>,
}

fn null_is_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Properties, D::Error> {
    Ok(Option::<Properties>::deserialize(deserializer)?.unwrap_or_default())
}

#[derive(Default)]
struct Properties(Vec<(String, PropertyValue)>);

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Properties;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of properties")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Properties, A::Error> {
                let mut found = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, serde_json::Value>()? {
                    let text = match value {
                        serde_json::Value::String(text) => Some(text),
                        serde_json::Value::Number(number) => Some(number.to_string()),
                        _ => None,
                    };
                    found.push((name, text));
                }
                Ok(Properties(found))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
struct RawGeometry {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    coordinates: Node,
}

impl RawGeometry {
    fn outline(&self, crs: Crs, allowed: &Extent) -> Result<Outline, Fault> {
        let polygons = match self.kind.as_str() {
            "Polygon" => vec![rings(&self.coordinates, crs)?],
            "MultiPolygon" => self.coordinates.list()?.iter().map(|node| rings(node, crs)).collect::<Result<_, _>>()?,
            "Point" | "MultiPoint" | "LineString" | "MultiLineString" => return Err(Fault::NotAnArea),
            _ => return Err(Fault::Malformed),
        };
        Outline::from_rings(polygons, allowed)
    }
}

fn rings(node: &Node, crs: Crs) -> Result<Rings, Fault> {
    node.list()?
        .iter()
        .map(|ring| {
            ring.list()?
                .iter()
                .map(|point| if let Node::Point(p) = point { Ok(crs.to_lon_lat(*p)) } else { Err(Fault::Malformed) })
                .collect()
        })
        .collect()
}

/// Coordinates as nested lists. A list that begins with two numbers is kept as a point at once: a national file has
/// millions of them, and a tree of JSON values would take several times the memory.
#[derive(Debug, Clone, PartialEq, Default)]
enum Node {
    #[default]
    Bad,
    Number(f64),
    Point(Coord<f64>),
    List(Vec<Node>),
}

impl Node {
    fn list(&self) -> Result<&[Node], Fault> {
        match self {
            Self::List(nodes) => Ok(nodes),
            _ => Err(Fault::Malformed),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Nested;
        impl<'de> Visitor<'de> for Nested {
            type Value = Node;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("coordinates")
            }
            fn visit_f64<E>(self, x: f64) -> Result<Node, E> {
                Ok(Node::Number(x))
            }
            fn visit_i64<E>(self, x: i64) -> Result<Node, E> {
                Ok(Node::Number(x as f64))
            }
            fn visit_u64<E>(self, x: u64) -> Result<Node, E> {
                Ok(Node::Number(x as f64))
            }
            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Bad)
            }
            fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
                Ok(Node::Bad)
            }
            fn visit_str<E>(self, _: &str) -> Result<Node, E> {
                Ok(Node::Bad)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Node::Bad)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
                let Some(first) = seq.next_element::<Node>()? else { return Ok(Node::List(Vec::new())) };
                if let Node::Number(x) = first {
                    let second = seq.next_element::<Node>()?;
                    while seq.next_element::<IgnoredAny>()?.is_some() {}
                    return Ok(if let Some(Node::Number(y)) = second { Node::Point(Coord { x, y }) } else { Node::Bad });
                }
                let mut nodes = vec![first];
                while let Some(node) = seq.next_element()? {
                    nodes.push(node);
                }
                Ok(Node::List(nodes))
            }
        }
        deserializer.deserialize_any(Nested)
    }
}
