# Common harness. Every job: Rscript job.R .
suppressPackageStartupMessages({library(jsonlite)})
DATA<-"../data/"; REFS<-""
rd<-function(f) read.csv(paste0(DATA,f,".csv.gz"),check.names=FALSE)
hwm<-function(){x<-readLines("/proc/self/status");as.numeric(gsub("[^0-9]","",grep("VmHWM",x,value=TRUE)))/1024}
`%||%`<-function(a,b) if(is.null(a)) b else a
only<-commandArgs(TRUE)
job<-function(name,data,pkgs,fn,expr,reps=1,extract=identity,note=""){
  if(length(only) && !any(vapply(only,function(o) grepl(o,name),TRUE))) return(invisible())
  for(p in pkgs) suppressPackageStartupMessages(library(p,character.only=TRUE))
  ex<-substitute(expr); env<-parent.frame(); el<-cpu<-Inf; m0<-hwm(); r<-NULL; err<-NULL
  for(i in seq_len(reps)){ gc(FALSE); set.seed(20240607)
    t<-tryCatch(system.time(r<-suppressWarnings(suppressMessages(eval(ex,env)))),error=function(e){err<<-conditionMessage(e);NULL})
    if(is.null(t)) break
    el<-min(el,t[[3]]); cpu<-min(cpu,sum(t[c(1,2,4,5)],na.rm=TRUE)) }
  res<-if(is.null(err)) tryCatch(extract(r),error=function(e) list(extract_error=conditionMessage(e))) else list(error=err)
  o<-list(name=name,data=data,fn=fn,note=note,
    versions=as.list(vapply(pkgs,function(p) as.character(packageVersion(p)),"")),R=R.version.string,
    timing=list(wall_s=el,cpu_s=cpu,reps=reps,peak_rss_mb=hwm(),rss_before_mb=m0),result=res)
  write(toJSON(o,auto_unbox=TRUE,digits=NA,null="null",na="null",pretty=TRUE),paste0(REFS,name,".json"))
  cat(sprintf("%-34s %-14s wall %8.3f cpu %8.3f rss %6.0f MB %s\n",name,data,el,cpu,hwm(),if(is.null(err)) "" else paste("ERR",err))); flush.console()
}
mat<-function(m){m<-as.matrix(m); list(rows=rownames(m),cols=colnames(m),values=unname(m))}
