use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// A stream of random numbers that is the same for the same seed and number, on every machine.
///
/// Work in parallel takes a stream for each piece, so the number of threads changes no result.
pub fn stream(seed: u64, number: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number);
    rng
}

/// One draw from the standard normal distribution (Marsaglia & Bray 1964, polar method).
pub fn normal(rng: &mut impl Rng) -> f64 {
    loop {
        let (x, y) = (rng.random_range(-1.0..1.0), rng.random_range(-1.0..1.0));
        let square: f64 = x * x + y * y;
        if square > 0.0 && square < 1.0 {
            return x * (-2.0 * square.ln() / square).sqrt();
        }
    }
}

/// One draw from the chi-square distribution with `df` degrees of freedom, at least 1 (Marsaglia &
/// Tsang 2000, doi:10.1145/358407.358414).
pub fn chi_square(rng: &mut impl Rng, df: usize) -> f64 {
    if df <= 1 {
        return normal(rng).powi(2);
    }
    let shape = 0.5 * df as f64 - 1.0 / 3.0;
    let scale = 1.0 / (9.0 * shape).sqrt();
    loop {
        let x = normal(rng);
        let cube = scale.mul_add(x, 1.0).powi(3);
        if cube <= 0.0 {
            continue;
        }
        let uniform: f64 = rng.random_range(0.0..1.0);
        if uniform.ln() < 0.5 * x * x + shape * (1.0 - cube + cube.ln()) {
            return 2.0 * shape * cube;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_draws_have_the_moments_of_the_normal_distribution() {
        let mut rng = stream(1, 0);
        let draws: Vec<f64> = (0..100_000).map(|_| normal(&mut rng)).collect();

        let moment =
            |power: i32| draws.iter().map(|x| x.powi(power)).sum::<f64>() / draws.len() as f64;

        assert!(moment(1).abs() < 0.015);
        assert!((moment(2) - 1.0).abs() < 0.02);
        assert!((moment(4) - 3.0).abs() < 0.15);
    }

    #[test]
    fn streams_of_one_seed_differ_and_each_repeats() {
        let first: f64 = normal(&mut stream(7, 0));

        assert!((normal(&mut stream(7, 0)) - first).abs() < f64::MIN_POSITIVE);
        assert!((normal(&mut stream(7, 1)) - first).abs() > 1e-9);
    }

    #[test]
    fn chi_square_draws_have_its_mean_and_variance() {
        for df in [1, 2, 7, 200] {
            let mut rng = stream(2, df as u64);
            let draws: Vec<f64> = (0..50_000).map(|_| chi_square(&mut rng, df)).collect();

            let mean = draws.iter().sum::<f64>() / 50_000.0;
            let square = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 50_000.0;

            let expected = df as f64;
            assert!((mean / expected - 1.0).abs() < 0.02, "{mean} for {expected}");
            assert!((square / (2.0 * expected) - 1.0).abs() < 0.06, "{square} for {expected}");
        }
    }
}
