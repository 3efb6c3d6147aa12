export function show(c){console.log('show',c.key,c.data.volume)} export function leave(p){console.log('leave')}
