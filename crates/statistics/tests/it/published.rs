//! Figures that others published, and references in 40-digit arithmetic.
// References keep the digits as printed; a limit of 0 is exactly 0.
#![allow(clippy::excessive_precision, clippy::float_cmp)]

use statistics::{Exposure, change_p_value, count_interval, rate_interval, rate_ratio_interval};

fn close(got: f64, want: f64, relative: f64) {
    assert!((got - want).abs() <= relative * want.abs(), "got {got:e}, want {want:e}");
}

#[test]
fn the_example_of_rateratio_test() {
    // M. P. Fay, R package `rateratio.test` 1.1, the example of its help page: 2 in 17,877 against 9 in 16,660.
    let exposure = Exposure::new(16_660.0, 17_877.0).unwrap();
    close(change_p_value(9, 2, exposure), 0.050_106_495_614_1, 1e-11);
    let limits = rate_ratio_interval(9, 2, exposure, 0.05);
    close(limits.low, 0.021_774_062_759_1, 1e-11);
    close(limits.high, 1.000_549_104_49, 1e-11);
}

#[test]
fn the_example_of_poisson_test() {
    // R, `help(poisson.test)`: 11 in 800 against 21 in 3,011; only the interval is central there, the p-value is not.
    let limits = rate_ratio_interval(21, 11, Exposure::new(3_011.0, 800.0).unwrap(), 0.05);
    close(limits.low, 0.858_426_4, 1e-7);
    close(limits.high, 4.277_265_9, 1e-7);
}

#[test]
fn garwoods_limits() {
    // GraphPad QuickCalcs' page on the confidence interval of a count: 25 events, Garwood's method.
    for (level, low, high) in [(0.10, "17.38", "34.92"), (0.05, "16.18", "36.90")] {
        let limits = count_interval(25, level);
        assert_eq!((format!("{:.2}", limits.low).as_str(), format!("{:.2}", limits.high).as_str()), (low, high), "{level}");
    }
    // The usual table of 95 % limits, checked against 40-digit arithmetic.
    for (count, low, high) in [
        (0, "0.00", "3.69"),
        (1, "0.03", "5.57"),
        (2, "0.24", "7.22"),
        (5, "1.62", "11.67"),
        (10, "4.80", "18.39"),
        (20, "12.22", "30.89"),
        (50, "37.11", "65.92"),
    ] {
        let limits = count_interval(count, 0.05);
        assert_eq!((format!("{:.2}", limits.low).as_str(), format!("{:.2}", limits.high).as_str()), (low, high), "{count}");
    }
    let rate = rate_interval(10, 2_000.0, 1000.0, 0.05).unwrap();
    assert_eq!((format!("{:.2}", rate.low).as_str(), format!("{:.2}", rate.high).as_str()), ("2.40", "9.20"));
}

#[test]
fn small_counts_by_hand() {
    // 2 / 2^n, and the largest count that can never be called at 0.05.
    for (earlier, later, p) in
        [(0, 0, 1.0), (1, 0, 1.0), (2, 0, 0.5), (0, 4, 0.125), (0, 5, 0.0625), (0, 6, 0.03125), (3, 3, 1.0), (1, 2, 1.0)]
    {
        close(change_p_value(earlier, later, Exposure::EQUAL), p, 1e-14);
    }
    let none_later = rate_ratio_interval(2, 0, Exposure::EQUAL, 0.05);
    assert_eq!(none_later.low, 0.0);
    // (1 − π)² = 0.025 by hand.
    close(none_later.high, 1.0 / 0.025_f64.sqrt() - 1.0, 1e-13);
    assert!(rate_ratio_interval(0, 3, Exposure::EQUAL, 0.05).high.is_infinite());
    let nothing = rate_ratio_interval(0, 0, Exposure::EQUAL, 0.05);
    assert!(nothing.low == 0.0 && nothing.high.is_infinite());
}

#[test]
fn references_in_forty_digits() {
    // Tails summed with mpmath 1.3 at 40 digits; the last line has unequal exposure.
    for (earlier, later, p) in [
        (1477, 1321, 0.003_379_443_644_132_054_8),
        (104, 61, 0.001_015_914_997_702_174_8),
        (31, 38, 0.470_368_531_858_144_43),
        (3, 10, 0.092_285_156_25),
        (5, 11, 0.210_113_525_390_625),
        (10_000, 10_300, 0.035_852_359_736_158_822),
        (1_000_000, 1_002_000, 0.157_714_452_813_119_86),
        (5_000_000, 5_005_000, 0.114_008_983_164_040_08),
        (10_000_000, 9_990_000, 0.025_325_346_933_057_908),
        (10_000_000, 9_900_000, 2.710_301_011_143_763_6e-111),
    ] {
        close(change_p_value(earlier, later, Exposure::EQUAL), p, 1e-9);
    }
    close(change_p_value(100, 10_000_000, Exposure::new(3.0, 200_000.0).unwrap()), 1.810_286_355_234_503_9e-5, 1e-9);
    for (earlier, later, low, high) in [
        (1477, 1321, 0.829_772_217_399_999_95, 0.963_943_496_338_349_28),
        (104, 61, 0.420_388_233_750_165_21, 0.812_247_757_739_632_75),
        (3, 10, 0.858_281_715_699_785_31, 18.848_723_552_419_562),
        (1, 1, 0.012_739_367_083_666_616, 78.496_835_316_262_998),
        (1, 100_000, 17_947.615_664_568_089, 3_949_828.018_410_947_4),
        (100_000, 100_500, 0.996_230_393_225, 1.013_846_851_775),
    ] {
        let limits = rate_ratio_interval(earlier, later, Exposure::EQUAL, 0.05);
        close(limits.low, low, 1e-11);
        close(limits.high, high, 1e-11);
    }
    for (count, low, high) in [
        (1, 0.025_317_807_984_289_875, 5.571_643_390_938_898_6),
        (100, 81.363_991_250_923_14, 121.626_793_792_426_39),
        (1000, 938.973_018_407_695_22, 1_063.952_136_016_302),
    ] {
        let limits = count_interval(count, 0.05);
        close(limits.low, low, 1e-12);
        close(limits.high, high, 1e-12);
    }
}
