# The dichotomous many-facet model is a logistic mixed model, so lme4 is a second reference for it, with adaptive quadrature and
# with standard errors of the full information: Rscript 60_facets.R .
source("lib.R"); REFS<-"../results/"
e10<-rd("tam_ex10"); I5<-sprintf("I%04d",1:5)
long<-data.frame(pid=factor(rep(e10$pid,5)),rater=factor(rep(e10$rater,5)),item=factor(rep(I5,each=nrow(e10))),y=unlist(e10[,I5]))
contrasts(long$rater)<-contr.sum(3)
ex<-function(m){s<-summary(m)$coefficients; list(deviance=-2*as.numeric(logLik(m)),sd=attr(VarCorr(m)$pid,"stddev")[[1]],par=rownames(s),est=unname(s[,1]),se=unname(s[,2]))}
job("mfr_ex10_lme4","tam_ex10","lme4","glmer(y~0+item+rater+(1|pid),binomial,nAGQ=25)",glmer(y~0+item+rater+(1|pid),long,binomial,nAGQ=25,control=glmerControl(optimizer="bobyqa",optCtrl=list(maxfun=1e5,rhoend=1e-9),tolPwrss=1e-10)),1,ex)
# Level and profile of ballots: on balanced data REML is the analysis of variance. 200 leaders, 8 ballots each, 5 items.
s2<-rd("sim360"); s2<-s2[s2$ratee<=200,]; I5<-sprintf("i%02d",1:5)
lp<-data.frame(leader=factor(rep(s2$ratee,5)),ballot=factor(rep(seq_len(nrow(s2)),5)),item=factor(rep(I5,each=nrow(s2))),y=unlist(s2[,I5]))
exl<-function(m){v<-as.data.frame(VarCorr(m)); as.list(setNames(v$vcov,v$grp))}
job("leniency_sim360_200","sim360","lme4","lmer(y~item+(1|leader)+(1|leader:item)+(1|ballot)) 200 leaders x 8 x 5",lmer(y~item+(1|leader)+(1|leader:item)+(1|ballot),lp,control=lmerControl(optCtrl=list(ftol_abs=1e-12,xtol_abs=1e-10))),1,exl)
# The analysis of variance itself, which lmer's optimiser meets to 3e-5.
anova_parts<-function(d){Y<-as.matrix(d[,I5]); g<-d$ratee; M<-rowsum(Y,g)/8; n<-nrow(M); W<-crossprod(Y-M[match(g,rownames(M)),])/(nrow(Y)-n); S<-(8*crossprod(scale(M,scale=FALSE))/(n-1)-W)/8
  lp<-function(S){k<-ncol(S);l<-(sum(S)-sum(diag(S)))/(k*(k-1));c(l,mean(diag(S))-l)}; list(leader=lp(S)[1],"leader:item"=lp(S)[2],ballot=lp(W)[1],Residual=lp(W)[2])}
job("leniency_sim360_200_anova","sim360","base","analysis of variance of ballots in leaders, base R",anova_parts(s2),1)
