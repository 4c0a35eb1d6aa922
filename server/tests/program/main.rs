//! Does the real binary do what its operator is told? Each test runs `giaoban` in a folder of its own.

mod answers;
mod refusals;
mod run;
