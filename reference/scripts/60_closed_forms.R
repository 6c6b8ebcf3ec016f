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
