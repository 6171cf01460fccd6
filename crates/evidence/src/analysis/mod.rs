//! What may be said of a measure: compared with the year before, month by month, area by area, among peers, weighed by harm,
//! and what of it may be shown in public.
//!
//! Nothing here calls a difference that chance alone could make: where the numbers cannot tell, the words say so.

mod band;

pub use band::Band;
