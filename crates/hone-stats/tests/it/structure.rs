mod polychoric;
