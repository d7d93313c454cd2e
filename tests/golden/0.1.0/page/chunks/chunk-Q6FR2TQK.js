function e(...o){return()=>{for(let r of o)r()}}export{e as a};
