source("lib.R")
hs<-rd("HolzingerSwineford1939"); hm<-"visual=~x1+x2+x3\ntextual=~x4+x5+x6\nspeed=~x7+x8+x9"
steps<-function(est) list(cfa(hm,hs,group="school",estimator=est),cfa(hm,hs,group="school",group.equal="loadings",estimator=est),cfa(hm,hs,group="school",group.equal=c("loadings","intercepts"),estimator=est))
lrt<-function(f,...) mat(do.call(rbind,lapply(seq_along(f)[-1],function(i) {r<-lavTestLRT(f[[i-1]],f[[i]],...); c(chisq.diff=r[2,"Chisq diff"],df.diff=r[2,"Df diff"],pvalue=r[2,"Pr(>Chisq)"])})))
ord<-c("N1","N2","N3","N4","N5"); bf<-rd("bfi"); bf<-bf[complete.cases(bf[,c(ord,"gender")]),]
oi<-function(eq){s<-measEq.syntax("N=~N1+N2+N3+N4+N5",data=bf,ordered=ord,parameterization="delta",ID.fac="std.lv",ID.cat="Wu.Estabrook.2016",group="gender",group.equal=eq); cfa(as.character(s),bf,ordered=ord,group="gender",parameterization="delta",estimator="WLSMV")}
job("invariance_lrt_hs1939_ml","hs1939","lavaan","lavTestLRT of configural/metric/scalar, ML",steps("ML"),1,lrt)
job("invariance_lrt_hs1939_mlr","hs1939","lavaan","lavTestLRT of configural/metric/scalar, MLR",steps("MLR"),1,function(f) lrt(f,method="satorra.bentler.2001"))
job("invariance_lrt_bfiN_gender","bfi",c("lavaan","semTools"),"lavTestLRT of Wu-Estabrook steps, WLSMV",list(oi(""),oi("thresholds"),oi(c("thresholds","loadings")),oi(c("thresholds","loadings","intercepts"))),1,function(f) lrt(f,method="satorra.2000",A.method="delta",scaled.shifted=TRUE))
