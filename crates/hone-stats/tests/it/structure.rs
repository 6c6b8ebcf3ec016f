mod factors;
mod polychoric;
