source("lib.R")
LI<-c("AF06","AF07","AP12","AP17","AP33","AP34","AS14","AS15","AS16","AS17","AS28")
bhr<-rd("bhr2000"); bfi<-rd("bfi"); BI<-names(bfi)[1:25]
# Gaps: every seventh answer by row and item is taken out of the soldiers' answers.
holes<-as.matrix(bhr[,LI]); holes[(row(holes)*3+col(holes)*5)%%7==0]<-NA
al<-function(r) list(total=as.list(r$total),feldt=lapply(r$feldt,function(x) unlist(x)),item.stats=mat(r$item.stats),alpha.drop=mat(r$alpha.drop))
job("alpha_bfi","bfi","psych","psych::alpha on N1..N5, with gaps",suppressWarnings(alpha(bfi[,16:20])),3,al)
job("alpha_bhr2000_gaps","bhr2000","psych","psych::alpha, every seventh answer missing",alpha(holes),1,al)
