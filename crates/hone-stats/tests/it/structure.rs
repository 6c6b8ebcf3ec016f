mod cfa;
mod polychoric;
