//! Limits of the reading of street files: given, not built in, so that a rule file can state them.

/// What a street file is held against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StreetRules {
    /// Longitudes of Great Britain and Northern Ireland, degrees of WGS84, west to east, both inclusive.
    pub longitudes: (f64, f64),
    /// Latitudes of the same, south to north, both inclusive.
    pub latitudes: (f64, f64),
    /// The longest record taken, in bytes. A longer one is most often an unclosed quotation mark.
    pub max_line_bytes: usize,
    /// How many rows may be rejected before the file is taken for something else and refused.
    pub max_problems: usize,
}

impl Default for StreetRules {
    /// The box round Great Britain with its islands (St Kilda to Lowestoft Ness, the Western Rocks of Scilly to Out
    /// Stack) and Northern Ireland, which lies inside it; the seabed and Rockall are not in it.
    fn default() -> Self {
        Self { longitudes: (-8.75, 1.80), latitudes: (49.80, 60.90), max_line_bytes: 1 << 20, max_problems: 1_000_000 }
    }
}

/// What the box says of a pair of coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Inside, or nothing given.
    Inside,
    /// Outside as it stands, inside when the two are exchanged.
    Swapped,
    /// Outside either way.
    Outside,
}

impl StreetRules {
    pub(crate) fn place(&self, longitude: Option<f64>, latitude: Option<f64>) -> Place {
        let within = |x: f64, (low, high): (f64, f64)| x >= low && x <= high;
        let fits = |longitude: Option<f64>, latitude: Option<f64>| {
            longitude.is_none_or(|x| within(x, self.longitudes)) && latitude.is_none_or(|y| within(y, self.latitudes))
        };
        if fits(longitude, latitude) {
            Place::Inside
        } else if longitude.is_some() && latitude.is_some() && fits(latitude, longitude) {
            Place::Swapped
        } else {
            Place::Outside
        }
    }
}
