# Ordinal mixed models: Rscript 60_ordinal.R . The two files of data that are made here come from packages of Debian.
source("lib.R"); REFS<-"../results/"; suppressPackageStartupMessages(library(ordinal))
keep<-function(d,f) if(!file.exists(paste0(DATA,f,".csv.gz"))){z<-gzfile(paste0(DATA,f,".csv.gz"),"w"); write.csv(d,z,row.names=FALSE,quote=FALSE); close(z)}
keep(soup[,c("RESP","PROD","PRODID","DAY","SURENESS","GENDER")],"soup_ordinal")
# One row per household; the blocks are invented: 40 of them, at random and with no effect of their own.
h<-MASS::housing; h<-h[rep(seq_len(nrow(h)),h$Freq),1:4]; set.seed(40); h$block<-sample(40,nrow(h),TRUE); keep(h,"housing_blocks")
# By default clmm leaves the modes where a gradient is 1e-4, which moves its log-likelihood by 3e-6 (wine) to 3e-4 (housing).
ct<-clmm.control(gradTol=1e-10,maxIter=200)
ex<-function(f){s<-summary(f)$coefficients; r<-ranef(f); v<-condVar(f); h<-function(x) unname(utils::head(x[[1]],5))
  list(coef=as.list(coef(f)),se=as.list(s[,2]),logLik=as.numeric(logLik(f)),var=lapply(VarCorr(f),as.numeric),log_sd_se=unname(sqrt(diag(vcov(f)))[-seq_len(nrow(s))]),ranef_head=lapply(r,h),condvar_head=lapply(v,h))}
w<-rd("wine_ordinal"); w$rating<-factor(w$rating,ordered=TRUE)
job("clmm_wine_full","wine","ordinal","clmm(rating~temp+contact+(1|judge),gradTol=1e-10)",clmm(rating~temp+contact+(1|judge),w,control=ct),3,ex)
job("clmm_wine_probit","wine","ordinal","clmm(rating~temp+contact+(1|judge),link='probit',gradTol=1e-10)",clmm(rating~temp+contact+(1|judge),w,link="probit",control=ct),3,ex)
s<-rd("soup_ordinal"); s$SURENESS<-factor(s$SURENESS,ordered=TRUE); for(v in c("RESP","PROD","PRODID","DAY")) s[[v]]<-factor(s[[v]])
job("clmm_soup","soup","ordinal","clmm(SURENESS~PROD+DAY+(1|RESP)+(1|PRODID),gradTol=1e-10)",clmm(SURENESS~PROD+DAY+(1|RESP)+(1|PRODID),s,control=ct),1,ex)
s$RP<-interaction(s$RESP,s$PROD,drop=TRUE)
job("clmm_soup_nested_probit","soup","ordinal","clmm(SURENESS~PROD+(1|RESP)+(1|RESP:PROD),link='probit',gradTol=1e-10)",clmm(SURENESS~PROD+(1|RESP)+(1|RP),s,link="probit",control=ct),1,ex)
h<-rd("housing_blocks"); h$Sat<-factor(h$Sat,c("Low","Medium","High"),ordered=TRUE); h$block<-factor(h$block)
for(v in c("Infl","Type","Cont")) h[[v]]<-factor(h[[v]])
job("clmm_housing","housing","ordinal","clmm(Sat~Infl+Type+Cont+(1|block),gradTol=1e-10): no effect of blocks",clmm(Sat~Infl+Type+Cont+(1|block),h,control=ct),1,ex)
i<-rd("InstEval"); i<-i[i$dept==5,]; i$y<-factor(i$y,ordered=TRUE); for(v in c("s","d")) i[[v]]<-factor(i[[v]])
job("clmm_insteval5","InstEval","ordinal","clmm(y~service+studage+(1|s)+(1|d),gradTol=1e-10) dept 5",clmm(y~service+studage+(1|s)+(1|d),i,control=ct),1,ex)
# A binary answer: lme4's Laplace criterion of the many-facet model with random raters.
e10<-rd("tam_ex10"); I5<-sprintf("I%04d",1:5)
long<-data.frame(pid=factor(rep(e10$pid,5)),rater=factor(rep(e10$rater,5)),item=factor(rep(I5,each=nrow(e10))),y=unlist(e10[,I5]))
exg<-function(m){s<-summary(m)$coefficients; r<-ranef(m,condVar=TRUE); list(logLik=as.numeric(logLik(m)),est=unname(s[,1]),se=unname(s[,2]),var=lapply(VarCorr(m),function(x) x[1]),rater=r$rater[,1],rater_condvar=as.numeric(attr(r$rater,"postVar")),pid_head=utils::head(r$pid[,1],5),pid_condvar_head=utils::head(as.numeric(attr(r$pid,"postVar")),5))}
job("mfr_ex10_random","tam_ex10","lme4","glmer(y~0+item+(1|pid)+(1|rater),binomial)",glmer(y~0+item+(1|pid)+(1|rater),long,binomial,control=glmerControl(optimizer="bobyqa",optCtrl=list(maxfun=1e5,rhoend=1e-9),tolPwrss=1e-12)),1,exg)
# The criterion itself, written out: modes to rounding, its highest point by nlminb, second derivatives by Richardson's extrapolation.
# clmm and glmer stop the search for the modes earlier, and clmm takes plain differences for its standard errors.
suppressPackageStartupMessages(library(Matrix))
settle<-function(A,sd,slopes){S<-A%*%Diagonal(x=sd); b<-numeric(ncol(A))
  for(k in 1:60){d<-slopes(as.numeric(S%*%b)); H<-forceSymmetric(crossprod(S,Diagonal(x=d$w)%*%S)+Diagonal(ncol(A))); step<-as.numeric(solve(H,crossprod(S,d$d)-b)); b<-b+step; if(max(abs(step))<1e-13) break}
  sum(slopes(as.numeric(S%*%b))$l)-sum(b^2)/2-as.numeric(determinant(H)$modulus)/2}
exact<-function(start,f){o<-nlminb(start,function(p) -f(p),control=list(rel.tol=1e-14,x.tol=1e-10,iter.max=500,eval.max=2000)); h<-numDeriv::hessian(f,o$par); list(logLik=-o$objective,est=o$par,se=sqrt(diag(solve(-h))))}
y<-as.integer(w$rating); X<-model.matrix(~temp+contact,w)[,-1]; Aj<-sparse.model.matrix(~0+factor(judge),w)
job("laplace_wine","wine","numDeriv","Laplace's criterion in base R: 4 thresholds, temp, contact, sd of judges",exact(c(-1.6,1.5,4.2,6.1,3,1.8,1.1),function(p){t<-c(-Inf,p[1:4],Inf); e<-drop(X%*%p[5:6])
  settle(Aj,rep(p[7],9),function(u){a<-plogis(t[y+1]-e-u); b<-plogis(t[y]-e-u); list(l=log(a-b),d=a+b-1,w=a*(1-a)+b*(1-b))})}),1)
Ae<-cbind(sparse.model.matrix(~0+pid,long),sparse.model.matrix(~0+rater,long)); it<-as.integer(long$item); n<-nlevels(long$pid)
job("laplace_ex10","tam_ex10","numDeriv","Laplace's criterion in base R: 5 items (easiness), sd of persons, sd of raters",exact(c(1.96,1.03,.07,-1.06,-1.98,1.31,.39),function(p)
  settle(Ae,rep(p[6:7],c(n,3)),function(u){m<-plogis(p[it]+u); list(l=ifelse(long$y==1,log(m),log1p(-m)),d=long$y-m,w=m*(1-m))})),1)
