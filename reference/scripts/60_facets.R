# The dichotomous many-facet model is a logistic mixed model, so lme4 is a second reference for it, with adaptive quadrature and
# with standard errors of the full information: Rscript 60_facets.R .
source("lib.R"); REFS<-"../results/"
e10<-rd("tam_ex10"); I5<-sprintf("I%04d",1:5)
long<-data.frame(pid=factor(rep(e10$pid,5)),rater=factor(rep(e10$rater,5)),item=factor(rep(I5,each=nrow(e10))),y=unlist(e10[,I5]))
contrasts(long$rater)<-contr.sum(3)
ex<-function(m){s<-summary(m)$coefficients; list(deviance=-2*as.numeric(logLik(m)),sd=attr(VarCorr(m)$pid,"stddev")[[1]],par=rownames(s),est=unname(s[,1]),se=unname(s[,2]))}
job("mfr_ex10_lme4","tam_ex10","lme4","glmer(y~0+item+rater+(1|pid),binomial,nAGQ=25)",glmer(y~0+item+rater+(1|pid),long,binomial,nAGQ=25,control=glmerControl(optimizer="bobyqa",optCtrl=list(maxfun=1e5,rhoend=1e-9),tolPwrss=1e-10)),1,ex)
