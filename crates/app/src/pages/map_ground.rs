//! What a map of areas is drawn on.

pub use crate::assessment::Ground as MapGround;
use crate::{AreaLevel, House};
use base::Result;

/// The best ground there is for a map of these areas of one level, from everything that is current.
pub async fn map_ground(house: &House, level: AreaLevel, codes: &[String]) -> Result<MapGround> {
    let holdings = house.store.holdings(None, None).await?;
    crate::assessment::ground_of(house, &holdings, level, codes).await
}
