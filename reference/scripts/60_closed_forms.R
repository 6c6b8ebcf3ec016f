source("lib.R")
LI<-c("AF06","AF07","AP12","AP17","AP33","AP34","AS14","AS15","AS16","AS17","AS28")
bhr<-rd("bhr2000"); bfi<-rd("bfi"); BI<-names(bfi)[1:25]
# Gaps: every seventh answer by row and item is taken out of the soldiers' answers.
holes<-as.matrix(bhr[,LI]); holes[(row(holes)*3+col(holes)*5)%%7==0]<-NA
al<-function(r) list(total=as.list(r$total),feldt=lapply(r$feldt,function(x) unlist(x)),item.stats=mat(r$item.stats),alpha.drop=mat(r$alpha.drop))
job("alpha_bfi","bfi","psych","psych::alpha on N1..N5, with gaps",suppressWarnings(alpha(bfi[,16:20])),3,al)
job("alpha_bhr2000_gaps","bhr2000","psych","psych::alpha, every seventh answer missing",alpha(holes),1,al)
icf<-function(d,v,g){ l<-lapply(v,function(x){a<-aov(d[[x]]~as.factor(d[[g]])); c(ICC1=ICC1(a),ICC2=ICC2(a))}); names(l)<-v; do.call(rbind,l)}
gaps<-data.frame(GRP=bhr$GRP,holes)
job("icc12_bhr2000_gaps","bhr2000","multilevel","multilevel::ICC1/ICC2, every seventh answer missing",icf(gaps,c("AF06","AS28"),"GRP"),1,mat)
iccx<-function(r) list(results=mat(r$results[,-1]),types=as.character(r$results$type))
job("icc6_bhr2000_items","bhr2000","psych","psych::ICC(lmer=FALSE) of the first 60 rows, items as raters",ICC(as.matrix(bhr[1:60,LI]),lmer=FALSE),1,iccx)
job("icc6_gleser","gleser1965","psych","psych::ICC(lmer=FALSE)",ICC(as.matrix(rd("gleser1965")),lmer=FALSE),1,iccx)
pg<-function(r) list(group=as.character(r[[1]]),value=unname(r[[2]]))
five<-data.frame(bhr); ho<-data.frame(holes[,c("AF06","AP12","AS28")])
job("awg_bhr2000","bhr2000","multilevel","multilevel::awg(11 items)",awg(bhr[,LI],bhr$GRP),1,pg)
job("admd_bhr2000","bhr2000","multilevel","multilevel::ad.m(11 items, median)",ad.m(bhr[,LI],bhr$GRP,type="median"),1,pg)
job("rwglindell_bhr2000","bhr2000","multilevel","multilevel::rwg.j.lindell(ranvar=2)",rwg.j.lindell(bhr[,LI],bhr$GRP,ranvar=2),1,pg)
job("rwgj_bhr2000_gaps","bhr2000","multilevel","multilevel::rwg.j of AF06, AP12, AS28, every seventh answer missing",rwg.j(ho,bhr$GRP,ranvar=2),1,pg)
job("rwgsim","none","multilevel","multilevel::rwg.sim, rwg.j.sim, ad.m.sim, 5 answers, 10,000 groups",list(rwg10=rwg.sim(10,5,10000)$rwg.95,rwgj=rwg.j.sim(10,3,5,NULL,10000)$rwg.95,ad=ad.m.sim(10,3,5,NULL,"mean",10000)$ad.m.05),1,identity)
sim<-rd("sim360"); SI<-sprintf("i%02d",1:30); sf<-rd("sim360_self"); sim$m<-rowMeans(sim[,SI]); ot<-tapply(sim$m,sim$ratee,mean)
sur<-function(){s<-rowMeans(sf[,SI])-3;o<-as.numeric(ot)-3;z<-sim$m[sim$source=="boss"];lm(z~s+o+I(s^2)+I(s*o)+I(o^2))}
job("surface_sim360","sim360","stats","lm, standard errors and surface by the delta method",sur(),1,function(f){V<-vcov(f);W<-rbind(a1=c(0,1,1,0,0,0),a2=c(0,0,0,1,1,1),a3=c(0,1,-1,0,0,0),a4=c(0,0,0,1,-1,1));list(coef=unname(coef(f)),se=unname(sqrt(diag(V))),a=as.numeric(W%*%coef(f)),a_se=unname(sqrt(diag(W%*%V%*%t(W)))))})
# Even-odd by the formula: five traits of five items.
eo<-function(x,sc) apply(x,1,function(v){h<-sapply(sc,function(i) c(mean(v[i[c(TRUE,FALSE)]],na.rm=TRUE),mean(v[i[c(FALSE,TRUE)]],na.rm=TRUE)));h<-h[,!is.nan(h[1,])&!is.nan(h[2,]),drop=FALSE];if(ncol(h)<3||sd(h[1,])==0||sd(h[2,])==0) return(NA);r<-cor(h[1,],h[2,]);max(2*r/(1+r),-1)})
job("careless_bfi","bfi","stats","rle, sd and even-odd by row, with gaps",{x<-as.matrix(bfi[,BI]);list(ls=apply(x,1,function(v) max(rle(v)$lengths)),irv=apply(x,1,sd,na.rm=TRUE),eo=eo(x,split(1:25,rep(1:5,each=5))))},1,function(r) list(longstring_sum=sum(r$ls),irv_head=unname(r$irv[1:50]),even_odd_head=unname(r$eo[1:200]),n_even_odd=sum(!is.na(r$eo)),even_odd_sum=sum(r$eo,na.rm=TRUE)))
polr3<-function(){do.call(rbind,lapply(paste0("N",1:5),function(v){d<-bfi[complete.cases(bfi[,c(paste0("N",1:5),"education")]),];y<-factor(d[[v]]);t<-as.numeric(scale(rowSums(d[,paste0("N",1:5)])-d[[v]]));g<-factor(d$education);k<-list(reltol=1e-14,maxit=1000);a<-MASS::polr(y~t,control=k);b<-MASS::polr(y~t+g,control=k);e<-MASS::polr(y~t*g,control=k,start=c(coef(b),rep(0,4),b$zeta));c(n=nrow(d),ll1=as.numeric(logLik(a)),ll2=as.numeric(logLik(b)),ll3=as.numeric(logLik(e)),b=unname(coef(b)))}))}
job("dif_polr_bfi_education","bfi","MASS","polr nested LR: rest score, +education (5 groups), x education",polr3(),1,mat)
ax<-rd("promis_anxiety")
tig<-function(){th<-rowSums(ax[,paste0("R",1:29)]);y<-factor(ax$R1);t<-as.numeric(scale(th-ax$R1));f<-MASS::polr(y~t+age,ax,Hess=TRUE,control=list(reltol=1e-15,maxit=1000));s<-summary(f)$coefficients;list(coef=unname(s[,1]),se=unname(s[,2]),ll=as.numeric(logLik(f)))}
job("polr_anxiety_R1","promis_anxiety","MASS","polr(R1 ~ rest + age)",tig(),1,identity)
