//! A small source of chance with a recorded seed, the same on every machine: for simulation and permutation.

/// `SplitMix64` (G. Steele, D. Lea and C. Flood, OOPSLA 2014): a counter, mixed. One seed, one sequence, for ever.
///
/// *Not for* secrets.
#[derive(Debug, Clone)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// A sequence that depends on the seed alone.
    pub fn seeded(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 bits.
    pub fn next_bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 up to but not including 1, with 53 random bits.
    pub fn next_unit(&mut self) -> f64 {
        (self.next_bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A Poisson count with this mean: exponential waiting times, in pieces of at most 30 so that no product underflows.
    pub fn next_poisson(&mut self, mean: f64) -> u64 {
        let mut left = mean;
        let mut count = 0;
        while left > 0.0 {
            let piece = left.min(30.0);
            left -= piece;
            let floor = libm::exp(-piece);
            let mut product = self.next_unit();
            while product > floor {
                count += 1;
                product *= self.next_unit();
            }
        }
        count
    }

    /// A standard normal number (G. Box and M. Muller, Annals of Mathematical Statistics 29 (1958) 610–611).
    pub fn next_normal(&mut self) -> f64 {
        let open = 1.0 - self.next_unit();
        let turn = 2.0 * std::f64::consts::PI * self.next_unit();
        (-2.0 * libm::log(open)).sqrt() * libm::cos(turn)
    }

    /// A gamma number with this shape and mean `shape` (G. Marsaglia and W. Tsang, ACM Transactions on Mathematical
    /// Software 26 (2000) 363–372); 0 unless the shape is above 0.
    pub fn next_gamma(&mut self, shape: f64) -> f64 {
        if !(shape.is_finite() && shape > 0.0) {
            return 0.0;
        }
        if shape < 1.0 {
            let open = 1.0 - self.next_unit();
            return self.next_gamma(shape + 1.0) * libm::pow(open, 1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.next_normal();
            let root = 1.0 + c * x;
            let v = root * root * root;
            let open = 1.0 - self.next_unit();
            if v > 0.0 && libm::log(open) < 0.5 * x * x + d * (1.0 - v + libm::log(v)) {
                return d * v;
            }
        }
    }

    /// A negative binomial count with this mean and variance mean + dispersion · mean²: a Poisson count whose mean is
    /// itself gamma. Poisson where the dispersion is not above 0.
    pub fn next_negative_binomial(&mut self, mean: f64, dispersion: f64) -> u64 {
        if dispersion <= 0.0 {
            return self.next_poisson(mean);
        }
        let drawn = self.next_gamma(1.0 / dispersion) * dispersion * mean;
        self.next_poisson(drawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_published_sequence() {
        // The first outputs for seed 1234567, as Rosetta Code prints them.
        let mut dice = Dice::seeded(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| dice.next_bits()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn poisson_counts_have_their_mean_and_variance() {
        let mut dice = Dice::seeded(20_191_001);
        for mean in [0.5, 5.0, 80.0] {
            let draws: Vec<f64> = (0..20_000).map(|_| dice.next_poisson(mean) as f64).collect();
            let average = draws.iter().sum::<f64>() / 20_000.0;
            let variance = draws.iter().map(|x| (x - average) * (x - average)).sum::<f64>() / 20_000.0;
            assert!((average - mean).abs() < 4.0 * (mean / 20_000.0).sqrt(), "{mean}: {average}");
            assert!((variance / mean - 1.0).abs() < 0.08, "{mean}: {variance}");
        }
    }

    #[test]
    fn overdispersed_counts_have_their_mean_and_variance() {
        let mut dice = Dice::seeded(20_191_001);
        for (mean, dispersion) in [(2.0, 2.0), (20.0, 0.1), (80.0, 0.5)] {
            let draws: Vec<f64> = (0..40_000).map(|_| dice.next_negative_binomial(mean, dispersion) as f64).collect();
            let average = draws.iter().sum::<f64>() / 40_000.0;
            let variance = draws.iter().map(|x| (x - average) * (x - average)).sum::<f64>() / 40_000.0;
            let want = mean + dispersion * mean * mean;
            assert!((average - mean).abs() < 4.0 * (want / 40_000.0).sqrt(), "{mean}: {average}");
            assert!((variance / want - 1.0).abs() < 0.08, "{mean}: {variance} for {want}");
        }
    }
}
