//! What anybody may see: the public pages, and what browsers and watchers ask for.

use super::group;
use crate::{assets, pages};

group! {
    Get "/" => pages::public::public, ReadPublished, Open, "what this partnership is, what is known, and who is in it";
    Get "/about" => pages::about::about, ReadPublished, Open, "what this is and where its numbers come from";
    Get "/accessibility" => pages::accessibility::accessibility, ReadPublished, Open, "how these pages can be used";
    Get "/assets/{*name}" => assets::asset, ReadPublished, Anybody, "stylesheet and scripts";
    Get "/healthz" => pages::healthz::healthz, ReadPublished, Anybody, "whether the service answers";
    Get "/readyz" => pages::healthz::readyz, ReadPublished, Anybody, "whether record, keystore and disk answer";
}
