var lanToaSearch=(function(){
const LONGEST=24;
const TONES="\u0300\u0301\u0309\u0303\u0323";
const QUALITIES="\u0302\u0306\u031b";
const NOTHING="\u00ad\u200b\u200c\u200d\u2060\ufeff";
const WORDS=
/^[0-9a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u1fff\u2c00-\u2dff\u3040-\ua4cf\uaa80-\uaadf\uac00-\ud7ff\uf900-\ufaff]$/;
const parts=(c)=>[...c.normalize("NFD")].map((part)=>part.toLowerCase()).join("");
const simple=[];
const letter=(code)=>{
let packed=0;
for(const l of parts(String.fromCharCode(code))){
if(l>="\u0300"&&l<="\u036f")packed=withMark(packed,l);
else if("đðɖ".includes(l))packed|=6432;
else if(/[0-9a-z]/.test(l)&&packed<64)packed|=l.charCodeAt(0)<<6;
else return(simple[code]=0);
}
return(simple[code]=packed>63?packed:0);
};
const withMark=(packed,mark)=>{
const tone=TONES.indexOf(mark)+1||packed&7;
return(packed&~31)|Math.max(QUALITIES.indexOf(mark)+1,(packed>>3)&3)<<3|tone;
};
function tokens(text){
const list=[];
let w="",marks=0,from=0,at=0,between=0,joints=0,broken=true;
const end=()=>{
if(!w)return;
if([...w].length<=LONGEST){
if(/^[hklmst]y$/.test(w))w=w[0]+"i";
const gap=broken?0:between===1&&joints===1?1:2;
list.push({w,m:(marks&7)+6*((marks>>3)&3)+24*(marks>>5),gap,at:from,end:at});
between=joints=0;
broken=false;
}else between+=2;
w="";
marks=0;
};
while(at<text.length){
const code=text.charCodeAt(at);
const packed=code<8192?simple[code]===undefined?letter(code):simple[code]:0;
if(packed){
if(!w)from=at;
w+=String.fromCharCode(packed>>6);
if(packed&63){
marks=(packed&7||marks&7)|Math.max(packed&24,marks&24)|((packed|marks)&32);
}
at++;
continue;
}
const c=String.fromCodePoint(text.codePointAt(at));
for(const l of code<128?c.toLowerCase():parts(c)){
if(NOTHING.includes(l))continue;
if(l>="\u0300"&&l<="\u036f"){
if(w)marks=withMark(marks,l);
}else if(WORDS.test(l)){
if(!w)from=at;
w+=l;
}else{
end();
between++;
if("/-–".includes(l))joints++;
if("\n\r.!?;:…".includes(l))broken=true;
}
}
at+=c.length;
}
end();
return list;
}
const makeCells=(onsets,rimes)=>{
const places=new Map(rimes.map((rime,at)=>[rime,at]));
const count=rimes.length;
const own=(word)=>{
if(/^[0-9]/.test(word))return/^([0-9]|[1-9][0-9]{1,2})$/.test(word)?+word:-1;
if(word.length>7)return-1;
for(let at=0;at<onsets.length;at++){
const rime=word.startsWith(onsets[at])&&places.get(word.slice(onsets[at].length));
if(rime>=0&&rime!==false)return 1000+at*count+rime;
}
return-1;
};
const of=(word)=>{
const found=own(word);
if(found>=0)return found;
let hash=0x811c9dc5;
for(let at=0;at<word.length;at++)hash=Math.imul(hash^word.charCodeAt(at),0x01000193);
return 1000+onsets.length*count+((hash>>>0)%8192);
};
const word=(at)=>onsets[Math.floor((at-1000)/count)]+rimes[(at-1000)%count];
return{of,word};
};
const WEIGHT=[0.5,0.75,1,1.9];
const PAIR=0.9;
const PAIR_IN_TITLE=1.6;
const OTHER_MARKS=0.55;
const TYPO=0.6;
const PREFIX=0.8;
const SYNONYM=0.9;
const OVER=/^(het-hieu-luc(?!-mot)|da-thu)/;
class Digits{
constructor(text){
this.text=text;
this.at=0;
}
get more(){
return this.at<this.text.length;
}
one(){
const code=this.text.charCodeAt(this.at++);
if(!(code>32&&code<127))throw new Error("damaged");
return code-33-(code>34)-(code>92);
}
next(){
const first=this.one();
if(first<56)return first;
if(first<88)return 56+(first-56)*92+this.one();
if(first<91)return 3000+((first-88)*92+this.one())*92+this.one();
let value=0;
for(let at=0;at<4;at++)value=value*92+this.one();
return 28392+value;
}
word(before){
const shared=this.one();
const end=this.text.indexOf(" ",this.at);
if(end<0)throw new Error("damaged");
const word=[...before].slice(0,shared).join("")+this.text.slice(this.at,end);
this.at=end+1;
return word;
}
}
const variants=(digits,isPair)=>{
const list=[];
for(let left=digits.next();left>0;left--){
const first=digits.one();
const second=isPair?digits.one():0;
const count=digits.next();
const[documents,weights]=[[],[]];
for(let at=0,document=0;at<count;at++){
const value=digits.next();
document+=isPair?value>>1:value>>2;
documents.push(document);
weights.push(isPair?(value&1)*3:value&3);
}
list.push([first,second,documents,weights]);
}
return list;
};
const readShard=(text)=>{
const[digits,words]=[new Digits(text),new Map()];
for(let word="";digits.more;){
word=digits.word(word);
const alone=variants(digits,false);
const pairs=new Map();
let second=0;
for(let left=digits.next();left>0;left--){
second+=digits.next();
pairs.set(second,variants(digits,true));
}
words.set(word,{alone,pairs});
}
return words;
};
const frequency=(step)=>(step?(2**((step-1)>>2)*(4+((step-1)&3)))/4:0);
const readEntry=(entry)=>{
if(entry.v!==1)throw new Error("search: unknown form of index");
const shards=[];
for(let digits=new Digits(entry.shards),word="";digits.more;){
word=digits.word(word);
const second=digits.next();
shards.push({word,second,name:entry.shards.substr(digits.at,7)});
digits.at+=7;
}
const cells=makeCells(...entry.cells.map((words)=>words.split(" ")));
const steps=new Map();
for(let digits=new Digits(entry.grid),at=1000;digits.more;at++){
const step=digits.one();
if(step)steps.set(cells.word(at),step);
}
for(let digits=new Digits(entry.words),word="";digits.more;){
word=digits.word(word);
steps.set(word,digits.one());
}
const synonyms=entry.synonyms.split(",").map((line)=>line.split(" "));
return{...entry,shards,steps,synonyms,cell:cells.of};
};
const readFilters=(json,entry)=>{
const spread=(runs)=>runs.flatMap(([value,count])=>Array(count).fill(value));
const unit=[];
for(let digits=new Digits(json.unit);digits.more;)unit.push(digits.next()-1);
const above=(at)=>(at<0?[]:[at,...above(json.units[at][2])]);
const chains=json.units.map((_,at)=>above(at).map((of)=>json.units[of][0]));
const awards=unit.map(()=>[]);
for(const[award,gaps]of json.awards){
for(let digits=new Digits(gaps),at=0;digits.more;){
at+=digits.next();
if(awards[at])awards[at].push(award);
}
}
const[years,statuses]=[spread(json.years),spread(json.statuses)];
const kinds=entry.kinds.flatMap(([key,,count])=>Array(count).fill(key));
return{
kinds,years,statuses,
of:{
kind:(at)=>[kinds[at]],
unit:(at)=>chains[unit[at]]||[],
year:(at)=>(years[at]?[years[at]]:[]),
award:(at)=>awards[at]||[],
status:(at)=>(statuses[at]?[statuses[at]]:[]),
},
names:{
kind:new Map(entry.kinds),
unit:new Map(json.units),
status:new Map(Object.entries(json.names)),
},
};
};
const isNear=(a,b)=>{
const[long,short]=a.length<b.length?[b,a]:[a,b];
if(a===b||long.length-short.length>1)return false;
let at=0;
while(at<short.length&&long[at]===short[at])at++;
if(long.length>short.length)return long.slice(at+1)===short.slice(at);
return long.slice(at+1)===short.slice(at+1)||
(long[at]===short[at+1]&&long[at+1]===short[at]&&
long.slice(at+2)===short.slice(at+2));
};
const escaped=(text)=>text.replace(/[&<>"']/g,(c)=>`&#${c.charCodeAt()};`);
const list=(value)=>(value===undefined||value===null||value===""?[]:[].concat(value).map(String));
class Question{
constructor(index,query,options){
Object.assign(this,{index,entry:index.entry,options});
const typed=tokens(query).slice(0,24);
this.query=query;
this.tokens=typed;
this.hasMarks=typed.some((token)=>token.m>0);
const last=typed[typed.length-1];
this.isOpen=Boolean(last)&&last.end===query.length;
this.loaded=new Map();
this.choices=typed.map((token)=>[[token.w,1]]);
this.isTypo=new Set();
}
idf(count){
return Math.log(1+(this.entry.n-count+0.5)/(count+0.5));
}
isCommon(word){
return this.entry.steps.get(word)===90;
}
place(word,second){
const{shards}=this.entry;
let[low,high]=[0,shards.length];
while(low<high){
const middle=(low+high)>>1;
const other=shards[middle];
if(other.word<word||(other.word===word&&other.second<=second))low=middle+1;
else high=middle;
}
return low-1;
}
async load(keys){
const places=new Set(keys.map(([word,second])=>this.place(word,second)));
await Promise.all([...places].filter((at)=>at>=0&&!this.loaded.has(at)).map(async(at)=>{
this.loaded.set(at,await this.index.shard(this.entry.shards[at].name,this.options.signal));
}));
}
alone(word){
const shard=this.loaded.get(this.place(word,0));
const found=shard&&shard.get(word);
return found?found.alone:[];
}
pair(first,second){
const at=this.entry.cell(second)+1;
const shard=this.loaded.get(this.place(first,at));
const found=shard&&shard.get(first);
return(found&&found.pairs.get(at))||[];
}
others(test){
return[...this.entry.steps].filter(([word])=>test(word)).sort((a,b)=>b[1]-a[1]).map(([word])=>word);
}
keys(){
const keys=[];
this.choices.forEach((choice,at)=>{
for(const[word]of choice){
if(!this.isCommon(word))keys.push([word,0]);
for(const[next]of this.choices[at+1]||[])keys.push([word,this.entry.cell(next)+1]);
}
});
return keys;
}
hasPair(at){
return(this.choices[at]||[]).some(([a])=>
(this.choices[at+1]||[]).some(([b])=>this.pair(a,b).length>0));
}
async find(){
const{choices,tokens:typed}=this;
await this.load(this.keys());
const count=choices.length;
for(let at=0;at<count;at++){
const word=typed[at].w;
const isKnown=this.entry.steps.has(word)||this.alone(word).length>0;
const isLast=at===count-1&&this.isOpen;
const hasNeighbour=this.hasPair(at-1)||this.hasPair(at);
if(isLast&&(word.length>1||count>1))await this.prefixes(at,isKnown);
if(/\d/.test(word)||word.length<2||choices[at].length>1)continue;
if(isKnown&&(count===1||hasNeighbour))continue;
await this.typos(at,isKnown);
}
await this.load(this.keys());
this.wanted=choices.map((choice)=>new Set(choice.map(([word])=>word)));
}
async prefixes(at,isKnown){
const word=this.tokens[at].w;
const before=at>0?this.choices[at-1]:[];
const beginning=this.others((other)=>other!==word&&other.startsWith(word));
if(before.length){
const likely=beginning.slice(0,40);
const places=new Map();
for(const[first]of before){
for(const other of likely)places.set(this.place(first,this.entry.cell(other)+1),[first,this.entry.cell(other)+1]);
}
await this.load([...places.values()].slice(0,3));
const found=likely.filter((other)=>before.some(([first])=>this.pair(first,other).length));
this.choices[at].push(...found.slice(0,12).map((other)=>[other,PREFIX]));
}else if(!isKnown||word.length>2){
this.choices[at].push(...beginning.slice(0,isKnown?2:5).map((other)=>[other,PREFIX]));
}
const shard=this.loaded.get(this.place(word,0));
if(shard&&word.length>2){
const found=[...shard.keys()].filter((other)=>other!==word&&other.startsWith(word));
this.choices[at].push(...found.slice(0,12).map((other)=>[other,PREFIX]));
}
}
async typos(at,isKnown){
const{choices}=this;
const near=this.others((other)=>isNear(this.tokens[at].w,other));
const[before,after]=[choices[at-1]||[],choices[at+1]||[]];
const withBefore=(word)=>before.some(([first])=>this.pair(first,word).length);
await this.load(before.flatMap(([first])=>near.slice(0,12).map((word)=>[first,this.entry.cell(word)+1])));
let likely=near.filter(withBefore).slice(0,6);
if(!likely.length&&after.length){
const some=near.slice(0,10);
await this.load(some.flatMap((word)=>after.map(([next])=>[word,this.entry.cell(next)+1])));
likely=some.filter((word)=>after.some(([next])=>this.pair(word,next).length)).slice(0,6);
}
if(!likely.length&&!isKnown)likely=near.slice(0,3);
if(likely.length)this.isTypo.add(at);
choices[at].push(...likely.map((word)=>[word,TYPO]));
}
marks(at,marks){
const typed=this.tokens[at].m;
if(!this.hasMarks||typed===marks)return 1;
return typed?OTHER_MARKS:0.92;
}
slot(lists,scores,bits){
const best=new Map();
for(const[documents,weights,worth]of lists){
for(let at=0;at<documents.length;at++){
const value=worth(weights[at]);
if(value>(best.get(documents[at])||0))best.set(documents[at],value);
}
}
for(const[document,value]of best){
const score=scores.get(document)||{score:0,pairs:0,mask:0};
score.score+=value;
score.mask|=bits;
score.pairs+=bits%3?0:1;
scores.set(document,score);
}
}
score(){
this.all=new Set([...this.wanted.flatMap((words)=>[...words]),...this.twins.flatMap(({words})=>words)]);
const{choices,entry}=this;
const[scores,count]=[new Map(),choices.length];
const idfs=choices.map((choice)=>{
const[word]=choice.find(([other])=>entry.steps.has(other))||choice[0];
const step=entry.steps.get(word);
const found=step===90?entry.n*0.5:step?frequency(step):Math.max(1,this.alone(word).reduce((sum,v)=>sum+v[2].length,0));
return this.idf(found);
});
const common=choices.map((choice)=>choice.every(([word])=>this.isCommon(word)));
const whole=idfs.reduce((sum,idf,at)=>sum+(common[at]&&count>1?0:idf),0)||1;
let mask=0;
choices.forEach((choice,at)=>{
if(!common[at]||count===1)mask|=1<<at;
const lists=choice.flatMap(([word,factor])=>this.alone(word).map(([marks,,documents,weights])=>
[documents,weights,(weight)=>idfs[at]*WEIGHT[weight]*factor*this.marks(at,marks)]));
this.slot(lists,scores,1<<at);
});
const pairs=count-1;
for(let at=0;at<pairs;at++){
const lists=[];
for(const[a,first]of choices[at]){
for(const[b,second]of choices[at+1]){
const found=this.pair(a,b);
const idf=this.idf(found.reduce((sum,v)=>sum+v[2].length,0));
for(const[m1,m2,documents,weights]of found){
const factor=PAIR*idf*first*second*this.marks(at,m1)*this.marks(at+1,m2);
lists.push([documents,weights,(weight)=>factor*(weight?PAIR_IN_TITLE:1)]);
}
}
}
this.slot(lists,scores,3<<at);
}
this.synonyms(scores,idfs);
const full=mask||(1<<count)-1;
for(const[document,score]of scores){
let cover=0;
for(let at=0;at<count;at++)if(score.mask&full&(1<<at))cover+=idfs[at];
score.cover=Math.min(1,cover/whole);
score.isFull=(score.mask&full)===full;
score.isStrong=score.isFull&&score.pairs===pairs;
score.score*=(0.25+0.75*score.cover)*(score.isStrong&&pairs?1.5:1);
if(OVER.test(this.index.filters.statuses[document]))score.score*=0.8;
}
return scores;
}
synonyms(scores,idfs){
for(const{from,to,words}of this.twins){
const first=words.length>1
?words.slice(1).map((word,at)=>this.pair(words[at],word))
:[this.alone(words[0])];
const sets=first.map((found)=>new Set(found.flatMap((variant)=>variant[2])));
for(const document of sets[0]||[]){
if(!sets.every((set)=>set.has(document)))continue;
const score=scores.get(document)||{score:0,pairs:0,mask:0};
for(let at=from;at<to;at++){
if(!(score.mask&(1<<at)))score.score+=SYNONYM*0.75*idfs[at];
score.mask|=1<<at;
}
scores.set(document,score);
}
}
}
async loadSynonyms(){
this.twins=[];
const words=this.tokens.map((token)=>token.w);
for(const[short,...long]of this.entry.synonyms){
words.forEach((word,from)=>{
if(word===short&&long.length>1)this.twins.push({from,to:from+1,words:long});
if(long.every((other,at)=>words[from+at]===other)){
this.twins.push({from,to:from+long.length,words:[short]});
}
});
}
await this.load(this.twins.flatMap(({words:[first,...rest]})=>
rest.length?[first,...rest].slice(0,-1).map((word,at)=>[word,this.entry.cell(rest[at])+1]):[[first,0]]));
}
}
const FACETS=["kind","unit","year","award","status"];
const filtered=(filters,documents,wanted)=>{
const asked=FACETS.map((facet)=>new Set(list(wanted[facet])));
const counts=FACETS.map(()=>new Map());
const passed=[];
for(const document of documents){
const values=FACETS.map((facet)=>filters.of[facet](document));
const failed=FACETS.filter((_,at)=>
asked[at].size&&!values[at].some((value)=>asked[at].has(value)));
if(!failed.length)passed.push(document);
values.forEach((of,at)=>{
if(failed.length>1||(failed.length&&failed[0]!==FACETS[at]))return;
for(const value of of)counts[at].set(value,(counts[at].get(value)||0)+1);
});
}
const facets={};
FACETS.forEach((facet,at)=>{
const names=filters.names[facet];
facets[facet]=[...counts[at]]
.map(([value,count])=>({value,label:(names&&names.get(value))||value,count}))
.sort((a,b)=>(facet==="year"?(a.value<b.value?1:-1):b.count-a.count||(a.value<b.value?-1:1)));
});
return{passed,facets};
};
const longestRun=({wanted,tokens:typed,hasMarks},found)=>{
const count=wanted.length;
let best=[0,0,0];
for(let at=0;at<found.length;at++){
for(let first=0;first<Math.min(2,count);first++){
let[run,marks]=[0,0];
while(first+run<count&&at+run<found.length&&wanted[first+run].has(found[at+run].w)){
if(!hasMarks||typed[first+run].m===found[at+run].m)marks++;
run++;
}
if(run>best[0]||(run===best[0]&&marks>best[1]))best=[run,marks,at];
}
}
return best;
};
const place=({wanted,all},found,[run,,at])=>{
if(run>1||wanted.length===1)return at;
let[best,most]=[0,0];
for(let from=0;from<found.length;from++){
if(!all.has(found[from].w))continue;
const seen=new Set();
for(let to=from;to<from+24&&to<found.length;to++)if(all.has(found[to].w))seen.add(found[to].w);
if(seen.size>most)[best,most]=[from,seen.size];
}
return best;
};
const excerpt=(question,text,found,run)=>{
if(!found.length)return "";
const{all}=question;
const at=place(question,found,run);
let from=Math.max(0,at-6);
for(let back=at;back>from;back--)if(!found[back].gap)from=back;
const to=Math.min(found.length,from+34)-1;
const has=(other)=>other&&all.has(other.w);
let[html,done]=[from?"… ":"",found[from].at];
for(let i=from;i<=to;i++){
const{w,at:start,end}=found[i];
if(!all.has(w)||(all.size>1&&question.isCommon(w)&&!has(found[i-1])&&!has(found[i+1])))continue;
html+=escaped(text.slice(done,start))+"<mark>"+escaped(text.slice(start,end))+"</mark>";
done=end;
}
html+=escaped(text.slice(done,found[to].end));
return html.replace(/<\/mark>( ?)<mark>/g,"$1").replace(/\s+/g," ")+(to<found.length-1?" …":"");
};
const shown=(index,question,document,record,score)=>{
const[address,title,number,date,unit,status,label,,text]=record;
const kind=index.filters.kinds[document];
const result={
url:index.base+address,title,number,kind,date,unit,status,score,
kindName:label||index.filters.names.kind.get(kind)||kind,
excerpt:escaped(text.slice(0,160)),
};
if(!question)return result;
const found=(record.found=record.found||[title,text,number].map(tokens));
const count=question.wanted.length;
const runs=found.map((of)=>longestRun(question,of));
result.excerpt=excerpt(question,text,found[1],runs[1]);
const[ofTitle,ofText,ofNumber]=runs.map(([run,marks])=>(run+marks*0.3)/count);
const isTitle=runs[0][0]===count&&found[0].length===count;
result.score*=1+Math.max(ofText,ofTitle*1.25,ofNumber*1.5)+(isTitle?0.6:0);
return result;
};
const suggestion=(question,records)=>{
const{isTypo,choices,tokens:typed,query,wanted}=question;
let[changed,done]=["",0];
const has=(place,token)=>token&&wanted[place]&&wanted[place].has(token.w);
for(const at of[...isTypo].sort((a,b)=>a-b)){
const others=choices[at].slice(1).map(([word])=>word);
let best="";
for(const record of records){
[0,1].forEach((part)=>record.found[part].forEach((token,i,found)=>{
const isBeside=choices.length===1||has(at-1,found[i-1])||has(at+1,found[i+1]);
if(!best&&isBeside&&others.includes(token.w))best=record[part?8:1].slice(token.at,token.end);
}));
}
if(!best)return[];
changed+=query.slice(done,typed[at].at)+best.toLowerCase();
done=typed[at].end;
}
return isTypo.size?[changed+query.slice(done)]:[];
};
class Stale extends Error{}
class Index{
constructor(base,get){
Object.assign(this,{base,get,kept:new Map(),missing:0});
}
async start(cache){
const response=await this.get(this.base+"search/entry.json",{cache});
if(!response.ok)throw new Error("search: "+response.status);
this.entry=readEntry(JSON.parse(await response.text()));
return this;
}
async file(path,name,read,signal){
if(this.kept.has(path))return this.kept.get(path);
for(const cache of["default","reload"]){
try{
const response=await this.get(this.base+"search/"+path,{signal,cache});
if(!response.ok)continue;
const text=await response.text();
const start=`lanToa("${name}",`;
const end=text.lastIndexOf(")");
if(!text.startsWith(start)||end<start.length)continue;
const value=read(JSON.parse(text.slice(start.length,end)));
this.kept.set(path,value);
return value;
}catch(error){
if(error&&error.name==="AbortError")throw error;
}
}
throw new Stale(path);
}
async shard(name,signal){
return this.file(`s/${name}.js`,name,readShard,signal).catch((error)=>this.lost(error,new Map()));
}
lost(error,value){
if(!(error instanceof Stale&&this.isLast))throw error;
this.missing++;
return value;
}
async load(signal){
const{filters}=this.entry;
if(this.filters)return;
const empty={years:[],statuses:[],names:{},units:[],unit:"",awards:[]};
const read=(json)=>readFilters(json,this.entry);
this.filters=await this.file(`f/${filters}.js`,filters,read,signal)
.catch((error)=>this.lost(error,read(empty)));
}
async record(document,signal){
const block=Math.floor(document/this.entry.g);
const records=await this.file(`t/${block}.js?${this.entry.id}`,"t"+block,(json)=>json,signal)
.catch((error)=>this.lost(error,[]));
return records[document%this.entry.g];
}
async search(query,options){
const{signal,filters={}}=options;
const[limit,offset]=[bounded(options.limit,10,100),bounded(options.offset,0,1e6)];
this.missing=0;
const question=new Question(this,query,options);
const isAsked=question.tokens.length>0;
await Promise.all([this.load(signal),isAsked&&question.find(),isAsked&&question.loadSynonyms()]);
const scores=isAsked?question.score():new Map();
let ranked=[];
if(isAsked)ranked=this.matching(scores);
else if(!query.trim())ranked=this.filters.kinds.map((_,at)=>at);
const{passed,facets}=filtered(this.filters,ranked,filters||{});
const documents=passed.slice(offset,offset+limit);
const records=await Promise.all(documents.map((document)=>this.record(document,signal)));
const results=documents.flatMap((document,at)=>records[at]
?[shown(this,isAsked&&question,document,records[at],isAsked?scores.get(document).score:0)]:[]);
if(isAsked)results.sort((a,b)=>b.score-a.score);
const suggestions=isAsked&&!offset?suggestion(question,records.filter(Boolean).slice(0,3)):[];
return{total:passed.length,results,facets,suggestions,missing:this.missing};
}
matching(scores){
const all=[...scores];
const isStrong=all.some(([,score])=>score.isStrong);
const most=all.reduce((most,[,score])=>Math.max(most,score.cover),0);
const good=all.filter(([document,score])=>document<this.entry.n&&
(isStrong?score.isFull:score.cover>=most*0.5));
const by=([a,x],[b,y])=>y.isStrong-x.isStrong||y.score-x.score||a-b;
return good.sort(by).map(([document])=>document);
}
}
const bounded=(value,usual,most)=>{
const number=Math.floor(Number(value===undefined?usual:value));
return number>=0?Math.min(number,most):usual;
};
async function open({base="./",fetch:given}={}){
const get=given||((url,options)=>globalThis.fetch(url,options));
const root=String(base).replace(/\/?$/,"/");
let index=await new Index(root,get).start("no-cache");
return{
async search(query,options){
const asked=String(query===undefined||query===null?"":query).slice(0,2000);
const given=options||{};
const{signal}=given;
const ended=()=>{
if(signal&&signal.aborted)throw signal.reason||new DOMException("aborted","AbortError");
};
ended();
let answer;
try{
answer=await index.search(asked,given);
}catch(error){
ended();
if(!(error instanceof Stale))throw error;
const fresh=await new Index(root,get).start("reload").catch(()=>index);
if(fresh.entry.id!==index.entry.id)index=fresh;
index.isLast=true;
answer=await index.search(asked,given);
}
ended();
return answer;
},
};
}
return{open:open}})();
