export { openListener, type Listener } from './listener.ts'
export { openRealtime, type Realtime } from './realtime.ts'
