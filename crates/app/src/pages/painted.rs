//! A drawing as PNG.

use crate::House;
use base::Result;
use std::sync::Arc;

/// Pixels to a unit of a drawing: enough for a slide and for print at the width of a page.
const SCALE: f32 = 2.0;

/// A drawing as PNG, painted off the threads that answer pages and two at once at the most.
pub async fn painted(house: &House, svg: String) -> Result<Vec<u8>> {
    let _leave = house.heavy.acquire().await;
    let press = Arc::clone(&house.press);
    crate::house::off_the_runtime(move || press.png(&svg, SCALE)).await
}
