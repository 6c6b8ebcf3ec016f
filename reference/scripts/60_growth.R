source("lib.R")
gv<-function(f) {v<-as.data.frame(VarCorr(f)); list(fixef=as.list(fixef(f)),se=as.list(sqrt(diag(as.matrix(vcov(f))))),varcomp=data.frame(grp=v$grp,var1=v$var1,var2=v$var2,vcov=v$vcov),crit=if(isREML(f)) REMLcrit(f) else deviance(f),logLik=as.numeric(logLik(f)),REML=isREML(f),nobs=nobs(f),feval=f@optinfo$feval,singular=isSingular(f))}
td<-rd("tankdat"); td$TRANS<-as.numeric(td$TIME>=6); td$RECOV<-pmax(td$TIME-6,0)
job("growth_tankdat_event","tankdat","lme4","lmer(SCORE~TIME+TRANS+RECOV+(TIME|ID))",lmer(SCORE~TIME+TRANS+RECOV+(TIME|ID),td),1,gv,"event at trial 6")
ub<-rd("univbct")
job("growth_univbct_ml","univbct","lme4","lmer(JSAT~TIME+(TIME|SUBNUM),ML)",lmer(JSAT~TIME+(TIME|SUBNUM),ub,REML=FALSE),1,gv)
