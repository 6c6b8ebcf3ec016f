# One minres factor, which `efa1_minres_bhr2000` could not write down (it has no Phi); R's varimax.
source("lib.R")
LI<-c("AF06","AF07","AP12","AP17","AP33","AP34","AS14","AS15","AS16","AS17","AS28")
bhr<-rd("bhr2000")
fx<-function(r) list(loadings=mat(unclass(r$loadings)),chi=r$STATISTIC,dof=r$dof,RMSEA=as.list(r$RMSEA),TLI=r$TLI,rms=r$rms,BIC=r$BIC,objective=r$objective)
job("factors1_bhr2000","bhr2000",c("psych","GPArotation"),"psych::fa(1,minres)",fa(bhr[,LI],1,fm="minres"),1,fx)
job("factors3_varimax_bhr2000","bhr2000",c("psych","GPArotation"),"psych::fa(3,minres,varimax)",fa(bhr[,LI],3,fm="minres",rotate="varimax"),1,fx)
