//! How does a loop get the widest vectors of this machine?
//!
//! By compiling it three times: [`widest`] runs its closure with AVX-512, AVX2 or what every
//! machine of the target has, whichever this processor offers. What is to gain must be inlined
//! into the closure (`#[inline(always)]`, on the closure and on closures within it too), or it is
//! compiled for the least. Invariant: the answers are the same on all three, for a compiler
//! neither reorders nor fuses floating point operations unasked.

/// Runs `work`, compiled for the widest vectors that this processor has.
#[expect(
    clippy::inline_always,
    reason = "the closure is compiled for the processor only where it is inlined"
)]
#[inline(always)]
pub fn widest<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    {
        if let Some(processor) = pulp::x86::V4::try_new() {
            return processor.vectorize(work);
        }
        if let Some(processor) = pulp::x86::V3::try_new() {
            return processor.vectorize(work);
        }
    }
    work()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_that_of_the_closure() {
        let values: Vec<f32> = (0..1000_u16).map(|n| f32::from(n) * 0.37).collect();
        let plain: f32 = values.iter().map(|value| value * value).sum();
        let wide: f32 = widest(
            #[inline(always)]
            || values.iter().map(|value| value * value).sum(),
        );
        assert_eq!(plain.to_bits(), wide.to_bits());
    }
}
