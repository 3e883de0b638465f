export { type DashLinks, mpd, type Presentation, type Protection } from './mpd.ts'
